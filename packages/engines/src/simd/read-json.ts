import { type ByteStream, type JsonFormat, type RecordReadOptions, readBlocks } from '@parquetry/core';
import { JsonStop, Stop } from '@parquetry/kernel';
import { ASIDE_CHUNK_BYTES, AsideBytes } from './aside-bytes.ts';
import type { RowFeed } from './row-feed.ts';
import type { SourceWindow } from './source-window.ts';

const LINE_FEED = 0x0a;
const OPEN_BRACKET = 0x5b;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const BLANKS: readonly number[] = [0x20, 0x09, 0x0a, 0x0d];

/** Reads JSON that the kernel scans; whatever it does not take goes the way of all other engines. */
export class JsonRows {
  readonly #feed: RowFeed;
  readonly #format: JsonFormat;
  readonly #window: SourceWindow;
  readonly #bytesAside = new AsideBytes();

  constructor(feed: RowFeed, format: JsonFormat, window: SourceWindow) {
    this.#feed = feed;
    this.#format = format;
    this.#window = window;
  }

  async readRecords(): Promise<void> {
    const window = this.#window;
    await window.fill();
    this.#skip(BYTE_ORDER_MARK.every((byte, at) => window.bytes[at] === byte) ? BYTE_ORDER_MARK.length : 0);
    if (this.#format.layout === 'lines') await this.#readLines();
    else await this.#readArray();
  }

  #skip(bytes: number): void {
    this.#window.advanceTo(this.#window.start + bytes);
  }

  async #readLines(): Promise<void> {
    const window = this.#window;
    for (;;) {
      while (window.start < window.end) {
        const reason = await this.#scan();
        if (reason === JsonStop.inputUsed) break;
        if (reason !== JsonStop.outputFull && !(await this.#readLinesAside())) return;
      }
      if (window.isLast) return;
      if (window.canCarry) await window.fill();
      else return this.#readAside(window.stream(ASIDE_CHUNK_BYTES), 0);
    }
  }

  async #readArray(): Promise<void> {
    const window = this.#window;
    while (window.start < window.end && BLANKS.includes(window.bytes[0]!)) this.#skip(1);
    // An array that begins behind more blanks than a window has, or does not begin: core's reader knows what to say.
    if (window.bytes[0] !== OPEN_BRACKET) return this.#readAside(window.stream(ASIDE_CHUNK_BYTES), 0);
    this.#skip(1);
    for (;;) {
      const reason = window.start < window.end ? await this.#scan() : JsonStop.inputUsed;
      if (reason === JsonStop.outputFull) continue;
      if (reason !== JsonStop.inputUsed || window.isLast || !window.canCarry) return this.#readRestOfArray();
      await window.fill();
    }
  }

  /** Takes the records that the kernel reads in the window; `notMine` also where a cell does not fit. */
  async #scan(): Promise<number> {
    const { kernel, ledger, clock } = this.#feed;
    const window = this.#window;
    const reason = clock.time('parse', () => kernel.scanJson(window.start, window.end, window.isLast));
    for (;;) {
      const before = kernel.batchRows;
      const stop = clock.time('parse', () => kernel.appendScanned());
      const rows = kernel.batchRows - before;
      ledger.read += rows;
      if (rows > 0) this.#bytesAside.reset();
      window.advanceTo(kernel.scannedCursor);
      if (stop === Stop.batchIsFull) await this.#feed.endBatch();
      else if (stop === Stop.misfit) return JsonStop.notMine;
      else return reason === JsonStop.outputFull && rows === 0 ? JsonStop.notMine : reason;
    }
  }

  /** Has the next lines read by core's reader; false when it has read all there is. */
  async #readLinesAside(): Promise<boolean> {
    const window = this.#window;
    const { bytes } = window;
    const wanted = Math.min(this.#bytesAside.next(), bytes.length) - 1;
    const lastFeed = bytes.lastIndexOf(LINE_FEED, wanted);
    const feed = lastFeed >= 0 ? lastFeed : bytes.indexOf(LINE_FEED, wanted);
    if (feed < 0 && !window.isLast) {
      await this.#readAside(window.stream(ASIDE_CHUNK_BYTES), 0);
      return false;
    }
    const lines = bytes.slice(0, feed < 0 ? bytes.length : feed + 1);
    const { offset } = window;
    this.#skip(lines.length);
    await this.#readAside(once(lines), 0, offset);
    return true;
  }

  /** What is left of the array, with a bracket of its own. */
  #readRestOfArray(): Promise<void> {
    return this.#readAside(prefixed(this.#window.stream(ASIDE_CHUNK_BYTES)), 1);
  }

  /** `added`: bytes of the stream that the source does not have here. */
  async #readAside(stream: ByteStream, added: number, offset = this.#window.offset): Promise<void> {
    const { plan, ledger } = this.#feed;
    const options: RecordReadOptions = {
      columns: plan.schema.columns,
      ledger,
      limits: plan.source.limits,
      invalidBytes: plan.source.invalidBytes,
      newColumns: plan.newColumns,
      offset: offset - added,
    };
    for await (const block of await readBlocks(stream, this.#format, options)) await this.#feed.append(block);
  }
}

async function* once(bytes: Uint8Array): ByteStream {
  yield bytes;
}

async function* prefixed(stream: ByteStream): ByteStream {
  yield Uint8Array.of(OPEN_BRACKET);
  yield* stream;
}
