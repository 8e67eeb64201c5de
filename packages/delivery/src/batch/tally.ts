import { displayRef, type ObjectRef } from '@parquetry/core';
import { type FailureKind, failureKinds, type JobOutcome } from '../jobs/job.ts';
import { type LeftOutReason, leftOutReasons } from './source-filter.ts';

const MOST_NAMED = 100;

/** What became of a batch. offered = converted + skipped + failed + unfinished. */
export interface BatchSummary {
  /** Sources that the filter let through. */
  readonly offered: number;
  readonly converted: number;
  readonly skipped: Readonly<Record<'finished' | 'gone', number>>;
  readonly failed: Readonly<Record<FailureKind, number>>;
  /** Of an aborted batch: offered, and not ended. */
  readonly unfinished: number;
  /** Objects that are no sources, and why. */
  readonly leftOut: Readonly<Record<LeftOutReason, number>>;
  /** Jobs that took more than one attempt. */
  readonly retried: number;
  /** Sources whose outputs were made of another version before. */
  readonly changed: number;
  readonly rows: { readonly read: number; readonly written: number; readonly rejected: number };
  readonly bytes: {
    /** Of what was offered, as listed. */
    readonly offered: number;
    readonly read: number;
    readonly parsed: number;
    readonly written: number;
  };
  /** Finished by an earlier run and not there any more: their outputs stay. The first hundred are named. */
  readonly vanished: { readonly sources: number; readonly first: readonly string[] };
  /** Uploads of an earlier run. */
  readonly uploadsAborted: number;
  readonly warnings: readonly string[];
  readonly elapsedMs: number;
}

const noneOf = <K extends string>(names: readonly K[]): Record<K, number> =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<K, number>;

/** Counts what becomes of a batch while it runs. */
export class Tally {
  readonly #now: () => number;
  readonly #startedAt: number;
  readonly #skipped = noneOf(['finished', 'gone']);
  readonly #failed = noneOf(failureKinds);
  readonly #leftOut = noneOf(leftOutReasons);
  readonly #rows = { read: 0, written: 0, rejected: 0 };
  readonly #bytes = { offered: 0, read: 0, parsed: 0, written: 0 };
  readonly #vanished: { sources: number; first: string[] } = { sources: 0, first: [] };
  readonly #warnings: string[] = [];
  #offered = 0;
  #ended = 0;
  #converted = 0;
  #retried = 0;
  #changed = 0;
  #uploadsAborted = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#startedAt = now();
  }

  offer(bytes: number): void {
    this.#offered += 1;
    this.#bytes.offered += bytes;
  }

  leaveOut(reason: LeftOutReason): void {
    this.#leftOut[reason] += 1;
  }

  change(): void {
    this.#changed += 1;
  }

  end(outcome: JobOutcome): void {
    this.#ended += 1;
    switch (outcome.status) {
      case 'converted':
        this.#convert(outcome);
        return;
      case 'skipped':
        this.#skipped[outcome.because] += 1;
        return;
      case 'failed':
        this.#failed[outcome.failure.kind] += 1;
        if (outcome.failure.attempts > 1) this.#retried += 1;
        return;
      default:
        outcome satisfies never;
    }
  }

  vanish(source: ObjectRef): void {
    this.#vanished.sources += 1;
    if (this.#vanished.first.length < MOST_NAMED) this.#vanished.first.push(displayRef(source));
  }

  abortUploads(count: number): void {
    this.#uploadsAborted += count;
  }

  warn(text: string): void {
    this.#warnings.push(text);
  }

  get offered(): { readonly objects: number; readonly bytes: number } {
    return { objects: this.#offered, bytes: this.#bytes.offered };
  }

  summary(): BatchSummary {
    return {
      offered: this.#offered,
      converted: this.#converted,
      skipped: { ...this.#skipped },
      failed: { ...this.#failed },
      unfinished: this.#offered - this.#ended,
      leftOut: { ...this.#leftOut },
      retried: this.#retried,
      changed: this.#changed,
      rows: { ...this.#rows },
      bytes: { ...this.#bytes },
      vanished: { sources: this.#vanished.sources, first: [...this.#vanished.first] },
      uploadsAborted: this.#uploadsAborted,
      warnings: [...this.#warnings],
      elapsedMs: this.#now() - this.#startedAt,
    };
  }

  #convert({ attempts, result }: Extract<JobOutcome, { status: 'converted' }>): void {
    this.#converted += 1;
    if (attempts > 1) this.#retried += 1;
    this.#rows.read += result.rows.read;
    this.#rows.written += result.rows.written;
    this.#rows.rejected += result.rows.rejected;
    this.#bytes.read += result.bytes.read;
    this.#bytes.parsed += result.bytes.parsed;
    this.#bytes.written += result.bytes.written;
  }
}
