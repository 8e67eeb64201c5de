import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const enginesEntry = createRequire(import.meta.url).resolve('@parquetry/engines');

const ofEngines = (path: string) => join(dirname(enginesEntry), path);
const resolved = (name: string) => createRequire(enginesEntry).resolve(name);

export const functionNames = ['convert', 'bench'] as const;
export type FunctionName = (typeof functionNames)[number];

/** Threads' files lie beside the module that starts them. */
const ENGINE_THREADS = {
  'convert-worker': ofEngines('worker-pool/convert-worker.ts'),
  'simd-worker': ofEngines('simd/parallel/simd-worker.ts'),
};

/** By function: its files by name; `index` exports the handler. */
export const ENTRIES: Readonly<Record<FunctionName, Readonly<Record<string, string>>>> = {
  convert: {
    index: fileURLToPath(new URL('../convert-function.ts', import.meta.url)),
    'lane-thread': fileURLToPath(new URL('../pipeline/lane-thread.ts', import.meta.url)),
    'store-thread': fileURLToPath(new URL('../pipeline/store-thread.ts', import.meta.url)),
    ...ENGINE_THREADS,
  },
  bench: {
    index: fileURLToPath(new URL('../deployed-bench-function.ts', import.meta.url)),
    ...ENGINE_THREADS,
  },
};

/** They are read as files, beside the code. */
export const wasmFiles = (): readonly string[] => [
  resolved('parquet-wasm/esm/parquet_wasm_bg.wasm'),
  resolved('@parquetry/kernel/wasm'),
];

/**
 * Not bundled: snappy is native; piscina's worker file and its `move` have to be one instance of the package;
 * parquetjs-lite assigns to undeclared variables, which ES modules forbid.
 */
export const PACKAGES = ['parquetjs-lite', 'piscina', 'snappy'] as const;
