import { recipeFingerprint } from '../dead-letters/recipe-fingerprint.ts';
import type { JobOutcome, SettleJob } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import { batchOffers } from './batch-offers.ts';
import { type BatchRequest, FLUSH_JOBS, FLUSH_MS } from './batch-request.ts';
import { listSources } from './list-sources.ts';
import { entryOf } from './manifest/entry-of.ts';
import { ManifestWriter } from './manifest/manifest-writer.ts';
import { type ReadManifest, readManifest } from './manifest/read-manifest.ts';
import { Segments } from './manifest/segments.ts';
import type { Bounds, ReadMemory } from './memory-bounds.ts';
import { type Offer, runBatch } from './run-batch.ts';
import { readOnlySources } from './safety/read-only-sources.ts';
import { requireSeparate } from './safety/require-separate.ts';
import { type BatchSummary, Tally } from './tally.ts';
import { abortLeftovers, sweepUploads, type UploadLister } from './uploads/abort-leftovers.ts';
import type { ReadableJournal } from './uploads/upload-journal.ts';

export type FailedOutcome = Extract<JobOutcome, { status: 'failed' }>;

export interface DeliveryOptions extends BatchRequest {
  readonly settle: SettleJob;
  readonly bounds: Bounds;
  readonly memory?: ReadMemory;
  /** Keeps a failed job; durable when it resolves. */
  readonly deadLetters?: (outcome: FailedOutcome) => Promise<void>;
  /** Where uploads of an earlier run are noted down: they are aborted when it is resumed. */
  readonly uploads?: { readonly journal: ReadableJournal; readonly aborter: UploadLister };
  readonly flushJobs?: number;
  readonly flushMs?: number;
  readonly observe?: Observe;
}

/** Begins when its first outcome is asked for. */
export interface Batch extends AsyncIterable<JobOutcome> {
  /** As far as it has come. */
  summary(): BatchSummary;
}

class Delivery {
  readonly #options: DeliveryOptions;
  readonly #tally: Tally;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #segments: Segments;

  constructor(options: DeliveryOptions, tally: Tally) {
    this.#options = options;
    this.#tally = tally;
    const { recipe, signal, store } = options;
    this.#signal = signal ? AbortSignal.any([signal, this.#stop.signal]) : this.#stop.signal;
    this.#segments = new Segments(readOnlySources(store, recipe.from), recipe.to, options);
  }

  async *outcomes(): AsyncGenerator<JobOutcome> {
    const { bounds, clock, memory, observe } = this.#options;
    const known = await readManifest(this.#segments, (text) => this.#tally.warn(text), this.#signal);
    await this.#abortLeftovers();
    const manifest = this.#openManifest(known);
    const batch = runBatch(this.#offers(known, manifest), this.#settleWith(manifest), {
      ...bounds,
      clock,
      signal: this.#signal,
      ...(memory && { memory }),
      ...(observe && { observe }),
    });
    let hasFailed = true;
    try {
      for (let next = await batch.next(); !next.done; next = await batch.next()) yield next.value;
      hasFailed = false;
    } finally {
      this.#stop.abort(new DOMException('the batch has ended', 'AbortError'));
      await batch.return(undefined);
      await manifest.close().catch((error: unknown) => {
        if (!hasFailed) throw error;
        this.#tally.warn(
          `the last entries of the manifest were not written, that work is done again: ${error}`,
        );
      });
    }
  }

  async #abortLeftovers(): Promise<void> {
    const { resume, uploads, ...patience } = this.#options;
    if (!resume || uploads === undefined) return;
    const { aborted, problems } = await abortLeftovers(uploads.journal, uploads.aborter, {
      ...patience,
      signal: this.#signal,
    });
    this.#tally.abortUploads(aborted);
    for (const problem of problems) this.#tally.warn(problem);
    await this.#sweep(uploads.aborter);
  }

  /** Of a process that was killed between beginning an upload and noting it down. */
  async #sweep(lister: UploadLister): Promise<void> {
    const { recipe, store, filter, ...patience } = this.#options;
    const { aborted, problems } = await sweepUploads(lister, {
      ...patience,
      to: recipe.to,
      recipe,
      jobs: listSources(store, recipe.from, filter, { ...patience, signal: this.#signal }),
      signal: this.#signal,
    });
    this.#tally.abortUploads(aborted);
    for (const problem of problems) this.#tally.warn(problem);
  }

  #openManifest({ listed }: ReadManifest): ManifestWriter {
    const { clock, flushJobs = FLUSH_JOBS, flushMs = FLUSH_MS, observe, random } = this.#options;
    return new ManifestWriter(this.#segments, listed, {
      clock,
      flushJobs,
      flushMs,
      random,
      ...(observe && { observe }),
      onTrouble: (error) => this.#stop.abort(error),
      warn: (text) => this.#tally.warn(text),
    });
  }

  async *#offers({ index }: ReadManifest, manifest: ManifestWriter): AsyncGenerator<Offer> {
    const { observe } = this.#options;
    const request = { ...this.#options, signal: this.#signal };
    const offers = batchOffers(request, {
      index,
      tally: this.#tally,
      reopen: (entries) => manifest.reopen(entries),
      ...(observe && { observe }),
    });
    for await (const offer of offers) {
      if ('status' in offer) await this.#conclude(offer, manifest);
      yield offer;
    }
  }

  #settleWith(manifest: ManifestWriter): SettleJob {
    return async (job, signal) => {
      const outcome = await this.#options.settle(job, signal);
      await this.#conclude(outcome, manifest);
      return outcome;
    };
  }

  /** The dead letter first: a failed job that the manifest knows of is in both. */
  async #conclude(outcome: JobOutcome, manifest: ManifestWriter): Promise<void> {
    const { clock, deadLetters, recipe } = this.#options;
    if (outcome.status === 'failed') await deadLetters?.(outcome);
    this.#tally.end(outcome);
    const entry = entryOf(outcome, recipeFingerprint(recipe), new Date(clock.now()));
    if (entry) manifest.append(entry);
  }
}

/**
 * Converts what lies below a prefix: lists it, leaves out what is finished when it resumes, carries out the rest, several
 * at once, and keeps account of it in the manifest beside the outputs. Outcomes are handed out as they come.
 *
 * Iterating throws the reason of an abort, and StoreError where the listing, the manifest or a dead letter cannot be read
 * or written; whatever was finished by then stays finished.
 *
 * @throws RequestError when outputs would lie among the sources, or sources among the outputs.
 */
export function deliverBatch(options: DeliveryOptions): Batch {
  requireSeparate(options.recipe);
  const tally = new Tally(() => options.clock.now());
  const outcomes = new Delivery(options, tally).outcomes();
  return { [Symbol.asyncIterator]: () => outcomes, summary: () => tally.summary() };
}
