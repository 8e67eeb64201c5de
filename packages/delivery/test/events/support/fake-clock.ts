import type { BatchClock } from '../../../src/batch/batch-clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still until somebody moves it. */
export class FakeClock implements BatchClock {
  #now: number;
  readonly #sleepers = new Set<Sleeper>();
  /** What was slept, in milliseconds, in order. */
  readonly slept: number[] = [];

  constructor(now = Date.parse('2026-11-21T10:00:00.000Z')) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(ms);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { at: this.#now + ms, wake: resolve };
    this.#sleepers.add(sleeper);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    return promise.finally(() => this.#sleepers.delete(sleeper));
  }

  get sleepers(): number {
    return this.#sleepers.size;
  }

  /** Moves time on, and lets those who slept do what they do next. */
  async advance(ms: number): Promise<void> {
    this.#now += ms;
    for (const { at, wake } of this.#sleepers) if (at <= this.#now) wake();
    await new Promise(setImmediate);
  }
}
