import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/resilience/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export interface VirtualClock extends Clock {
  /** Lets time pass until the promise has settled: always to the next moment that somebody waits for. */
  drive<T>(promise: Promise<T>): Promise<T>;
  /** Lets everybody run who can without time passing. */
  settle(): Promise<void>;
  /** Lets time pass; those who wait for it are woken in order. */
  advance(ms: number): Promise<void>;
  readonly sleeping: number;
}

/** A clock that stands still until told otherwise. */
export function virtualClock(): VirtualClock {
  let now = 0;
  const sleepers = new Set<Sleeper>();
  const settle = async () => {
    for (let turn = 0; turn < 3; turn += 1) await setImmediate();
  };
  const wakeNext = (until: number): boolean => {
    const [next] = [...sleepers].sort((a, b) => a.at - b.at);
    if (next === undefined || next.at > until) return false;
    now = Math.max(now, next.at);
    next.wake();
    return true;
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const onAbort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper = {
          at: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    settle,
    async drive(promise) {
      let hasSettled = false;
      promise.then(
        () => (hasSettled = true),
        () => (hasSettled = true),
      );
      await settle();
      while (!hasSettled) {
        if (!wakeNext(Number.POSITIVE_INFINITY)) throw new Error('nobody waits for time to pass: stuck');
        await settle();
      }
      return promise;
    },
    async advance(ms) {
      const until = now + ms;
      do await settle();
      while (wakeNext(until));
      now = until;
    },
    get sleeping() {
      return sleepers.size;
    },
  };
}
