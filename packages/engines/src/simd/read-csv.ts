import {
  BadInputError,
  type ByteStream,
  ByteWindow,
  type CsvFormat,
  CsvReader,
  type CsvReadOptions,
  dropLine,
  type ReadLimits,
  skipByteOrderMark,
  takeFirstRecord,
} from '@parquetry/core';
import { Reading } from '@parquetry/kernel';
import { ASIDE_CHUNK_BYTES, AsideBytes } from './aside-bytes.ts';
import type { RowFeed } from './row-feed.ts';
import type { SourceWindow } from './source-window.ts';
import { usualHeadBytes } from './usual-head.ts';

/** Reads past everything before the first record. */
export async function skipHead(
  window: ByteWindow,
  format: CsvFormat,
  name: string,
  limits: ReadLimits,
): Promise<void> {
  const { dialect, hasHeader, names } = format;
  await skipByteOrderMark(window);
  for (let line = 0; line < dialect.skipLines; line += 1) await dropLine(window);
  if (!hasHeader) return;
  const header = await takeFirstRecord(window, format, name, limits);
  if (header.length === names.length) return;
  throw new BadInputError(
    `${name}: the header has ${header.length} fields, the plan ${names.length}; plan the conversion again`,
  );
}

/** Reads CSV that the kernel scans; whatever it does not take goes the way of all other engines, record by record. */
export class CsvRows {
  readonly #feed: RowFeed;
  readonly #format: CsvFormat;
  readonly #window: SourceWindow;
  readonly #options: CsvReadOptions;
  readonly #bytesAside = new AsideBytes();

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

  /** Reads the whole text. */
  async readAll(): Promise<void> {
    await this.#readHead();
    await this.readRecords();
  }

  async #readHead(): Promise<void> {
    const { ledger } = this.#feed;
    await this.#window.fill();
    const usual = usualHeadBytes(this.#window.bytes, this.#format);
    this.#window.advanceTo(this.#window.start + usual);
    if (usual > 0) return;
    await this.#aside((window) => skipHead(window, this.#format, ledger.name, this.#options.limits));
  }

  /** Reads all records; `kernelOnly`: up to the first that the kernel does not take. Whether it has read them all. */
  async readRecords({ kernelOnly = false } = {}): Promise<boolean> {
    const window = this.#window;
    for (;;) {
      if (window.end > window.start && !(await this.#readWindow(kernelOnly))) return false;
      if (window.isLast && window.end === window.start) return true;
      if (!window.isLast && window.canCarry) await window.fill();
      else {
        // A record without an end, a quote of which is open, or one that is longer than a window.
        if (kernelOnly) return false;
        await this.#readAside();
      }
    }
  }

  /** Reads until what is left in the window is no whole record; false where the kernel is not to be helped, and must be. */
  async #readWindow(kernelOnly: boolean): Promise<boolean> {
    const { kernel, ledger, clock } = this.#feed;
    const window = this.#window;
    while (window.start < window.end) {
      const end = window.isLast ? window.completeLine() : window.end;
      const before = kernel.batchRows;
      const reason = clock.time('parse', () => kernel.readCsv(window.start, end));
      const rows = kernel.batchRows - before;
      ledger.read += rows;
      window.advanceTo(Math.min(kernel.cursor, window.end));
      if (rows > 0) this.#bytesAside.reset();
      if (reason === Reading.needsInput) return true;
      if (reason === Reading.batchIsFull) await this.#feed.endBatch();
      else if (kernelOnly) return false;
      else await this.#readAside();
    }
    return true;
  }

  /** Has a few records read by core's reader. */
  async #readAside(): Promise<void> {
    const sampleBytes = this.#bytesAside.next();
    await this.#aside(async (window) => {
      const options = { ...this.#options, sampleBytes, blockBytes: sampleBytes };
      const reader = new CsvReader(window, this.#format, options);
      for await (const block of reader.blocks()) await this.#feed.append(block);
    });
  }

  /** Reads from a window of core's; what it leaves goes back. */
  async #aside(read: (window: ByteWindow) => Promise<void>): Promise<void> {
    const chunks: ByteStream = this.#window.stream(ASIDE_CHUNK_BYTES);
    const window = new ByteWindow(chunks, undefined, this.#window.offset);
    await read(window);
    this.#window.giveBack(window.bytes);
  }
}
