import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findCommands } from '../trees/find-commands.ts';
import type { ProjectSetup } from './workflow-parts.ts';

const VERSION_FILES = ['.nvmrc', '.node-version'];
const DEFAULT_NODE = '24';

/** What of a package.json matters here. */
export interface ProjectPackage {
  readonly scripts: Readonly<Record<string, unknown>>;
  readonly dependencies: readonly string[];
  readonly hasNodeVersion: boolean;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** The package.json in a directory; an empty one where there is none. */
export async function readProjectPackage(directory: string): Promise<ProjectPackage> {
  const path = join(directory, 'package.json');
  const its = (await exists(path)) ? asObject(JSON.parse(await readFile(path, 'utf8'))) : {};
  return {
    scripts: asObject(its['scripts']),
    dependencies: ['dependencies', 'devDependencies'].flatMap((field) => Object.keys(asObject(its[field]))),
    hasNodeVersion: 'node' in asObject(its['engines']) || 'node' in asObject(its['volta']),
  };
}

async function nodeOf(directory: string, { hasNodeVersion }: ProjectPackage): Promise<ProjectSetup['node']> {
  for (const file of VERSION_FILES) {
    if (await exists(join(directory, file))) return { input: 'node-version-file', value: file };
  }
  return hasNodeVersion
    ? { input: 'node-version-file', value: 'package.json' }
    : { input: 'node-version', value: DEFAULT_NODE };
}

/** What has to be there before the command that installs. */
function managerOf(install: string): string[] {
  if (/^(pnpm|yarn) /.test(install)) return ['corepack enable'];
  return install.startsWith('bun ') ? ['npm install --global bun'] : [];
}

/**
 * How a project is made ready in a workflow: Node as it says itself, dependencies by its lockfile.
 *
 * @throws GateFailure where it has dependencies and no lockfile.
 */
export async function describeSetup(directory: string): Promise<ProjectSetup> {
  const { install } = await findCommands('head', directory, directory, {
    install: undefined,
    build: undefined,
  });
  return {
    node: await nodeOf(directory, await readProjectPackage(directory)),
    install: install === undefined ? [] : [...managerOf(install.command), install.command],
  };
}
