import type { ConversionPlan } from '@parquetry/core';
import { type CompiledModule, Kernel } from '@parquetry/kernel';
import { loadKernel } from './load-kernel.ts';
import { SpareBuffers } from './parallel/spare-buffers.ts';
import { sizeClassOf, TableSetUps } from './table-set-up.ts';
import { ReadBuffers, type Tools } from './tools.ts';

/** Conversions of small files that take turns with each other's reading and writing. */
const SMALL_FILES = 2;
/** Larger sources get the memory to themselves. */
const MOST_SMALL_BYTES = 4 << 20;

export function isLarge(plan: ConversionPlan): boolean {
  const sizeClass = sizeClassOf(plan);
  return sizeClass === undefined || sizeClass > MOST_SMALL_BYTES;
}

/** What Node takes for itself. */
const NODE_BYTES = 64 << 20;
const FEWEST_KERNEL_BYTES = 24 << 20;

type Idle = Omit<Tools, 'table'>;

/** Makes a kernel; tests have them watch their memory, or give them buffers of odd sizes. */
export type MakeKernel = (module: CompiledModule) => Kernel;

const makeUsualKernel: MakeKernel = (module) => new Kernel(module);

/** Lends kernels to conversions: to several small ones at once, or to one that is large. */
export class KernelPool {
  readonly filesInFlight = SMALL_FILES;
  readonly #setUps: TableSetUps;
  readonly #idle: Idle[] = [];
  #lent = 0;
  #isLargeLent = false;
  #changed = Promise.withResolvers<void>();

  readonly #makeKernel: MakeKernel;

  constructor(memoryBytes: number, makeKernel = makeUsualKernel) {
    this.#makeKernel = makeKernel;
    this.#setUps = new TableSetUps(Math.max(FEWEST_KERNEL_BYTES, memoryBytes - NODE_BYTES));
  }

  async use<Result>(plan: ConversionPlan, work: (tools: Tools) => Promise<Result>): Promise<Result> {
    const takesAll = isLarge(plan);
    while (this.#isLargeLent || (takesAll && this.#lent > 0)) await this.#changed.promise;
    this.#lent += 1;
    this.#isLargeLent = takesAll;
    const tools = this.#idle.pop() ?? {
      kernel: this.#makeKernel(loadKernel()),
      buffers: new ReadBuffers(),
      spares: new SpareBuffers(),
    };
    try {
      return await work({ ...tools, table: this.#setUps.of(plan) });
    } finally {
      this.#lent -= 1;
      this.#isLargeLent = false;
      if (!tools.kernel.isBroken) this.#idle.push(tools);
      this.#changed.resolve();
      this.#changed = Promise.withResolvers();
    }
  }
}
