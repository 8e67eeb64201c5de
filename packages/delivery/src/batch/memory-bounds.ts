import { constrainedMemory, memoryUsage } from 'node:process';
import { formatCount } from '@parquetry/core';

/** What may be under way at once, at most; one job always may. */
export interface Bounds {
  readonly filesInFlight: number;
  /** Of sources. */
  readonly bytesInFlight: number;
}

export interface MemoryReading {
  readonly usedBytes: number;
  readonly limitBytes: number;
}
export type ReadMemory = () => MemoryReading;

const SHRINK_AT = 0.85;
const GROW_BELOW = 0.7;
const MIB = 1 << 20;

/** Resident memory of this process, and the limit of its control group, or `fallbackBytes` where there is none. */
export const processMemory =
  (fallbackBytes: number): ReadMemory =>
  () => {
    const limit = constrainedMemory();
    const isLimited = limit > 0 && limit < Number.MAX_SAFE_INTEGER;
    return { usedBytes: memoryUsage.rss(), limitBytes: isLimited ? limit : fallbackBytes };
  };

const inMib = (bytes: number) => formatCount(Math.round(bytes / MIB));

/**
 * Bounds that are halved when 85 % of memory is in use, and grow by a half once less than 70 % is. In between they stay as
 * they are, and so they do after each change until as many jobs have ended as were under way: what they hold goes with them.
 */
export class MemoryBounds {
  readonly #most: Bounds;
  readonly #read: ReadMemory;
  #share = 1;
  #jobsToWaitFor = 0;

  constructor(most: Bounds, read: ReadMemory) {
    this.#most = most;
    this.#read = read;
  }

  get now(): Bounds {
    const part = (whole: number) => Math.max(1, Math.floor(whole * this.#share));
    return {
      filesInFlight: part(this.#most.filesInFlight),
      bytesInFlight: part(this.#most.bytesInFlight),
    };
  }

  /** To be told of every job that ends. Why the bounds are others now; undefined where they are not. */
  jobEnded(inFlight: number): string | undefined {
    this.#jobsToWaitFor -= 1;
    if (this.#jobsToWaitFor > 0) return undefined;
    const { usedBytes, limitBytes } = this.#read();
    const before = this.now;
    const used = usedBytes / limitBytes;
    if (used >= SHRINK_AT && before.filesInFlight > 1) this.#share /= 2;
    else if (used < GROW_BELOW && this.#share < 1) this.#share = Math.min(1, this.#share * 1.5);
    else return undefined;
    this.#jobsToWaitFor = inFlight;
    const { filesInFlight, bytesInFlight } = this.now;
    return (
      `${inMib(usedBytes)} of ${inMib(limitBytes)} MiB of memory in use: ` +
      `at most ${filesInFlight} files and ${inMib(bytesInFlight)} MiB of sources at once`
    );
  }
}
