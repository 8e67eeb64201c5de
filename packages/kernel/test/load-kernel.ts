import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** As much of the global as is needed here: the types of Node do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

/** What every part of the kernel is tested with; addresses and lengths in bytes. */
export interface KernelMemory {
  readonly memory: { readonly buffer: ArrayBuffer };
  freeAll(): void;
  allocate(bytes: number): number;
  /** Address of the first guard that was written over, or 0. */
  firstBrokenGuard(): number;
}

const wasm = readFileSync(fileURLToPath(import.meta.resolve('@parquetry/kernel/wasm')));

/** A kernel of its own, with empty memory. `T`: the exports that are called. */
export function loadKernel<T>(): T & KernelMemory {
  const kernel = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports as T & KernelMemory;
  kernel.freeAll();
  return kernel;
}
