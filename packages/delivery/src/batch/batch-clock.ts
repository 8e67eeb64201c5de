import { systemClock } from '../resilience/clock.ts';

/** Time as a batch knows it. */
export interface BatchClock {
  /** Milliseconds since 1970 that never go back while a process lives. */
  now(): number;
  /** Rejects with the reason of an abort. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const wallClock: BatchClock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: systemClock.sleep,
};
