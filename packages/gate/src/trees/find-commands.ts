import { access, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { GateFailure } from '../unit/gate-failure.ts';
import type { Side } from '../unit/gate-unit.ts';

interface Lockfile {
  readonly name: string;
  readonly manager: 'npm' | 'pnpm' | 'yarn' | 'bun';
}

/** In the order in which they are believed where there are several. */
const LOCKFILES: readonly Lockfile[] = [
  { name: 'package-lock.json', manager: 'npm' },
  { name: 'npm-shrinkwrap.json', manager: 'npm' },
  { name: 'pnpm-lock.yaml', manager: 'pnpm' },
  { name: 'yarn.lock', manager: 'yarn' },
  { name: 'bun.lock', manager: 'bun' },
  { name: 'bun.lockb', manager: 'bun' },
];
const DEPENDENCIES = [
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'workspaces',
];

/** A command, and the directory in which it runs. */
export interface TreeCommand {
  readonly command: string;
  readonly directory: string;
}

export interface TreeCommands {
  readonly install: TreeCommand | undefined;
  readonly build: TreeCommand | undefined;
  /** Absolute; undefined where there is none. */
  readonly lockfile: string | undefined;
}

export interface GivenCommands {
  /** Undefined to find it, null for none. */
  readonly install: string | null | undefined;
  readonly build: string | null | undefined;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function findLockfile(root: string, project: string) {
  for (let directory = project; ; directory = dirname(directory)) {
    for (const lockfile of LOCKFILES) {
      const path = join(directory, lockfile.name);
      if (await exists(path)) return { ...lockfile, path, directory };
    }
    if (relative(root, directory) === '' || directory === dirname(directory)) return undefined;
  }
}

async function readPackage(side: Side, project: string): Promise<Record<string, unknown> | undefined> {
  const path = join(project, 'package.json');
  if (!(await exists(path))) return undefined;
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch (cause) {
    throw new GateFailure('build-failed', `${side}: package.json is not JSON: ${(cause as Error).message}`, {
      cause,
    });
  }
  throw new GateFailure('build-failed', `${side}: package.json is not an object`);
}

const holds = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0;

async function installCommand({
  manager,
  path,
}: {
  manager: Lockfile['manager'];
  path: string;
}): Promise<string> {
  switch (manager) {
    case 'npm':
      return 'npm ci --no-audit --no-fund';
    case 'pnpm':
      return 'pnpm install --frozen-lockfile';
    case 'yarn': {
      const isFirst = (await readFile(path, 'utf8')).includes('# yarn lockfile v1');
      return isFirst ? 'yarn install --frozen-lockfile' : 'yarn install --immutable';
    }
    case 'bun':
      return 'bun install --frozen-lockfile';
    default:
      return manager satisfies never;
  }
}

const hasScript = (its: Record<string, unknown> | undefined, name: string) =>
  typeof its?.['scripts'] === 'object' && its['scripts'] !== null && Object.hasOwn(its['scripts'], name);

/**
 * How a tree is installed, by the lockfile of the project or of a directory above it in the tree, and built, by the
 * project's `build` script; commands that are given come first, and run in the project.
 *
 * @throws GateFailure where there are dependencies and no lockfile: two installs would differ by the moment at which they
 *   are made.
 */
export async function findCommands(
  side: Side,
  root: string,
  project: string,
  given: GivenCommands,
): Promise<TreeCommands> {
  const its = await readPackage(side, project);
  const lockfile = await findLockfile(root, project);

  const install = async (): Promise<TreeCommand | undefined> => {
    if (given.install === null) return undefined;
    if (given.install !== undefined) return { command: given.install, directory: project };
    if (its === undefined) return undefined;
    if (lockfile) return { command: await installCommand(lockfile), directory: lockfile.directory };
    const asked = DEPENDENCIES.find((field) => holds(its[field]));
    if (asked === undefined) return undefined;
    throw new GateFailure(
      'build-failed',
      `${side}: package.json has ${asked} and no lockfile fixes their versions, so base and head would not be comparable: commit a lockfile, or say with --install how both are installed`,
    );
  };
  const build = (): TreeCommand | undefined => {
    if (given.build === null) return undefined;
    if (given.build !== undefined) return { command: given.build, directory: project };
    if (!hasScript(its, 'build')) return undefined;
    return { command: `${lockfile?.manager ?? 'npm'} run build`, directory: project };
  };
  return { install: await install(), build: build(), lockfile: lockfile?.path };
}
