import { setTimeout as wait } from 'node:timers/promises';
import { type ObjectRef, StoreError } from '@parquetry/core';
import { backoffMs } from '../client/backoff.ts';
import type { UsageMeter } from '../client/usage-meter.ts';
import { s3Error } from '../s3-error.ts';

export interface Trying {
  readonly attempts: number;
  readonly random: () => number;
  readonly meter: UsageMeter;
}

/** `attempts` tries of whatever may pass by itself. */
export async function tryAgain<T>(
  ref: ObjectRef,
  signal: AbortSignal | undefined,
  { attempts, random, meter }: Trying,
  run: () => Promise<T>,
): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    signal?.throwIfAborted();
    try {
      return await run();
    } catch (cause) {
      signal?.throwIfAborted();
      const error = s3Error(ref, cause);
      if (!(error instanceof StoreError && error.retryable) || retry + 1 >= attempts) throw error;
      meter.retried();
      await wait(backoffMs(retry, error.code === 'throttled', random), undefined, { signal });
    }
  }
}
