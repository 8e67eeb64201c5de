import type { BatchClock } from '../batch/batch-clock.ts';

/** What is under way is called off so long before the end, in milliseconds, so that there is time left to say so. */
const TIME_TO_ANSWER_MS = 500;

export interface TimeLeftOptions {
  readonly clock: BatchClock;
  readonly remainingMs: (() => number) | undefined;
  readonly leastMs: number;
}

/** Watches over the time that a function has left: what would not end in time is not begun. */
export class TimeLeft implements Disposable {
  readonly #options: TimeLeftOptions;
  readonly #over = new AbortController();
  readonly #watch = new AbortController();
  #longestMs = 0;

  constructor(options: TimeLeftOptions) {
    this.#options = options;
    if (options.remainingMs !== undefined) void this.#watchEnd(options.remainingMs);
  }

  /** Aborts shortly before the end. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Why nothing more is to be begun; undefined while there is time. */
  whyTooLate(): string | undefined {
    const { remainingMs, leastMs } = this.#options;
    const left = remainingMs?.() ?? Number.POSITIVE_INFINITY;
    const needed = Math.max(leastMs, this.#longestMs);
    if (left >= needed) return undefined;
    return `${Math.round(left)} ms are left, a job may take ${Math.round(needed)} ms; give the function more time, or fewer messages at once`;
  }

  async measure<T>(work: () => Promise<T>): Promise<T> {
    const startedAt = this.#options.clock.now();
    try {
      return await work();
    } finally {
      this.#longestMs = Math.max(this.#longestMs, this.#options.clock.now() - startedAt);
    }
  }

  [Symbol.dispose](): void {
    this.#watch.abort();
  }

  async #watchEnd(remainingMs: () => number): Promise<void> {
    try {
      await this.#options.clock.sleep(Math.max(0, remainingMs() - TIME_TO_ANSWER_MS), this.#watch.signal);
      this.#over.abort(new DOMException('the time that the function has is over', 'TimeoutError'));
    } catch {
      // Everything had ended before.
    }
  }
}
