import { StoreError } from '@parquetry/core';
import type { BatchClock } from './batch-clock.ts';

const TRIES = 6;
const FIRST_LIMIT_MS = 100;
const MOST_MS = 10_000;

/** How the batch's own requests (its listing, its manifest) are repeated. `random`: chance, from 0 to 1. */
export interface Patience {
  readonly clock: BatchClock;
  readonly random: () => number;
}

/**
 * Does something up to six times while it fails with what may pass by itself, with exponential backoff and full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). Waiting ends with an abort.
 */
export async function tryAgain<T>(
  work: () => Promise<T>,
  { clock, random }: Patience,
  signal?: AbortSignal,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !(error instanceof StoreError && error.retryable)) throw error;
      await clock.sleep(random() * Math.min(MOST_MS, FIRST_LIMIT_MS * 2 ** (tries - 1)), signal);
    }
  }
}
