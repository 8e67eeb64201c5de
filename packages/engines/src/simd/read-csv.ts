import {
  BadInputError,
  type ByteStream,
  ByteWindow,
  type CsvFormat,
  CsvReader,
  type CsvReadOptions,
  dropLine,
  skipByteOrderMark,
  takeFirstRecord,
} from '@parquetry/core';
import { Reading } from '@parquetry/kernel';
import type { RowFeed } from './row-feed.ts';
import type { SourceWindow } from './source-window.ts';

/** Core's reader takes over for so many bytes where the kernel stops, and for twice as many each time it stops again at once. */
const FEWEST_BYTES_ASIDE = 4 << 10;
const MOST_BYTES_ASIDE = 1 << 18;
/** What core's reader is given at a time. */
const CHUNK_ASIDE = 1 << 16;

/** Reads CSV that the kernel scans; whatever it does not take goes the way of all other engines, record by record. */
export class CsvRows {
  readonly #feed: RowFeed;
  readonly #format: CsvFormat;
  readonly #window: SourceWindow;
  readonly #options: CsvReadOptions;
  #bytesAside = FEWEST_BYTES_ASIDE;

  constructor(feed: RowFeed, format: CsvFormat, window: SourceWindow) {
    const { plan, ledger } = feed;
    this.#feed = feed;
    this.#format = format;
    this.#window = window;
    this.#options = {
      columns: plan.schema.columns,
      ledger,
      limits: plan.source.limits,
      invalidBytes: plan.source.invalidBytes,
      newColumns: plan.newColumns,
    };
  }

  /** Reads past everything before the first record. */
  async readHead(): Promise<void> {
    await this.#aside(async (window) => {
      const { name } = this.#feed.ledger;
      const { dialect, hasHeader, names } = this.#format;
      await skipByteOrderMark(window);
      for (let line = 0; line < dialect.skipLines; line += 1) await dropLine(window);
      if (!hasHeader) return;
      const header = await takeFirstRecord(window, this.#format, name, this.#options.limits);
      if (header.length === names.length) return;
      throw new BadInputError(
        `${name}: the header has ${header.length} fields, the plan ${names.length}; plan the conversion again`,
      );
    });
  }

  /** Reads all records. */
  async readRecords(): Promise<void> {
    const window = this.#window;
    for (;;) {
      if (window.end > window.start) await this.#readWindow();
      if (window.isLast) {
        // A record without an end: a quote is open.
        if (window.end > window.start) await this.#readAside();
        if (window.end === window.start && window.isLast) return;
      } else if (window.canCarry) await window.fill();
      else await this.#readAside();
    }
  }

  /** Reads until what is left in the window is no whole record. */
  async #readWindow(): Promise<void> {
    const { kernel, ledger, clock } = this.#feed;
    const window = this.#window;
    while (window.start < window.end) {
      const end = window.isLast ? window.completeLine() : window.end;
      const before = kernel.batchRows;
      const reason = clock.time('parse', () => kernel.readCsv(window.start, end));
      const rows = kernel.batchRows - before;
      ledger.read += rows;
      window.advanceTo(Math.min(kernel.cursor, window.end));
      if (rows > 0) this.#bytesAside = FEWEST_BYTES_ASIDE;
      if (reason === Reading.needsInput) return;
      if (reason === Reading.batchIsFull) await this.#feed.endBatch();
      else await this.#readAside();
    }
  }

  /** Has a few records read by core's reader. */
  async #readAside(): Promise<void> {
    const sampleBytes = this.#bytesAside;
    this.#bytesAside = Math.min(2 * sampleBytes, MOST_BYTES_ASIDE);
    await this.#aside(async (window) => {
      const options = { ...this.#options, sampleBytes, blockBytes: sampleBytes };
      const reader = new CsvReader(window, this.#format, options);
      for await (const block of reader.blocks()) await this.#feed.append(block);
    });
  }

  /** Reads from a window of core's; what it leaves goes back. */
  async #aside(read: (window: ByteWindow) => Promise<void>): Promise<void> {
    const chunks: ByteStream = this.#window.stream(CHUNK_ASIDE);
    const window = new ByteWindow(chunks, undefined, this.#window.offset);
    await read(window);
    this.#window.giveBack(window.bytes);
  }
}
