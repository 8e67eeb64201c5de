import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { contenderNames } from '@parquetry/engines';
import { build, type Plugin } from 'esbuild';
import { copyPackages } from './copy-packages.ts';

const enginesEntry = createRequire(import.meta.url).resolve('@parquetry/engines');

/**
 * Not bundled: snappy is native; piscina's worker file and its `move` have to be one instance of the package;
 * parquetjs-lite assigns to undeclared variables, which ES modules forbid.
 */
const PACKAGES = {
  needed: ['parquetjs-lite', 'piscina', 'snappy'],
  /** Native contestants. */
  wanted: ['@duckdb/node-api', 'nodejs-polars'],
};
/** By engine. */
const WASM_FILES: Readonly<Record<string, string>> = {
  'wasm-arrow': 'parquet-wasm/esm/parquet_wasm_bg.wasm',
  simd: '@parquetry/kernel/wasm',
};

/** CommonJS libraries inside an ES module still ask for `require`. */
const REQUIRE_BANNER =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);";

/** Where an engine's code begins in `@parquetry/engines`. */
const ENGINE_MODULES = /^\.\/.*\/([\w-]+)-engine\.ts$/;

/** Leaves out every engine but one. */
const only = (engine: string): Plugin => ({
  name: 'only one engine',
  setup(build) {
    build.onResolve({ filter: ENGINE_MODULES }, ({ path }) =>
      ENGINE_MODULES.exec(path)?.[1] === engine ? undefined : { path, external: true },
    );
  },
});

/** Threads' files: they lie beside the engine that starts them. */
const workers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'worker-pool': { 'convert-worker': 'worker-pool/convert-worker.ts' },
  simd: { 'simd-worker': 'simd/parallel/simd-worker.ts' },
};

async function buildFor(engine: string, directory: string): Promise<void> {
  const workerFiles = Object.entries(workers[engine] ?? {}).map(([name, path]) => [
    name,
    join(dirname(enginesEntry), path),
  ]);
  await build({
    entryPoints: {
      'bench-child': fileURLToPath(new URL('./bench-child.ts', import.meta.url)),
      'bench-function': fileURLToPath(new URL('./bench-function.ts', import.meta.url)),
      ...Object.fromEntries(workerFiles),
    },
    outdir: directory,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: [...PACKAGES.needed, ...PACKAGES.wanted],
    plugins: [only(engine)],
    banner: { js: REQUIRE_BANNER },
    logLevel: 'silent',
  });
  const wasmFile = WASM_FILES[engine];
  if (wasmFile === undefined) return;
  const source = createRequire(enginesEntry).resolve(wasmFile);
  await copyFile(source, join(directory, basename(source)));
}

/**
 * Builds the bench function and all it needs into `directory`, replacing what is there: for each engine a directory of its
 * name, in which `bench-function.js` exports the handler and `bench-child.js` serves it over IPC, with nothing of the other
 * engines, as a function would be deployed. The whole runs wherever it is copied to, on the platform it was built on.
 */
export async function buildBenchBundle(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await Promise.all(contenderNames.map((engine) => buildFor(engine, join(directory, engine))));
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }\n');
  await copyPackages(PACKAGES, enginesEntry, directory);
}
