import { isUtf8 } from 'node:buffer';
import { BadInputError, badRowError } from '../conversion/errors.ts';
import type { ByteStream } from '../store/object-store.ts';
import type { CsvDialect } from './dialect.ts';
import {
  emptyScan,
  MalformedRecord,
  type ScannedRecords,
  scanRecords,
  undoubleQuotes,
} from './scan-records.ts';

/** Whole records in one buffer. The arrays are reused: a block is valid until the next one is asked for. */
export interface RecordBlock {
  readonly bytes: Uint8Array;
  /** Offset of `bytes[0]` in the uncompressed source. */
  readonly byteOffset: number;
  /** Data record number of the first record, from 1. */
  readonly firstRow: number;
  readonly rowCount: number;
  /** As in {@link ScannedRecords}: `rowCount × width` fields. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export interface CsvReading {
  /** Header fields as they stand in the file. */
  readonly header: readonly string[];
  readonly blocks: AsyncIterable<RecordBlock>;
}

export interface CsvReadOptions {
  readonly dialect: CsvDialect;
  /** Names the input in errors. */
  readonly name: string;
  /** Blocks are about this large; a record may be larger. */
  readonly blockBytes?: number;
}

const DEFAULT_BLOCK_BYTES = 1 << 20;
const MAX_RECORD_BYTES = 256 << 20;
const MAX_COLUMNS = 1 << 16;

const UTF8_BOM = [0xef, 0xbb, 0xbf];
const UTF16_LE_BOM = [0xff, 0xfe];
const UTF16_BE_BOM = [0xfe, 0xff];

const startsWith = (bytes: Uint8Array, prefix: readonly number[]) =>
  prefix.every((byte, index) => bytes[index] === byte);

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Field `index` of a scan as text. */
export function fieldText(bytes: Uint8Array, start: number, end: number, dialect: CsvDialect): string {
  if (start >= 0) return decoder.decode(bytes.subarray(start, end));
  const target = new Uint8Array(end - ~start);
  const length = undoubleQuotes(bytes, ~start, end, dialect.quote.charCodeAt(0), target, 0);
  return decoder.decode(target.subarray(0, length));
}

/** Offset of the first byte that is not part of valid UTF-8; the length when all are. */
export function validUtf8Length(bytes: Uint8Array): number {
  let low = 0;
  let high = bytes.length;
  const isBoundary = (at: number) => at >= bytes.length || (bytes[at]! & 0xc0) !== 0x80;
  while (low < high) {
    let middle = (low + high + 1) >> 1;
    while (middle > low && !isBoundary(middle)) middle -= 1;
    if (middle === low) break;
    if (isUtf8(bytes.subarray(low, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Buffers a stream so that unfinished records can wait for their rest. */
class Window {
  bytes: Uint8Array = new Uint8Array(0);
  /** Offset of `bytes[0]` in the source. */
  offset = 0;
  isLast = false;
  readonly #source: AsyncIterator<Uint8Array>;

  constructor(stream: ByteStream) {
    this.#source = stream[Symbol.asyncIterator]();
  }

  drop(length: number): void {
    this.bytes = this.bytes.subarray(length);
    this.offset += length;
  }

  /** Reads until at least `wanted` bytes are there or the source has ended. */
  async fill(wanted: number): Promise<void> {
    if (this.isLast || this.bytes.length >= wanted) return;
    const parts = [this.bytes];
    let length = this.bytes.length;
    while (length < wanted) {
      const next = await this.#source.next();
      if (next.done) {
        this.isLast = true;
        break;
      }
      parts.push(next.value);
      length += next.value.length;
    }
    const filled = parts.filter((part) => part.length > 0);
    if (filled.length === 1) {
      this.bytes = filled[0]!;
      return;
    }
    this.bytes = new Uint8Array(length);
    let at = 0;
    for (const part of filled) {
      this.bytes.set(part, at);
      at += part.length;
    }
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

function headerOf(window: Window, dialect: CsvDialect): string[] | undefined {
  const scan = emptyScan();
  for (let width = 1; width <= MAX_COLUMNS; ) {
    const malformed = scanRecords(window.bytes, 0, window.isLast, dialect, width, scan, 1);
    if (malformed === undefined) {
      if (scan.rowCount === 0) return undefined;
      const fields = Array.from({ length: width }, (_, index) =>
        fieldText(window.bytes, scan.starts[index]!, scan.ends[index]!, dialect),
      );
      window.drop(scan.consumed);
      return fields;
    }
    const found = /^(\d+) fields?, the header has/.exec(malformed.reason);
    if (found === null) throw new BadInputError(`header: ${malformed.reason}`);
    width = Number(found[1]);
  }
  throw new BadInputError(`header: more than ${MAX_COLUMNS} columns`);
}

async function readHeader(window: Window, options: CsvReadOptions): Promise<string[]> {
  const { name } = options;
  if (startsWith(window.bytes, UTF16_LE_BOM) || startsWith(window.bytes, UTF16_BE_BOM)) {
    throw new BadInputError(
      `${name} is UTF-16; only UTF-8 is read, convert it first: iconv -f UTF-16 -t UTF-8`,
    );
  }
  if (startsWith(window.bytes, UTF8_BOM)) window.drop(UTF8_BOM.length);
  for (;;) {
    const skipped = window.bytes.findIndex((byte) => byte !== 0x0a && byte !== 0x0d);
    if (skipped > 0) window.drop(skipped);
    if (skipped < 0 && window.bytes.length > 0) window.drop(window.bytes.length);
    const header = window.bytes.length > 0 ? headerOf(window, options.dialect) : undefined;
    if (header !== undefined) return header;
    if (window.isLast) throw new BadInputError(`${name} is empty: it has no header line`);
    if (window.bytes.length > MAX_RECORD_BYTES)
      throw new BadInputError(`${name}: the header line never ends`);
    await window.fill(window.bytes.length * 2 + DEFAULT_BLOCK_BYTES);
  }
}

/**
 * Reads CSV as blocks of whole records. The header is read before this resolves.
 *
 * @throws BadInputError from here or from the blocks: empty input, a record of the wrong width, misplaced or unclosed
 *   quotes, bytes that are not UTF-8, each with its row and byte.
 */
export async function readCsv(stream: ByteStream, options: CsvReadOptions): Promise<CsvReading> {
  const { dialect, name } = options;
  const blockBytes = options.blockBytes ?? DEFAULT_BLOCK_BYTES;
  const window = new Window(stream);
  await window.fill(blockBytes);
  const header = await readHeader(window, options);
  const width = header.length;

  const fail = (row: number, at: number, reason: string, wayOut?: string): never => {
    throw badRowError(name, { row, byteOffset: window.offset + at, reason }, wayOut);
  };

  async function* blocks(): AsyncIterable<RecordBlock> {
    const scan: ScannedRecords = emptyScan();
    let row = 1;
    let wanted = blockBytes;
    try {
      for (;;) {
        await window.fill(wanted);
        const { bytes } = window;
        const malformed = scanRecords(bytes, 0, window.isLast, dialect, width, scan);
        requireUtf8(bytes.subarray(0, scan.consumed), scan, width, row, fail);
        if (malformed instanceof MalformedRecord) {
          fail(
            row + malformed.rowCount,
            malformed.recordStart,
            malformed.reason,
            'correct the row and convert again',
          );
        }
        if (scan.rowCount > 0) {
          const { starts, ends, rowCount } = scan;
          yield { bytes, byteOffset: window.offset, firstRow: row, rowCount, starts, ends };
          row += rowCount;
        }
        window.drop(scan.consumed);
        if (window.isLast) return;
        wanted = scan.consumed === 0 ? bytes.length * 2 : blockBytes;
        if (wanted > MAX_RECORD_BYTES)
          fail(row, 0, `the record is longer than ${MAX_RECORD_BYTES >> 20} MiB`);
      }
    } finally {
      await window.close();
    }
  }

  return { header, blocks: blocks() };
}

function requireUtf8(
  bytes: Uint8Array,
  scan: ScannedRecords,
  width: number,
  firstRow: number,
  fail: (row: number, at: number, reason: string, wayOut: string) => never,
): void {
  if (isUtf8(bytes)) return;
  const at = validUtf8Length(bytes);
  let row = 0;
  while (row + 1 < scan.rowCount && firstByte(scan, (row + 1) * width) <= at) row += 1;
  const byte = bytes[at]!.toString(16).padStart(2, '0').toUpperCase();
  fail(
    firstRow + row,
    at,
    `byte 0x${byte} is not valid UTF-8`,
    'convert the file to UTF-8 first, for example: iconv -f WINDOWS-1252 -t UTF-8',
  );
}

const firstByte = (scan: ScannedRecords, field: number) => {
  const start = scan.starts[field]!;
  return start < 0 ? ~start : start;
};
