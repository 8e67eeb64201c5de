import { setTimeout as wait } from 'node:timers/promises';

/** Time, handed in. */
export interface Clock {
  /** Milliseconds since 1970 that only grow. */
  nowMs(): number;
  /** @throws the signal's reason when it is aborted meanwhile. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** This machine's own time. */
export const systemClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, { signal });
    } catch {
      signal?.throwIfAborted();
    }
  },
};

export const isoTime = (ms: number): string => new Date(ms).toISOString();
