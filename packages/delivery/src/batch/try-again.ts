import { BreakerOpenError } from '../resilience/breaker-policy.ts';
import { classifyFailure } from '../resilience/classify-failure.ts';
import type { BatchClock } from './batch-clock.ts';

const TRIES = 6;
const OUTAGE_MS = 10 * 60_000;
const FIRST_LIMIT_MS = 100;
const MOST_MS = 10_000;

/** How the batch's own requests (its listing, its manifest) are repeated. `random`: chance, from 0 to 1. */
export interface Patience {
  readonly clock: BatchClock;
  readonly random: () => number;
}

function mayPass(error: unknown): boolean {
  const { kind } = classifyFailure(error);
  return kind === 'transient' || kind === 'throttling';
}

/** Exponential, with full jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). */
function delayOf(error: unknown, tries: number, random: () => number): number {
  const delay = random() * Math.min(MOST_MS, FIRST_LIMIT_MS * 2 ** (tries - 1));
  return error instanceof BreakerOpenError ? Math.max(delay, error.retryInMs) : delay;
}

async function repeat<T>(
  work: () => Promise<T>,
  { clock, random }: Patience,
  leastMs: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  const startedAt = clock.now();
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      const isEnough = tries >= TRIES && clock.now() - startedAt >= leastMs;
      if (isEnough || !mayPass(error)) throw error;
      await clock.sleep(delayOf(error, tries, random), signal);
    }
  }
}

/** Does something up to six times while it fails with what may pass by itself. Waiting ends with an abort. */
export const tryAgain = <T>(work: () => Promise<T>, patience: Patience, signal?: AbortSignal): Promise<T> =>
  repeat(work, patience, 0, signal);

/** The same in the midst of a batch, when whoever is asked has answered before: ten minutes may pass. */
export const outlast = <T>(work: () => Promise<T>, patience: Patience, signal?: AbortSignal): Promise<T> =>
  repeat(work, patience, OUTAGE_MS, signal);
