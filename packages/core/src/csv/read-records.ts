import { isUtf8 } from 'node:buffer';
import { BadInputError, badRowError } from '../conversion/errors.ts';
import type { ByteStream } from '../store/object-store.ts';
import { ByteWindow } from './byte-window.ts';
import type { CsvDialect } from './dialect.ts';
import { emptyScan, type ScannedRecords, scanRecords, undoubleQuotes } from './scan-records.ts';

/** Whole records in one buffer. Buffer and arrays are reused: a block is valid until the next one is asked for. */
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

/** Small enough that a block and its field positions stay in a core's second-level cache. */
const DEFAULT_BLOCK_BYTES = 1 << 18;
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

const sequenceLength = (lead: number) => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);

/** Offset of the first byte that is not part of valid UTF-8; the length when all are. */
export function validUtf8Length(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at]!;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    const next = at + sequenceLength(lead);
    if (next > bytes.length || !isUtf8(bytes.subarray(at, next))) return at;
    at = next;
  }
  return at;
}

function headerOf(window: ByteWindow, { dialect, name }: CsvReadOptions): string[] | undefined {
  const scan = emptyScan();
  for (let width = 1; width <= MAX_COLUMNS; ) {
    const malformed = scanRecords(window.bytes, 0, window.isLast, dialect, width, scan, 1);
    if (malformed === undefined) {
      if (scan.rowCount === 0) return undefined;
      const invalid = findInvalidUtf8(window.bytes.subarray(0, scan.consumed), scan, width);
      if (invalid) {
        const byteOffset = (window.offset + invalid.at).toLocaleString('en-US');
        throw new BadInputError(
          `${name}: in the header line (byte ${byteOffset}), ${invalid.reason}; ${CONVERT_ENCODING}`,
        );
      }
      const fields = Array.from({ length: width }, (_, index) =>
        fieldText(window.bytes, scan.starts[index]!, scan.ends[index]!, dialect),
      );
      window.drop(scan.consumed);
      return fields;
    }
    if (malformed.fieldCount === undefined) {
      throw new BadInputError(
        `${name}: in the header line, ${malformed.reason}; correct it and convert again`,
      );
    }
    width = malformed.fieldCount;
  }
  throw new BadInputError(
    `${name}: the header line has more than ${MAX_COLUMNS.toLocaleString('en-US')} columns`,
  );
}

async function readHeader(window: ByteWindow, options: CsvReadOptions): Promise<string[]> {
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
    const header = window.bytes.length > 0 ? headerOf(window, options) : undefined;
    if (header !== undefined) return header;
    if (window.isLast)
      throw new BadInputError(`${name} is empty: it has no header line; write one, or leave the file out`);
    if (window.bytes.length > MAX_RECORD_BYTES)
      throw new BadInputError(`${name}: the header line never ends`);
    await window.fill(window.bytes.length * 2 + DEFAULT_BLOCK_BYTES);
  }
}

/** Lets a reader leave at any time, before the first block too, without leaving the source open. */
function closing<T>(items: AsyncGenerator<T, void>, close: () => Promise<void>): AsyncIterable<T> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => items.next(),
      return: async () => {
        await close();
        return items.return();
      },
    }),
  };
}

/**
 * Reads CSV as blocks of whole records. The header is read before this resolves. Records before a bad one are
 * handed out before it is reported, whatever the size of the blocks.
 *
 * @throws BadInputError from here or from the blocks: empty input, a record of the wrong width, misplaced or unclosed
 *   quotes, bytes that are not UTF-8, each with its row and byte.
 */
export async function readCsv(stream: ByteStream, options: CsvReadOptions): Promise<CsvReading> {
  const { dialect, name } = options;
  const blockBytes = options.blockBytes ?? DEFAULT_BLOCK_BYTES;
  const window = new ByteWindow(stream);
  const header = await window
    .fill(blockBytes)
    .then(() => readHeader(window, options))
    .catch(async (cause: unknown) => {
      await window.close();
      throw cause;
    });
  const width = header.length;

  const fail = (row: number, at: number, reason: string, wayOut?: string): never => {
    throw badRowError(name, { row, byteOffset: window.offset + at, reason }, wayOut);
  };

  async function* blocks(): AsyncGenerator<RecordBlock, void> {
    const scan: ScannedRecords = emptyScan();
    let row = 1;
    let wanted = blockBytes;
    try {
      for (;;) {
        await window.fill(wanted);
        const bytes = window.bytes.subarray(0, wanted);
        const isLast = window.isLast && bytes.length === window.bytes.length;
        const malformed = scanRecords(bytes, 0, isLast, dialect, width, scan);
        const invalid = findInvalidUtf8(bytes.subarray(0, scan.consumed), scan, width);
        const rowCount = invalid?.rowCount ?? scan.rowCount;
        if (rowCount > 0) {
          const { starts, ends } = scan;
          yield { bytes, byteOffset: window.offset, firstRow: row, rowCount, starts, ends };
          row += rowCount;
        }
        if (invalid) fail(row, invalid.at, invalid.reason, CONVERT_ENCODING);
        if (malformed) fail(row, malformed.recordStart, malformed.reason);
        window.drop(scan.consumed);
        if (isLast) return;
        wanted = scan.consumed === 0 ? bytes.length * 2 : blockBytes;
        if (wanted > MAX_RECORD_BYTES)
          fail(row, 0, `the record is longer than ${MAX_RECORD_BYTES >> 20} MiB`);
      }
    } finally {
      await window.close();
    }
  }

  return { header, blocks: closing(blocks(), () => window.close()) };
}

const CONVERT_ENCODING = 'convert the file to UTF-8 first, for example: iconv -f WINDOWS-1252 -t UTF-8';

/** The first byte that is not UTF-8, and the number of records before the one it is in. */
function findInvalidUtf8(
  bytes: Uint8Array,
  scan: ScannedRecords,
  width: number,
): { rowCount: number; at: number; reason: string } | undefined {
  if (isUtf8(bytes)) return undefined;
  const at = validUtf8Length(bytes);
  let rowCount = 0;
  while (rowCount + 1 < scan.rowCount && firstByte(scan, (rowCount + 1) * width) <= at) rowCount += 1;
  const byte = bytes[at]!.toString(16).padStart(2, '0').toUpperCase();
  return { rowCount, at, reason: `byte 0x${byte} is not valid UTF-8` };
}

const firstByte = (scan: ScannedRecords, field: number) => {
  const start = scan.starts[field]!;
  return start < 0 ? ~start : start;
};
