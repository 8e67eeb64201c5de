import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
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
const WASM_FILES = {
  'parquet_wasm_bg.wasm': 'parquet-wasm/esm/parquet_wasm_bg.wasm',
  'kernel.wasm': '@parquetry/kernel/wasm',
};

/** CommonJS libraries inside an ES module still ask for `require`. */
const REQUIRE_BANNER =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);";

/**
 * Builds the bench function and all it needs into `directory`, replacing what is there: `bench-function.js` exports the
 * handler, `bench-child.js` serves it over IPC. The directory runs wherever it is copied to, on the platform it was
 * built on.
 */
export async function buildBenchBundle(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await build({
    entryPoints: {
      'bench-child': fileURLToPath(new URL('./bench-child.ts', import.meta.url)),
      'bench-function': fileURLToPath(new URL('./bench-function.ts', import.meta.url)),
      'convert-worker': join(dirname(enginesEntry), 'worker-pool/convert-worker.ts'),
      'simd-worker': join(dirname(enginesEntry), 'simd/parallel/simd-worker.ts'),
    },
    outdir: directory,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: [...PACKAGES.needed, ...PACKAGES.wanted],
    banner: { js: REQUIRE_BANNER },
    logLevel: 'silent',
  });
  await writeFile(join(directory, 'package.json'), '{ "type": "module" }\n');
  for (const [file, source] of Object.entries(WASM_FILES)) {
    await copyFile(createRequire(enginesEntry).resolve(source), join(directory, file));
  }
  await copyPackages(PACKAGES, enginesEntry, directory);
}
