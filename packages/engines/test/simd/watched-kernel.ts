import type { EngineLimits, EngineSession, ObjectStore } from '@parquetry/core';
import { type CompiledModule, Kernel, type KernelSizes, type TableSetUp } from '@parquetry/kernel';
import { expect } from 'vitest';
import { openSimd } from '../../src/simd/simd-engine.ts';

/** A kernel whose buffers have other sizes than it is told. */
class ResizedKernel extends Kernel {
  readonly #sizes: Partial<KernelSizes>;
  readonly #resized = new WeakMap<TableSetUp, TableSetUp>();

  constructor(module: CompiledModule, sizes: Partial<KernelSizes>) {
    super(module);
    this.#sizes = sizes;
  }

  override begin(setUp: TableSetUp): void {
    const resized = this.#resized.get(setUp) ?? { ...setUp, sizes: { ...setUp.sizes, ...this.#sizes } };
    this.#resized.set(setUp, resized);
    super.begin(resized);
  }
}

/** A session with buffers of the given sizes, and what checks that nothing was written between them. */
export async function openResized(store: ObjectStore, sizes: Partial<KernelSizes>, limits: EngineLimits) {
  const kernels: Kernel[] = [];
  const session: EngineSession = await openSimd(store, limits, (module) => {
    const kernel = new ResizedKernel(module, sizes);
    kernels.push(kernel);
    return kernel;
  });
  const expectIntact = () =>
    expect(kernels.map(({ exports }) => exports.firstBrokenGuard())).toEqual(kernels.map(() => 0));
  return { session, expectIntact };
}
