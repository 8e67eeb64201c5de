import { setMaxListeners } from 'node:events';
import type { BatchClock } from '../batch/batch-clock.ts';
import { observeSettle } from '../events/observe-settle.ts';
import type { JobOutcome, SettleJob } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import { type DeadLetter, letterOf, mergeLetters } from './dead-letter.ts';
import type { DeadLetters, LetterEntry } from './dead-letters.ts';

const DEFAULT_CONCURRENCY = 8;

/** What became of one letter. `failed` and `not-tried`: it is still there. */
export type Redriven =
  | { readonly status: 'converted' | 'gone'; readonly letter: DeadLetter }
  | { readonly status: 'failed'; readonly letter: DeadLetter }
  /** The outputs are there, the letter could not be removed: another redrive converts the same once more. */
  | { readonly status: 'not-removed'; readonly letter: DeadLetter; readonly because: string }
  | { readonly status: 'not-tried'; readonly letter: DeadLetter; readonly because: string }
  | { readonly status: 'corrupt'; readonly id: string; readonly because: string };

export interface RedriveReport {
  readonly letters: readonly Redriven[];
  /** The signal aborted: letters that nobody looked at any more are not in the report. */
  readonly isAborted: boolean;
  readonly elapsedMs: number;
}

export interface RedriveOptions {
  readonly letters: DeadLetters;
  readonly settle: SettleJob;
  readonly recipe: string;
  readonly clock: BatchClock;
  readonly signal: AbortSignal;
  readonly filter?: (letter: DeadLetter) => boolean;
  /** Letters at once. */
  readonly concurrency?: number;
  /** What goes on while the jobs are carried out. */
  readonly observe?: Observe;
  readonly tell?: (redriven: Redriven) => void;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

class Redriving {
  readonly #options: RedriveOptions;
  readonly #settle: SettleJob;
  readonly #signal: AbortSignal;
  readonly #done: Redriven[] = [];

  constructor(options: RedriveOptions) {
    const { clock, observe, settle, signal } = options;
    this.#options = options;
    this.#signal = AbortSignal.any([signal]);
    // Every job under way listens to it.
    setMaxListeners(0, this.#signal);
    this.#settle = observeSettle(settle, observe, () => clock.now());
  }

  async run(): Promise<RedriveReport> {
    const { clock, concurrency = DEFAULT_CONCURRENCY, letters } = this.#options;
    const signal = this.#signal;
    const startedAt = clock.now();
    const entries = letters.list(signal)[Symbol.asyncIterator]();
    try {
      const ended = await Promise.allSettled(Array.from({ length: concurrency }, () => this.#drain(entries)));
      for (const one of ended) if (one.status === 'rejected' && !signal.aborted) throw one.reason;
    } finally {
      await entries.return?.();
    }
    return { letters: this.#done, isAborted: signal.aborted, elapsedMs: clock.now() - startedAt };
  }

  async #drain(entries: AsyncIterator<LetterEntry>): Promise<void> {
    while (!this.#signal.aborted) {
      const next = await entries.next();
      if (next.done) return;
      const redriven = await this.#redrive(next.value);
      if (redriven === undefined) continue;
      this.#done.push(redriven);
      this.#options.tell?.(redriven);
    }
  }

  /** Undefined: nobody asked for this one. */
  async #redrive(entry: LetterEntry): Promise<Redriven | undefined> {
    if (entry.status === 'corrupt') return entry;
    const { letter } = entry;
    if (this.#options.filter?.(letter) === false) return undefined;
    const { id, source } = letter.job;
    let outcome: JobOutcome;
    try {
      // The object as it is now: another version may be what makes it succeed.
      outcome = await this.#settle({ id, source: { ref: source.ref } }, this.#signal);
    } catch (error) {
      return { status: 'not-tried', letter, because: messageOf(error) };
    }
    switch (outcome.status) {
      case 'converted':
        return this.#remove(letter, 'converted');
      case 'skipped':
        return this.#remove(letter, outcome.because === 'gone' ? 'gone' : 'converted');
      case 'failed':
        return this.#keep(letter, outcome);
      default:
        return outcome satisfies never;
    }
  }

  async #remove(letter: DeadLetter, status: 'converted' | 'gone'): Promise<Redriven> {
    try {
      await this.#options.letters.remove(letter.id, this.#signal);
      return { status, letter };
    } catch (error) {
      return { status: 'not-removed', letter, because: messageOf(error) };
    }
  }

  async #keep(letter: DeadLetter, { failure }: JobOutcome & { status: 'failed' }): Promise<Redriven> {
    const { clock, letters, recipe } = this.#options;
    const news = letterOf({ job: letter.job, failure, at: clock.now(), recipe });
    const kept = { ...mergeLetters(letter, news), redrives: letter.redrives + 1 };
    try {
      await letters.put(kept, this.#signal);
    } catch (error) {
      return {
        status: 'not-tried',
        letter,
        because: `its letter could not be rewritten: ${messageOf(error)}`,
      };
    }
    return { status: 'failed', letter: kept };
  }
}

/**
 * Tries dead letters again, each by itself: one that fails keeps its letter, with what it failed of, and stops no other.
 * A letter is removed when its outputs are there. An abort leaves every letter that is not done.
 *
 * @throws when the letters cannot be listed.
 */
export const redrive = (options: RedriveOptions): Promise<RedriveReport> => new Redriving(options).run();
