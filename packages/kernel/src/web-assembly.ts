/** As much of the WebAssembly JavaScript interface as the kernel needs: it is the same in Node and in browsers. */

/** A compiled module: it can be sent to workers. */
export interface CompiledModule {
  readonly [Symbol.toStringTag]: string;
}

export interface LinearMemory {
  readonly buffer: ArrayBuffer;
}

export interface ExportedNumber {
  readonly value: number;
}

interface Interface {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => CompiledModule;
  readonly Instance: new (module: CompiledModule, imports: object) => { readonly exports: unknown };
}

export const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: Interface };
