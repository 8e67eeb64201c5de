import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CompiledModule, WebAssembly } from '@parquetry/kernel';

/** Beside the running bundle, or, when run from source, in the package. */
function wasmFile(): string {
  const url = import.meta.url.endsWith('.ts')
    ? import.meta.resolve('@parquetry/kernel/wasm')
    : new URL('kernel.wasm', import.meta.url).href;
  return fileURLToPath(url);
}

function readWasm(): Uint8Array<ArrayBuffer> {
  const path = wasmFile();
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new Error(`${path}: the kernel has not been built; run npm run build`, { cause });
  }
}

let loaded: CompiledModule | undefined;

/** The kernel, compiled once per process. */
export function loadKernel(): CompiledModule {
  loaded ??= new WebAssembly.Module(readWasm());
  return loaded;
}

/** Takes the kernel that another thread has compiled. */
export function adoptKernel(module: CompiledModule): void {
  loaded ??= module;
}
