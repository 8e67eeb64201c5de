import type { Met } from '@parquetry/bench/campaign';

/** Counts of all threads of a process: plain memory, so that each of them can be given it. */
export type SharedCounts = SharedArrayBuffer;

const LEFT = 0;
const REQUESTS = 1;
const FIRST_FAULT = 2;

/** What the threads of a process count together. */
export class SharedTally {
  readonly #counts: Int32Array;
  readonly #faults: readonly string[];

  constructor(counts: SharedCounts, faults: readonly string[]) {
    this.#counts = new Int32Array(counts);
    this.#faults = faults;
  }

  /** True the `killCount`th time. */
  countDown(): boolean {
    return Atomics.sub(this.#counts, LEFT, 1) === 1;
  }

  addRequest(): void {
    Atomics.add(this.#counts, REQUESTS, 1);
  }

  addInjected(name: string, count: number): void {
    Atomics.add(this.#counts, FIRST_FAULT + this.#faults.indexOf(name), count);
  }

  met(): Met {
    const injected = this.#faults.map((name, index) => [name, this.#counts[FIRST_FAULT + index]!] as const);
    return { requests: this.#counts[REQUESTS]!, injected: Object.fromEntries(injected) };
  }
}

/** `killCount`: how often a step is come to until {@link SharedTally.countDown} says that it is time. */
export function sharedCounts(faults: readonly string[], killCount: number): SharedCounts {
  const counts = new SharedArrayBuffer((FIRST_FAULT + faults.length) * Int32Array.BYTES_PER_ELEMENT);
  new Int32Array(counts)[LEFT] = killCount;
  return counts;
}
