import { setTimeout as wait } from 'node:timers/promises';

/** Time, handed in. */
export interface Clock {
  nowMs(): number;
  /** @throws the signal's reason when it is aborted meanwhile. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** This machine's own time. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  async sleep(ms, signal) {
    try {
      await wait(ms, undefined, { signal });
    } catch {
      signal?.throwIfAborted();
    }
  },
};
