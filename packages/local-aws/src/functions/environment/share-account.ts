/** What to do with a process now, and how long until it has to be looked at again. */
export interface ShareVerdict {
  readonly mayRun: boolean;
  readonly lookAgainMs: number;
}

const PERIOD_MS = 20;
/** Less left is not worth another look in this period; what it uses of it is taken from the next. */
const NEGLIGIBLE_MS = 0.3;

/**
 * The CPU time that a process may use: its share of every period of 20 ms, nothing saved up, overdrafts paid back. Closing the loop over
 * what was really used makes the share right in the long run, however coarse the stops are.
 */
export class ShareAccount {
  readonly #cores: number;
  readonly #quotaMs: number;
  #periodStartMs: number;
  #usedMs: number;
  #creditMs: number;

  /** `usedMs`: CPU time that it has used before `nowMs`. */
  constructor(cores: number, nowMs: number, usedMs: number) {
    this.#cores = cores;
    this.#quotaMs = cores * PERIOD_MS;
    this.#periodStartMs = nowMs;
    this.#usedMs = usedMs;
    this.#creditMs = this.#quotaMs;
  }

  /** Books what was used up to now. */
  book(nowMs: number, usedMs: number): ShareVerdict {
    this.#creditMs -= usedMs - this.#usedMs;
    this.#usedMs = usedMs;
    const periods = Math.floor((nowMs - this.#periodStartMs) / PERIOD_MS);
    this.#periodStartMs += periods * PERIOD_MS;
    this.#creditMs = Math.min(this.#creditMs + periods * this.#quotaMs, this.#quotaMs);
    const untilNextPeriodMs = this.#periodStartMs + PERIOD_MS - nowMs;
    const mayRun = this.#creditMs > NEGLIGIBLE_MS;
    // As many threads as its share needs may be using it up at once.
    const untilUsedMs = this.#creditMs / Math.max(1, Math.ceil(this.#cores));
    return { mayRun, lookAgainMs: mayRun ? Math.min(untilUsedMs, untilNextPeriodMs) : untilNextPeriodMs };
  }
}
