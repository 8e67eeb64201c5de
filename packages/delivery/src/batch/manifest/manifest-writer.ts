import type { Observe } from '../../observe/delivery-event.ts';
import type { BatchClock } from '../batch-clock.ts';
import type { FailedEntry, FinishedEntry, ManifestEntry, ReopenedEntry } from './entry.ts';
import { mergeSegments } from './merge-segments.ts';
import type { Segment, Segments } from './segments.ts';

export interface ManifestWriterOptions {
  /** Entries are written when there are so many of them … */
  readonly flushJobs: number;
  /** … or the first of them is so old. */
  readonly flushMs: number;
  readonly clock: BatchClock;
  readonly random: () => number;
  readonly observe?: Observe;
  /** Entries could not be written, nor will they be before {@link ManifestWriter.close}. */
  readonly onTrouble: (error: unknown) => void;
  readonly warn: (text: string) => void;
}

/** Appends to a manifest, one segment for many entries. */
export class ManifestWriter {
  readonly #segments: Segments;
  readonly #options: ManifestWriterOptions;
  readonly #writer: string;
  #listed: readonly Segment[];
  #number: number;
  #unwritten: ManifestEntry[] = [];
  #writing: Promise<void> = Promise.resolve();
  #timer: AbortController | undefined;
  #isMerging = true;
  readonly #hurry = new AbortController();

  /** `listed`: the segments that there are, in their order. */
  constructor(segments: Segments, listed: readonly Segment[], options: ManifestWriterOptions) {
    this.#segments = segments;
    this.#listed = listed;
    this.#options = options;
    this.#writer = Math.floor(options.random() * 2 ** 40).toString(36);
    this.#number = listed.reduce((highest, { number = 0 }) => Math.max(highest, number), 0);
  }

  append(entry: FinishedEntry | FailedEntry): void {
    this.#unwritten.push(entry);
    if (this.#unwritten.length === this.#options.flushJobs) this.#flushBehind();
    else this.#timer ??= this.#startTimer();
  }

  /** Durable when it resolves. */
  async reopen(entries: readonly ReopenedEntry[]): Promise<void> {
    this.#unwritten.push(...entries);
    await this.#flush();
  }

  /** Writes what is left, and waits for no outage to pass. @throws StoreError as the store does. */
  async close(): Promise<void> {
    this.#hurry.abort(new DOMException('the batch ends', 'AbortError'));
    await this.#flush();
  }

  #startTimer(): AbortController {
    const timer = new AbortController();
    const { clock, flushMs } = this.#options;
    clock.sleep(flushMs, timer.signal).then(
      () => this.#flushBehind(),
      () => {},
    );
    return timer;
  }

  #flushBehind(): void {
    this.#flush().catch((error) => this.#options.onTrouble(error));
  }

  #flush(): Promise<void> {
    this.#timer?.abort();
    this.#timer = undefined;
    const flushed = this.#writing.catch(() => {}).then(() => this.#writeAll());
    this.#writing = flushed;
    return flushed;
  }

  async #writeAll(): Promise<void> {
    const entries = this.#unwritten;
    if (entries.length === 0) return;
    this.#unwritten = [];
    try {
      this.#number += 1;
      const name = { number: this.#number, writer: this.#writer, isMerged: false };
      const hurry = this.#hurry.signal;
      const written = await this.#segments.write(name, entries, hurry.aborted ? undefined : hurry);
      this.#listed = [...this.#listed, written];
    } catch (error) {
      this.#unwritten = [...entries, ...this.#unwritten];
      throw error;
    }
    const jobs = entries.filter(({ status }) => status !== 'reopened').length;
    this.#options.observe?.({ kind: 'flushed', jobs });
    if (this.#isMerging) await this.#merge();
  }

  /** A manifest in many pieces is as good as one in few. */
  async #merge(): Promise<void> {
    try {
      this.#listed = await mergeSegments(this.#segments, this.#listed, this.#writer);
    } catch (error) {
      this.#isMerging = false;
      const why = error instanceof Error ? error.message : String(error);
      this.#options.warn(`the segments of the manifest stay as many as they are: ${why}`);
    }
  }
}
