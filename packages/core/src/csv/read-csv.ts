import { isUtf8 } from 'node:buffer';
import { BadInputError } from '../conversion/errors.ts';
import type { CsvFormat } from '../conversion/source-format.ts';
import { admitRows, type Issue } from '../records/admit-rows.ts';
import { firstUnseenValue, invalidRows, oversizeRows } from '../records/find-issues.ts';
import { projectBlock, projectionOf, rowsWithUnknownValues } from '../records/project-columns.ts';
import type { RecordBlock } from '../records/record-block.ts';
import type { RecordReadOptions } from '../records/record-reading.ts';
import { replaceInvalid } from '../records/replace-invalid.ts';
import type { ByteStream } from '../store/object-store.ts';
import type { ByteWindow } from './byte-window.ts';
import { DEFAULT_BLOCK_BYTES, openCsvWindow } from './csv-window.ts';
import { takeFirstRecord } from './first-record.ts';
import { fitWidth } from './fit-width.ts';
import { nextLine, recordStart, withoutLineEnds } from './record-extents.ts';
import { emptyScan, type MalformedRecord, type ScannedRecords } from './scan-records.ts';
import { type Scanner, scannerFor } from './scanner.ts';

const count = (value: number) => value.toLocaleString('en-US');

/** Reads one CSV text: holds what stays the same from block to block. */
class CsvReader {
  readonly #window: ByteWindow;
  readonly #format: CsvFormat;
  readonly #options: RecordReadOptions;
  readonly #scanner: Scanner;
  readonly #projection;
  readonly #scan: ScannedRecords = emptyScan();
  readonly #quote: number;
  readonly #width: number;

  constructor(window: ByteWindow, format: CsvFormat, options: RecordReadOptions) {
    this.#window = window;
    this.#format = format;
    this.#options = options;
    this.#scanner = scannerFor(format);
    this.#projection = projectionOf(format.names, options.columns);
    this.#quote = format.dialect.quote === '' ? -1 : format.dialect.quote.charCodeAt(0);
    this.#width = format.names.length;
  }

  async *blocks(): AsyncGenerator<RecordBlock, void> {
    const window = this.#window;
    const blockBytes = this.#options.blockBytes ?? DEFAULT_BLOCK_BYTES;
    for (let wanted = blockBytes; ; ) {
      await window.fill(wanted);
      const bytes = window.bytes.subarray(0, wanted);
      const isLast = window.isLast && bytes.length === window.bytes.length;
      const malformed = this.#scanner(bytes, isLast, this.#width, this.#scan);
      const { consumed, rowCount } = this.#scan;
      if (rowCount > 0) yield* this.#admitted(bytes);
      const next = malformed ? this.#endOf(malformed, bytes, isLast) : consumed;
      if (malformed && next !== undefined) yield* this.#malformed(malformed, bytes, next);
      window.drop(next ?? consumed);
      if (isLast && malformed === undefined) return;
      const isStuck = (next ?? consumed) === 0 || next === undefined;
      wanted = isStuck ? bytes.length * 2 : blockBytes;
      if (isStuck && bytes.length > this.#options.limits.recordBytes) {
        await this.#dropOversize();
        wanted = blockBytes;
      }
    }
  }

  /** The scanned records, less those that are bad. */
  *#admitted(bytes: Uint8Array): Generator<RecordBlock, void> {
    const { encoding } = this.#format;
    const { columns, limits, ledger, invalidBytes, newColumns } = this.#options;
    const { rowCount, consumed } = this.#scan;
    let block = this.#block(bytes, rowCount);
    const issues: Issue[] = [];
    const add = (found: readonly Issue[]) => {
      for (const issue of found) if (!issues.some(({ row }) => row === issue.row)) issues.push(issue);
    };
    if (!isUtf8(bytes.subarray(0, consumed))) {
      if (invalidBytes === 'replace') block = replaceInvalid(block);
      else {
        const start = (row: number) => recordStart(this.#scan, row, this.#width, this.#quote);
        add(invalidRows(block, encoding, (row, at) => this.#window.offsetOf(start(row) + at)));
      }
    }
    if (bytes.length > limits.recordBytes) add(this.#longRecords(block));
    add(rowsWithUnknownValues(block, this.#projection, newColumns, ledger.name));
    block = projectBlock(block, this.#projection);
    if (bytes.length > limits.fieldBytes) add(oversizeRows(block, columns, limits));
    const unseen = firstUnseenValue(block, columns);
    if (unseen) add([unseen]);
    yield* admitRows(
      block,
      issues.toSorted((a, b) => a.row - b.row),
      ledger,
    );
  }

  #block(bytes: Uint8Array, rowCount: number): RecordBlock {
    const scan = this.#scan;
    const width = this.#width;
    const { starts, ends, consumed } = scan;
    const startOf = (row: number) => recordStart(scan, row, width, this.#quote);
    const firstRow = this.#options.ledger.read + 1;
    return {
      bytes: scan.bytes,
      starts,
      ends,
      rowCount,
      width,
      quote: scan.recordStarts.length > 0 ? -1 : this.#quote,
      place: (row) => ({ row: firstRow + row, byteOffset: this.#window.offsetOf(startOf(row)) }),
      raw: (row) => {
        const end = row + 1 < rowCount ? startOf(row + 1) : consumed;
        return bytes.subarray(startOf(row), withoutLineEnds(bytes, startOf(row), end));
      },
    };
  }

  #longRecords(block: RecordBlock): Issue[] {
    const { recordBytes } = this.#options.limits;
    const issues: Issue[] = [];
    for (let row = 0; row < block.rowCount; row += 1) {
      const { length } = block.raw(row);
      if (length > recordBytes) issues.push({ row, ...this.#tooLong() });
    }
    return issues;
  }

  #tooLong() {
    return {
      reason: `the record is longer than ${count(this.#options.limits.recordBytes)} bytes`,
      wayOut:
        'look for a quote that is never closed, raise --max-record-bytes, or set such rows aside with --on-bad-row reject',
    };
  }

  /** Where reading goes on after a malformed record; `undefined` when more bytes are needed to tell. */
  #endOf({ end, offence }: MalformedRecord, bytes: Uint8Array, isLast: boolean): number | undefined {
    return end ?? nextLine(bytes, offence!, isLast);
  }

  /** One record that the scanner stopped at: mended, where that is asked for, or set aside. */
  *#malformed(malformed: MalformedRecord, bytes: Uint8Array, end: number): Generator<RecordBlock, void> {
    const { ledger } = this.#options;
    const { recordStart: start, fieldCount, reason } = malformed;
    const record = bytes.subarray(start, end);
    if (ledger.policy.fate === 'pad' && fieldCount !== undefined && isUtf8(record)) {
      const isMended = fitWidth(record, this.#scanner, fieldCount, this.#width, this.#scan);
      if (isMended) {
        for (const block of this.#mended(record, start)) {
          ledger.padded += block.rowCount;
          yield block;
        }
        return;
      }
    }
    ledger.read += 1;
    const byteOffset = this.#window.offsetOf(start);
    ledger.reject(
      { row: ledger.read, byteOffset, reason },
      bytes.subarray(start, withoutLineEnds(bytes, start, end)),
    );
  }

  *#mended(record: Uint8Array, start: number): Generator<RecordBlock, void> {
    const { columns, ledger, newColumns } = this.#options;
    const place = { row: ledger.read + 1, byteOffset: this.#window.offsetOf(start) };
    const raw = record.subarray(0, withoutLineEnds(record, 0, record.length));
    const source: RecordBlock = { ...this.#block(record, 1), place: () => place, raw: () => raw };
    const issues = rowsWithUnknownValues(source, this.#projection, newColumns, ledger.name).slice(0, 1);
    const block = projectBlock(source, this.#projection);
    const unseen = firstUnseenValue(block, columns);
    yield* admitRows(block, unseen && issues.length === 0 ? [unseen] : issues, ledger);
  }

  /** Sets aside the record at the start of the window, of which no end is in sight, up to the next line end. */
  async #dropOversize(): Promise<void> {
    const window = this.#window;
    const { ledger } = this.#options;
    const { byteOffset, raw } = { byteOffset: window.offset, raw: window.bytes.slice(0, 1 << 17) };
    ledger.read += 1;
    const { reason, wayOut } = this.#tooLong();
    ledger.reject({ row: ledger.read, byteOffset, reason }, raw, wayOut);
    for (;;) {
      const end = nextLine(window.bytes, 0, window.isLast);
      window.drop(end ?? Math.max(0, window.bytes.length - 1));
      if (end !== undefined) return;
      await window.fill(window.bytes.length + DEFAULT_BLOCK_BYTES);
    }
  }
}

/**
 * Reads CSV as blocks of whole records, fields in the order of `options.columns`. Bad rows go to the ledger when their
 * turn comes: the records before one are handed out first, whatever the size of the blocks.
 *
 * @throws BadInputError from here or from the blocks: empty input, a header of another width than `format.names`, and
 *   what the ledger throws. ContradictionError: a value in a column that was empty so far, or that nobody knows.
 */
export async function readCsv(
  stream: ByteStream,
  format: CsvFormat,
  options: RecordReadOptions,
): Promise<AsyncGenerator<RecordBlock, void>> {
  const { name } = options.ledger;
  const window = await openCsvWindow(stream, format, options.blockBytes);
  try {
    if (format.hasHeader) {
      const header = await takeFirstRecord(window, format, name, options.limits);
      if (header.length !== format.names.length) {
        throw new BadInputError(
          `${name}: the header has ${header.length} fields, the plan ${format.names.length}; plan the conversion again`,
        );
      }
    }
  } catch (cause) {
    await window.close();
    throw cause;
  }
  async function* closing(): AsyncGenerator<RecordBlock, void> {
    try {
      yield* new CsvReader(window, format, options).blocks();
    } finally {
      await window.close();
    }
  }
  const blocks = closing();
  const leave = blocks.return.bind(blocks);
  // A generator that was never started runs no finally block.
  blocks.return = async (value) => {
    await window.close();
    return leave(value);
  };
  return blocks;
}
