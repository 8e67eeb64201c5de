import { isUtf8 } from 'node:buffer';
import type { CsvFormat } from '../conversion/source-format.ts';
import { admitRows, type Issue, RowIssues } from '../records/admit-rows.ts';
import { firstUnseenValue, invalidRows, oversizeRows } from '../records/find-issues.ts';
import { projectBlock, projectionOf, rowsWithUnknownValues } from '../records/project-columns.ts';
import type { RecordBlock } from '../records/record-block.ts';
import { DEFAULT_BLOCK_BYTES, type RecordReadOptions } from '../records/record-reading.ts';
import { MAX_RAW_BYTES } from '../records/reject-line.ts';
import { replaceInvalid } from '../records/replace-invalid.ts';
import type { ByteWindow } from '../text/byte-window.ts';
import { formatCount } from '../text/format-count.ts';
import { characterStart } from '../text/utf8.ts';
import { csvBlock } from './csv-block.ts';
import { dropLine } from './csv-window.ts';
import { fitWidth } from './fit-width.ts';
import { nextLine, recordEnd, recordStart, withoutLineEnd } from './record-extents.ts';
import { emptyScan, type MalformedRecord, type ScannedRecords } from './scan-records.ts';
import { type Scanner, scannerFor } from './scanner.ts';

/** A record that is longer than allowed, or of which no end is in sight. */
const TOO_LONG = 'too long';

type Trouble = MalformedRecord | typeof TOO_LONG;

/** A line end, half of which may be missing yet. */
const LINE_END_BYTES = 2;

export interface CsvReadOptions extends RecordReadOptions {
  /** Reading ends between two blocks where so many bytes of records, good or bad, are behind it. */
  readonly sampleBytes?: number;
}

/** Reads one CSV text: holds what stays the same from block to block. */
export class CsvReader {
  readonly #window: ByteWindow;
  readonly #format: CsvFormat;
  readonly #options: CsvReadOptions;
  readonly #scanner: Scanner;
  readonly #projection;
  readonly #scan: ScannedRecords = emptyScan();
  readonly #quote: number;
  readonly #width: number;
  /** After a record that is too long, few rows are scanned at once: those after the next such one are scanned again. */
  #rowsAtOnce = Number.POSITIVE_INFINITY;
  /** Within so many bytes, a record that may be as long as it is has ended or is malformed. */
  readonly #mostBytes: number;

  constructor(window: ByteWindow, format: CsvFormat, options: CsvReadOptions) {
    const { delimiter, comment, quote } = format.dialect;
    this.#window = window;
    this.#format = format;
    this.#options = options;
    this.#scanner = scannerFor(format);
    this.#projection = projectionOf(format.names, options.columns);
    this.#quote = quote === '' ? -1 : quote.charCodeAt(0);
    this.#width = format.names.length;
    this.#mostBytes = options.limits.recordBytes + Buffer.byteLength(delimiter + comment) + LINE_END_BYTES;
  }

  async *blocks(): AsyncGenerator<RecordBlock, void> {
    const window = this.#window;
    const { blockBytes = DEFAULT_BLOCK_BYTES, sampleBytes = Number.POSITIVE_INFINITY } = this.#options;
    const enough = window.offset + sampleBytes;
    for (let wanted = blockBytes; window.offset < enough; ) {
      await window.fill(wanted);
      const bytes = window.bytes.subarray(0, wanted);
      const isLast = window.isLast && bytes.length === window.bytes.length;
      const trouble = this.#scanBlock(bytes, isLast);
      const { consumed } = this.#scan;
      if (this.#scan.rowCount > 0) yield* this.#admitted(bytes);
      window.drop(consumed);
      const rest = bytes.length - consumed;
      if (trouble) {
        const before = window.dropped;
        yield* this.#pastTrouble(trouble);
        // The block is gone on with as it was cut, lest every bad row have the window filled again.
        const left = rest - (window.dropped - before);
        wanted = left > 0 ? left : blockBytes;
      } else if (isLast && rest === 0) return;
      else wanted = consumed > 0 ? blockBytes : Math.max(blockBytes, 2 * rest);
    }
  }

  /** Scans up to the first record that cannot be taken as it is. */
  #scanBlock(bytes: Uint8Array, isLast: boolean): Trouble | undefined {
    const scan = this.#scan;
    const { recordBytes } = this.#options.limits;
    const malformed = this.#scanner(bytes, isLast, this.#width, scan, this.#rowsAtOnce);
    const hasRowsLeft = scan.rowCount === this.#rowsAtOnce;
    this.#rowsAtOnce *= 2;
    if (bytes.length <= recordBytes) return malformed;
    const long = this.#firstLongRow();
    if (long !== undefined) {
      this.#rowsAtOnce = 1;
      scan.consumed = recordStart(scan, long, this.#width, this.#quote);
      scan.rowCount = long;
      return TOO_LONG;
    }
    if (malformed === undefined) {
      const isStuck = !isLast && !hasRowsLeft && bytes.length - scan.consumed >= this.#mostBytes;
      return isStuck ? TOO_LONG : undefined;
    }
    const { recordStart: start, shownAt, end } = malformed;
    return (shownAt ?? withoutLineEnd(bytes, end!)) - start > recordBytes ? TOO_LONG : malformed;
  }

  #firstLongRow(): number | undefined {
    const scan = this.#scan;
    const { recordBytes } = this.#options.limits;
    for (let row = 0; row < scan.rowCount; row += 1) {
      const start = recordStart(scan, row, this.#width, this.#quote);
      if (recordEnd(scan, row, this.#width, this.#quote) - start > recordBytes) return row;
    }
    return undefined;
  }

  /** The scanned records, less those that are bad. */
  *#admitted(bytes: Uint8Array): Generator<RecordBlock, void> {
    const { columns, limits, ledger, newColumns } = this.#options;
    const place = { width: this.#width, quote: this.#quote, firstRow: ledger.read + 1 };
    let block = csvBlock(this.#scan, bytes, place, (at) => this.#window.offsetOf(at));
    const issues = new RowIssues();
    if (!isUtf8(bytes.subarray(0, this.#scan.consumed))) {
      if (this.#options.invalidBytes === 'replace') block = replaceInvalid(block);
      else issues.add(this.#invalidRows(block));
    }
    issues.add(rowsWithUnknownValues(block, this.#projection, newColumns, ledger.name, issues.has));
    block = projectBlock(block, this.#projection);
    if (block.bytes.length > limits.fieldBytes) issues.add(oversizeRows(block, columns, limits));
    const unseen = firstUnseenValue(block, columns, issues.has);
    if (unseen) issues.add([unseen]);
    yield* admitRows(block, issues.sorted(), ledger);
  }

  #invalidRows(block: RecordBlock): Issue[] {
    return invalidRows(block, this.#format.encoding, (row, at) =>
      this.#window.offsetOf(recordStart(this.#scan, row, this.#width, this.#quote) + at),
    );
  }

  /** Reads past what the window begins with: mended, where that is asked for and can be, or set aside. */
  async *#pastTrouble(trouble: Trouble): AsyncGenerator<RecordBlock, void> {
    if (trouble === TOO_LONG) await this.#rejectTooLong();
    else if (trouble.fieldCount !== undefined) yield* this.#fit(trouble, trouble.fieldCount);
    else await this.#rejectThroughLine(trouble.offence! - trouble.recordStart, trouble.reason);
  }

  *#fit(
    { recordStart: start, reason, end }: MalformedRecord,
    fieldCount: number,
  ): Generator<RecordBlock, void> {
    const window = this.#window;
    const { ledger } = this.#options;
    const record = window.bytes.subarray(0, end! - start);
    const isMended =
      ledger.policy.fate === 'pad' && fitWidth(record, this.#scanner, fieldCount, this.#width, this.#scan);
    if (isMended) {
      for (const block of this.#admitted(record)) {
        ledger.pad(block.place(0).row);
        yield { ...block, isPadded: true };
      }
    } else {
      ledger.read += 1;
      const text = record.subarray(0, withoutLineEnd(record, record.length));
      ledger.reject({ row: ledger.read, byteOffset: window.offset, reason }, text);
    }
    window.drop(record.length);
  }

  /**
   * A record that is too long ends at the first line end after the quote that is open where the allowed length ends, or
   * after that length: what comes then is not lost with it. A comment may be of any length.
   */
  async #rejectTooLong(): Promise<void> {
    const window = this.#window;
    const scan = this.#scan;
    const { recordBytes } = this.#options.limits;
    await window.fill(this.#mostBytes);
    const head = window.bytes.subarray(0, this.#mostBytes);
    const malformed = this.#scanner(head, true, this.#width, scan, 1);
    if (malformed === undefined && scan.rowCount === 0) {
      await dropLine(window);
      return;
    }
    await this.#rejectThroughLine(
      malformed?.offence ?? recordBytes,
      `the record is longer than ${formatCount(recordBytes)} bytes`,
      'look for a quote that is never closed, raise --max-record-bytes, or set such rows aside with --on-bad-row reject',
    );
  }

  /** Sets aside the record that the window begins with, up to the first line end after `from`. */
  async #rejectThroughLine(from: number, reason: string, wayOut?: string): Promise<void> {
    const window = this.#window;
    const { ledger } = this.#options;
    ledger.read += 1;
    const badRow = { row: ledger.read, byteOffset: window.offset, reason };
    if (nextLine(window.bytes, from, window.isLast) === undefined) {
      await window.fill(from + DEFAULT_BLOCK_BYTES);
    }
    const end = nextLine(window.bytes, from, window.isLast);
    if (end !== undefined || ledger.policy.fate === 'fail') {
      const known = end ?? window.bytes.length;
      ledger.reject(badRow, window.bytes.subarray(0, withoutLineEnd(window.bytes, known)), wayOut);
      window.drop(known);
      return;
    }
    const head = window.bytes.slice(0, MAX_RAW_BYTES + 1);
    window.drop(characterStart(window.bytes, from));
    const rawEnd = await dropLine(window);
    ledger.reject(badRow, head, wayOut, rawEnd - badRow.byteOffset);
  }
}
