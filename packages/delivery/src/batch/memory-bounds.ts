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
const ALWAYS_SHRINK_AT = 0.95;
const GROW_BELOW = 0.7;
/** Less is no growth. */
const RISE = 0.02;
const MIB = 1 << 20;

/** Resident memory of this process against a limit; against that of its control group where that is lower. */
export function processMemory(limitBytes: number): ReadMemory {
  // 0 and 2^64: there is none.
  const ofGroup = constrainedMemory() || Number.POSITIVE_INFINITY;
  const lower = Math.min(ofGroup, limitBytes);
  return () => ({ usedBytes: memoryUsage.rss(), limitBytes: lower });
}

const inMib = (bytes: number) => formatCount(Math.round(bytes / MIB));

/**
 * Bounds that are halved when 85 % of memory is in use, again as long as use rises or is beyond 95 %, and grow by a half once
 * less than 70 % is. A process seldom gives back what it has had: that use does not fall is no reason to halve them again.
 * After each change they stay as they are until as many jobs have ended as were under way.
 */
export class MemoryBounds {
  readonly #most: Bounds;
  readonly #read: ReadMemory;
  #share = 1;
  /** What was in use when they were halved last, of the limit. */
  #shrunkAt = Number.NEGATIVE_INFINITY;
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
    if (!this.#change(usedBytes / limitBytes)) return undefined;
    this.#jobsToWaitFor = inFlight;
    const { filesInFlight, bytesInFlight } = this.now;
    return (
      `${inMib(usedBytes)} of ${inMib(limitBytes)} MiB of memory in use: ` +
      `at most ${filesInFlight} files and ${inMib(bytesInFlight)} MiB of sources at once`
    );
  }

  #change(used: number): boolean {
    const isTooMuch = used >= ALWAYS_SHRINK_AT || (used >= SHRINK_AT && used >= this.#shrunkAt + RISE);
    if (isTooMuch && this.now.filesInFlight > 1) {
      this.#share /= 2;
      this.#shrunkAt = used;
      return true;
    }
    if (used >= GROW_BELOW || this.#share === 1) return false;
    this.#share = Math.min(1, this.#share * 1.5);
    this.#shrunkAt = Number.NEGATIVE_INFINITY;
    return true;
  }
}
