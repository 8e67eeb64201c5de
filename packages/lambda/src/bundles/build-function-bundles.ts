import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { copyPackages } from '../copy-packages.ts';
import {
  ENTRIES,
  enginesEntry,
  type FunctionName,
  functionNames,
  PACKAGES,
  wasmFiles,
} from './function-entries.ts';
import { functionZip } from './function-zip.ts';
import { leaveOut } from './leave-out.ts';
import type { Architecture } from './native-parts.ts';
import { oneLanguage } from './one-language.ts';

export const HANDLER = 'index.handler';
export const RUNTIME = 'nodejs24.x';

/** A function that is built: it runs where it lies, and can be sent to Lambda. */
export interface FunctionBundle {
  readonly directory: string;
  readonly handler: string;
  readonly runtime: string;
  /** @param architecture this machine's own when absent. */
  zip(architecture?: Architecture): Promise<Uint8Array>;
}

/** CommonJS that is bundled asks for Node's modules by `require`. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`;

const OPTIONS: BuildOptions = {
  bundle: true,
  format: 'esm',
  // What is loaded later is a file of its own: a start reads what its job needs.
  splitting: true,
  chunkNames: '[name]-[hash]',
  platform: 'node',
  target: 'node24',
  // Comments are read at every start.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  banner: { js: REQUIRE },
  // Named by modules of which nothing is left in the end.
  external: [...PACKAGES, '@duckdb/node-api', '@duckdb/node-bindings', 'nodejs-polars', '*.node'],
  plugins: [leaveOut, oneLanguage],
  logLevel: 'silent',
};

async function buildInto(name: FunctionName, directory: string): Promise<FunctionBundle> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await build({ ...OPTIONS, outdir: directory, entryPoints: { ...ENTRIES[name] } });
  for (const file of wasmFiles()) await copyFile(file, join(directory, basename(file)));
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }\n');
  await copyPackages({ needed: PACKAGES, wanted: [] }, enginesEntry, directory);
  return {
    directory,
    handler: HANDLER,
    runtime: RUNTIME,
    zip: (architecture) => functionZip(directory, architecture),
  };
}

/**
 * Builds the deployable functions, each into a directory of its name, replacing what is there: ES modules for
 * {@link RUNTIME}, every engine of ours in files that are loaded when it is asked for, wasm and threads' files beside them.
 */
export async function buildFunctionBundles<Name extends FunctionName = FunctionName>(
  directory: string,
  /** `only`: all when absent. */
  { only }: { readonly only?: readonly Name[] } = {},
): Promise<Readonly<Record<Name, FunctionBundle>>> {
  const names = only ?? (functionNames as readonly FunctionName[] as readonly Name[]);
  const built = names.map(async (name) => [name, await buildInto(name, join(directory, name))] as const);
  return Object.fromEntries(await Promise.all(built)) as Record<Name, FunctionBundle>;
}
