import { setMaxListeners } from 'node:events';
import type { Job, JobOutcome, SettleJob } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import type { BatchClock } from './batch-clock.ts';
import { Bell } from './bell.ts';
import { type Bounds, MemoryBounds, type ReadMemory } from './memory-bounds.ts';

/** A job to carry out, or one that has its outcome already. */
export type Offer = Job | JobOutcome;

export interface RunBatchOptions extends Bounds {
  /** Jobs taken from the offers before there is room for them, at most. */
  readonly ahead?: number;
  readonly memory?: ReadMemory;
  readonly clock: Pick<BatchClock, 'now'>;
  readonly observe?: Observe;
  readonly signal?: AbortSignal;
}

const AHEAD = 1024;
const PLENTY: ReadMemory = () => ({ usedBytes: 0, limitBytes: 1 });

class BatchRun {
  readonly #offers: AsyncIterable<Offer>;
  readonly #settle: SettleJob;
  readonly #options: RunBatchOptions;
  readonly #bounds: MemoryBounds;
  readonly #stop = new AbortController();
  readonly #bell = new Bell();
  readonly #waiting: Job[] = [];
  readonly #ended: JobOutcome[] = [];
  #inFlight = 0;
  #bytesInFlight = 0;
  #isListed = false;
  /** Jobs under way are ended, others not begun. */
  #trouble: { readonly error: unknown } | undefined;

  constructor(offers: AsyncIterable<Offer>, settle: SettleJob, options: RunBatchOptions) {
    this.#offers = offers;
    this.#settle = settle;
    this.#options = options;
    this.#bounds = new MemoryBounds(options, options.memory ?? PLENTY);
    // Every job under way listens to it.
    setMaxListeners(0, this.#stop.signal);
  }

  async *outcomes(): AsyncGenerator<JobOutcome> {
    const { signal } = this.#options;
    const onAbort = () => this.#end(signal?.reason);
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const taking = this.#takeOffers();
    try {
      for (;;) {
        for (let next = this.#ended.shift(); next !== undefined; next = this.#ended.shift()) {
          this.#startMore();
          yield next;
        }
        if (this.#inFlight === 0 && (this.#trouble || (this.#isListed && this.#waiting.length === 0))) break;
        await this.#bell.heard();
      }
    } finally {
      this.#end(new DOMException('nobody waits for the batch any more', 'AbortError'));
      signal?.removeEventListener('abort', onAbort);
      while (this.#inFlight > 0) await this.#bell.heard();
      await taking;
    }
    if (this.#trouble) throw this.#trouble.error;
  }

  /** Calls off what is under way. */
  #end(reason: unknown): void {
    if (this.#isListed && this.#inFlight === 0 && this.#waiting.length === 0) return;
    this.#trouble ??= { error: reason };
    this.#stop.abort(reason);
    this.#bell.ring();
  }

  async #takeOffers(): Promise<void> {
    const { ahead = AHEAD, filesInFlight } = this.#options;
    try {
      for await (const offer of this.#offers) {
        if (this.#trouble) return;
        if ('status' in offer) this.#conclude(offer, 0);
        else this.#waiting.push(offer);
        this.#startMore();
        while (!this.#trouble && (this.#waiting.length >= ahead || this.#ended.length >= filesInFlight)) {
          await this.#bell.heard();
        }
      }
    } catch (error) {
      this.#trouble ??= { error };
    } finally {
      this.#isListed = true;
      this.#bell.ring();
    }
  }

  #hasRoomFor(bytes: number): boolean {
    const { filesInFlight, bytesInFlight } = this.#bounds.now;
    if (this.#ended.length >= filesInFlight) return false;
    if (this.#inFlight === 0) return true;
    return this.#inFlight < filesInFlight && this.#bytesInFlight + bytes <= bytesInFlight;
  }

  /** What is not known to be small or large counts as its share of the bytes. */
  #bytesOf({ source }: Job): number {
    const { filesInFlight, bytesInFlight } = this.#options;
    return source.bytes ?? bytesInFlight / filesInFlight;
  }

  /** In the order of the offers: a large job is not overtaken until it has had its turn. */
  #startMore(): void {
    for (let next = this.#waiting[0]; next && !this.#trouble; next = this.#waiting[0]) {
      if (!this.#hasRoomFor(this.#bytesOf(next))) break;
      this.#waiting.shift();
      void this.#carryOut(next);
    }
    this.#bell.ring();
  }

  async #carryOut(job: Job): Promise<void> {
    const { clock, observe } = this.#options;
    const bytes = this.#bytesOf(job);
    const startedAt = clock.now();
    this.#inFlight += 1;
    this.#bytesInFlight += bytes;
    observe?.({ kind: 'job-started', job, inFlight: this.#inFlight });
    let outcome: JobOutcome | undefined;
    try {
      outcome = await this.#settle(job, this.#stop.signal);
    } catch (error) {
      this.#end(error);
    }
    this.#inFlight -= 1;
    this.#bytesInFlight -= bytes;
    this.#reviewMemory();
    if (outcome) this.#conclude(outcome, clock.now() - startedAt);
    this.#startMore();
  }

  #conclude(outcome: JobOutcome, elapsedMs: number): void {
    this.#ended.push(outcome);
    this.#options.observe?.({ kind: 'job-ended', outcome, elapsedMs, inFlight: this.#inFlight });
  }

  #reviewMemory(): void {
    const because = this.#bounds.jobEnded(this.#inFlight);
    if (because === undefined) return;
    const { filesInFlight } = this.#bounds.now;
    this.#options.observe?.({ kind: 'bounds', filesInFlight, because });
  }
}

/**
 * Carries out jobs, several at once, and hands out each outcome as it comes. Jobs are begun in their order, within bounds
 * of files and bytes that shrink near the memory limit; one that exceeds them runs alone. Whoever takes outcomes slowly
 * is waited for.
 *
 * An abort calls off the jobs under way; those that end all the same are handed out, then the iterator throws the reason
 * of the abort. So it does with what the offers throw (jobs under way are ended first), and with what `settle` throws,
 * which is expected to throw nothing but the reason of an abort. `offers` has to heed the same signal.
 */
export function runBatch(
  offers: AsyncIterable<Offer>,
  settle: SettleJob,
  options: RunBatchOptions,
): AsyncGenerator<JobOutcome> {
  return new BatchRun(offers, settle, options).outcomes();
}
