import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { initSync } from 'parquet-wasm/esm';

/** Beside the running bundle, or, when run from source, in the package. */
function wasmFile(): string {
  const url = import.meta.url.endsWith('.ts')
    ? import.meta.resolve('parquet-wasm/esm/parquet_wasm_bg.wasm')
    : new URL('parquet_wasm_bg.wasm', import.meta.url).href;
  return fileURLToPath(url);
}

let loaded = false;

/** Makes the functions of parquet-wasm callable; once per process. */
export function loadParquetWasm(): void {
  if (loaded) return;
  initSync({ module: readFileSync(wasmFile()) });
  loaded = true;
}
