import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/network/index.ts';

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

/** A clock that goes when it is told to. */
export class ManualClock implements Clock {
  readonly sleptMs: number[] = [];
  #nowMs = 0;
  #sleepers: Sleeper[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  get sleeping(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    signal?.throwIfAborted();
    const sleeper = { dueMs: this.#nowMs + ms, wake: resolve };
    this.sleptMs.push(ms);
    this.#sleepers.push(sleeper);
    signal?.addEventListener('abort', () => {
      this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
      reject(signal.reason);
    });
    return promise;
  }

  /** Lets everything run that waits for no time. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < 20; turns++) await turn();
  }

  /** Goes on, from sleeper to sleeper, until `ms` have passed. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await this.settle();
    for (;;) {
      const next = this.#sleepers.toSorted((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined || next.dueMs > endMs) break;
      this.#sleepers = this.#sleepers.filter((one) => one !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.wake();
      await this.settle();
    }
    this.#nowMs = endMs;
  }

  /** Goes on for as long as anybody sleeps. */
  async runOut(): Promise<void> {
    await this.settle();
    while (this.#sleepers.length > 0) {
      await this.advance(Math.max(0, Math.min(...this.#sleepers.map(({ dueMs }) => dueMs)) - this.#nowMs));
    }
  }
}
