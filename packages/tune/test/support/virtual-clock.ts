import type { Clock } from '../../src/invoke/clock.ts';

interface Waiting {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Turns of the event loop in which whoever was woken can go on before time does. */
const TURNS = 4;

/** A clock that goes on to the next waiter as soon as nobody does anything. */
export class VirtualClock implements Clock {
  #nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);
  #waiting: Waiting[] = [];
  #isPumping = false;
  /** All that was slept, in order. */
  readonly slept: number[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  advance(ms: number): void {
    this.#nowMs += ms;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.slept.push(ms);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#waiting.push({ atMs: this.#nowMs + ms, wake: resolve });
      void this.#pump();
    });
  }

  async #pump(): Promise<void> {
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#waiting.length > 0) {
      for (let turn = 0; turn < TURNS; turn += 1) await new Promise(setImmediate);
      this.#waiting.sort((a, b) => a.atMs - b.atMs);
      const next = this.#waiting.shift()!;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
    }
    this.#isPumping = false;
  }
}
