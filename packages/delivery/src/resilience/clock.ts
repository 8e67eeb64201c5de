import { monotonicMs } from '@parquetry/core';

/** Time, handed in so that no test has to wait. */
export interface Clock {
  /** Milliseconds that only grow. */
  now(): number;
  /** Rejects with the signal's reason when called off. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Every job has a timer that is called off: Node's own promises of timers take four times as long for that. */
export const systemClock: Clock = {
  now: monotonicMs,
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};
