import { setMaxListeners } from 'node:events';
import { letterOf } from '../dead-letters/dead-letter.ts';
import type { FailureKind, JobOutcome, SettleJob } from '../jobs/job.ts';
import { Turnstile } from '../jobs/turnstile.ts';
import type { EventHandling } from './event-handling.ts';
import type { EventJob } from './event-job.ts';
import { observeSettle } from './observe-settle.ts';
import { TimeLeft } from './time-left.ts';

const DEFAULT_CONCURRENCY = 16;
const DEFAULT_LEAST_MS = 5_000;

/** `unfinished`: whatever asked for the job has to ask again. */
export type JobEnd = 'finished' | 'unfinished';

type Try = JobOutcome | { readonly status: 'not-done'; readonly because: string };

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Trying again does not help these, however often. */
const isForGood = (kind: FailureKind): boolean => kind === 'data-quality' || kind === 'permanent';

/** The jobs of one event or batch: each is carried out once, however often it is asked for. */
export class EventJobs implements Disposable {
  readonly #settle: SettleJob;
  readonly #handling: EventHandling;
  readonly #time: TimeLeft;
  readonly #signal: AbortSignal;
  readonly #turnstile: Turnstile;
  readonly #tries = new Map<string, Promise<Try>>();
  readonly #letters = new Map<string, Promise<JobEnd>>();

  constructor(settle: SettleJob, handling: EventHandling) {
    const { clock, remainingMs, observe } = handling;
    const { leastMs = DEFAULT_LEAST_MS, concurrency = DEFAULT_CONCURRENCY } = handling;
    this.#settle = observeSettle(settle, observe, () => clock.now());
    this.#handling = handling;
    this.#time = new TimeLeft({ clock, remainingMs, leastMs });
    this.#signal = AbortSignal.any([handling.signal, this.#time.signal]);
    // Every job under way listens to it.
    setMaxListeners(0, this.#signal);
    this.#turnstile = new Turnstile(concurrency);
  }

  /** Never rejects. `isLastTime`: nobody will ask again, so that whatever failed goes to the dead letters. */
  async end(wanted: EventJob, isLastTime: boolean): Promise<JobEnd> {
    const leftOut = this.#handling.whyLeftOut?.(wanted.job.source);
    if (leftOut !== undefined) {
      this.#handling.tell?.({ kind: 'left-out', job: wanted.job, because: leftOut });
      return 'finished';
    }
    const tried = await this.#once(this.#tries, wanted, () => this.#try(wanted));
    switch (tried.status) {
      case 'converted':
      case 'skipped':
        return 'finished';
      case 'not-done':
        return this.#unfinished(wanted, tried.because);
      case 'failed': {
        const { failure } = tried;
        if (!isLastTime && !isForGood(failure.kind)) return this.#unfinished(wanted, failure.message);
        return this.#once(this.#letters, wanted, () => this.#putLetter(wanted, tried));
      }
      default:
        return tried satisfies never;
    }
  }

  [Symbol.dispose](): void {
    this.#time[Symbol.dispose]();
  }

  #once<T>(done: Map<string, Promise<T>>, { job }: EventJob, work: () => Promise<T>): Promise<T> {
    const known = done.get(job.id) ?? work();
    done.set(job.id, known);
    return known;
  }

  async #try({ job }: EventJob): Promise<Try> {
    try {
      return await this.#turnstile.pass(async () => {
        const because = this.#time.whyTooLate();
        if (because !== undefined) return { status: 'not-done', because };
        return this.#time.measure(() => this.#settle(job, this.#signal));
      }, this.#signal);
    } catch (error) {
      return { status: 'not-done', because: messageOf(error) };
    }
  }

  async #putLetter(wanted: EventJob, { failure }: JobOutcome & { status: 'failed' }): Promise<JobEnd> {
    const { clock, letters, recipe, tell } = this.#handling;
    const { job, record } = wanted;
    try {
      await letters.put(letterOf({ job, failure, at: clock.now(), recipe, record }), this.#signal);
    } catch (error) {
      return this.#unfinished(wanted, `its dead letter could not be written: ${messageOf(error)}`);
    }
    tell?.({ kind: 'dead-lettered', job, failure });
    return 'finished';
  }

  #unfinished({ job }: EventJob, because: string): JobEnd {
    this.#handling.tell?.({ kind: 'unfinished', job, because });
    return 'unfinished';
  }
}
