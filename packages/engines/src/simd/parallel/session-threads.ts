import type { Conversion, ConversionPlan, EngineLimits, ObjectRef, Reopening } from '@parquetry/core';
import { isLarge } from '../kernel-pool.ts';
import { loadKernel } from '../load-kernel.ts';
import { rangeBytesFor } from './cut-ranges.ts';
import { type Helpers, isRanged } from './read-in-ranges.ts';
import { SimdWorkers } from './simd-workers.ts';

/** With less, threads would not keep within the memory: each has its own engine, kernels, and ranges that wait. */
const LEAST_THREAD_BYTES = 160 << 20;
/** Starting a thread takes as long as converting this: a session that has not converted as much may end before it pays. */
const BYTES_BEFORE_THREADS = 8 << 20;
/** Small files cost time of their own, as much as so many bytes. */
const FILE_BYTES = 64 << 10;
/** One that is converted, and one that can be begun at once when it is done. */
const FILES_PER_WORKER = 2;
/** Smaller sources are not worth several threads. */
const LEAST_RANGED_BYTES = 16 << 20;

/** Threads that convert, this one included; they share the memory evenly. */
export function shareThreads({ threads, memoryBytes }: EngineLimits): EngineLimits {
  const fed = Math.floor(memoryBytes / LEAST_THREAD_BYTES);
  const count = Math.max(1, Math.min(threads, fed));
  return { threads: count, memoryBytes: Math.floor(memoryBytes / count) };
}

/** What tests choose otherwise. */
export interface ThreadChoices {
  readonly leastRangedBytes?: number;
  readonly rangeBytes?: number;
  /** As if so much had been converted. */
  readonly bytesBefore?: number;
  readonly workerFile?: URL;
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

const refsOf = ({ source, outputs, rejects }: ConversionPlan): readonly ObjectRef[] => [
  source.ref,
  ...outputs.map(({ ref }) => ref),
  ...(rejects ? [rejects] : []),
];

/** The threads of a session beside the main one, and which of them converts what. */
export class SessionThreads {
  readonly helpers: Helpers;
  readonly #workers: SimdWorkers;
  readonly #reopening: Reopening;
  #bytesBegun: number;
  #underWay = 0;
  #largeHere = 0;

  /** `share` is that of each thread. */
  constructor(reopening: Reopening, share: EngineLimits, choices: ThreadChoices) {
    const { threads, memoryBytes } = share;
    const setUp = { module: loadKernel(), store: reopening.spec, memoryBytes };
    const { rangeBytes, leastRangedBytes = LEAST_RANGED_BYTES, bytesBefore = 0, workerFile } = choices;
    this.#workers = new SimdWorkers(threads - 1, setUp, workerFile);
    this.#reopening = reopening;
    this.#bytesBegun = bytesBefore;
    this.helpers = {
      workers: this.#workers,
      leastBytes: leastRangedBytes,
      rangeBytes: (bytes) => rangeBytes ?? rangeBytesFor(bytes, threads, memoryBytes),
    };
  }

  /** Has a worker convert the file, or this thread: by `here`, where it is alone, of one that several can convert together. */
  async convert(
    plan: ConversionPlan,
    here: () => Promise<Conversion>,
    signal?: AbortSignal,
  ): Promise<Conversion> {
    this.#bytesBegun += FILE_BYTES + plan.source.bytes;
    this.#underWay += 1;
    try {
      // Small files are converted almost without waiting: but for this, no other file would be seen, nor a worker heard.
      if (this.#workers.haveStarted) await nextTurn();
      if (!this.#isForWorkers(plan)) return await this.#convertHere(plan, here);
      const { onRead } = this.#reopening;
      return await this.#workers.convertFile(plan, { signal, onRead });
    } finally {
      this.#underWay -= 1;
    }
  }

  async #convertHere(plan: ConversionPlan, here: () => Promise<Conversion>): Promise<Conversion> {
    const large = isLarge(plan) ? 1 : 0;
    this.#largeHere += large;
    try {
      return await here();
    } finally {
      this.#largeHere -= large;
    }
  }

  #isForWorkers(plan: ConversionPlan): boolean {
    if (this.#underWay === 1 || isRanged(plan, this.helpers)) return false;
    if (!refsOf(plan).every(this.#reopening.covers)) return false;
    const isOccupied = this.#largeHere > 0;
    if (!isOccupied && this.#bytesBegun < BYTES_BEFORE_THREADS) return false;
    this.#workers.start();
    const load = this.#workers.leastLoad ?? (isOccupied ? 0 : Number.POSITIVE_INFINITY);
    return load < FILES_PER_WORKER;
  }

  close(): Promise<void> {
    return this.#workers.close();
  }
}
