/** Pages as the kernel leaves them: content in linear memory, and a record of each. Values PLAIN or in a dictionary. */
import {
  KIND_BOOLEAN,
  KIND_DATE,
  KIND_FLOAT64,
  KIND_STRING,
  KIND_UNSEEN,
  MOST_STATISTICS_BYTES,
  PAGE_ADDRESS,
  PAGE_COLUMN,
  PAGE_CONTENT_BYTES,
  PAGE_ENCODING,
  PAGE_HAS_STATISTICS,
  PAGE_HEADER_BYTES,
  PAGE_MAX,
  PAGE_MAX_BYTES,
  PAGE_MAX_TEXT,
  PAGE_MIN,
  PAGE_MIN_BYTES,
  PAGE_MIN_TEXT,
  PAGE_NULLS,
  PAGE_PLAIN_BYTES,
  PAGE_RECORD_BYTES,
  PAGE_ROWS,
  PAGE_TYPE,
} from '../src/abi/layout.ts';
import type { KernelPages } from '../src/parquet/page-records.ts';
import { type ColumnKind, Encoding, PageType, type ParquetColumn } from '../src/parquet/parquet-format.ts';
import { ThriftWriter } from '../src/parquet/thrift-writer.ts';

/** Days and microseconds are numbers and bigints since 1970-01-01. */
export type Cell = null | boolean | number | bigint | string;
type Value = Exclude<Cell, null>;

export interface MadePage {
  readonly column: number;
  readonly cells: readonly Cell[];
  /** Its data pages hold places among these. */
  readonly dictionary?: readonly Value[];
}

export interface PageMaking {
  /** Pages are left without a header. */
  readonly isHostCompressed?: boolean;
  /** Bytes between two pages. */
  readonly gap?: number;
}

const isTextKind = (kind: ColumnKind) => kind === KIND_STRING || kind === KIND_UNSEEN;

function plainValue(kind: ColumnKind, value: Value): Buffer {
  if (isTextKind(kind)) {
    const text = Buffer.from(value as string);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    return Buffer.concat([length, text]);
  }
  const bytes = Buffer.alloc(kind === KIND_DATE ? 4 : 8);
  if (kind === KIND_FLOAT64) bytes.writeDoubleLE(value as number);
  else if (kind === KIND_DATE) bytes.writeInt32LE(value as number);
  else bytes.writeBigInt64LE(value as bigint);
  return bytes;
}

function plainValues(kind: ColumnKind, values: readonly Value[]): Buffer {
  return kind === KIND_BOOLEAN
    ? packed(values as readonly boolean[])
    : Buffer.concat(values.map((value) => plainValue(kind, value)));
}

function packed(bits: readonly boolean[]): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  bits.forEach((bit, at) => {
    if (bit) bytes[at >> 3]! |= 1 << (at & 7);
  });
  return bytes;
}

function varint(value: number): number[] {
  return value > 0x7f ? [(value & 0x7f) | 0x80, ...varint(value >>> 7)] : [value];
}

/** One bit-packed run of the RLE hybrid; `bytes` hold whole groups of eight values. */
const bitPackedRun = (groups: number, bytes: Buffer) =>
  Buffer.concat([Buffer.from(varint((groups << 1) | 1)), bytes]);

function definitionLevels(cells: readonly Cell[]): Buffer {
  const bits = packed(cells.map((cell) => cell !== null));
  const run = bitPackedRun(bits.length, bits);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(run.length);
  return Buffer.concat([length, run]);
}

/** Places in the dictionary, a byte each. */
function dictionaryIds(values: readonly Value[], dictionary: readonly Value[]): Buffer {
  const groups = Math.ceil(values.length / 8);
  const ids = Buffer.alloc(8 * groups);
  values.forEach((value, at) => {
    ids[at] = dictionary.indexOf(value);
  });
  return Buffer.concat([Buffer.from([8]), bitPackedRun(groups, ids)]);
}

function compare(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

function header(type: number, plainBytes: number, rows: number, encoding: number): Uint8Array {
  const writer = new ThriftWriter();
  writer.beginStruct();
  writer.i32(1, type);
  writer.i32(2, plainBytes);
  writer.i32(3, plainBytes);
  writer.struct(type === PageType.data ? 5 : 7);
  writer.i32(1, rows);
  writer.i32(2, encoding);
  if (type === PageType.data) {
    writer.i32(3, Encoding.rle);
    writer.i32(4, Encoding.rle);
  }
  writer.endStruct();
  writer.endStruct();
  return writer.written();
}

/** Linear memory with one row group in it. Dictionaries are noted last, as the kernel makes them last. */
export function makePages(
  columns: readonly ParquetColumn[],
  pages: readonly MadePage[],
  { isHostCompressed = false, gap = 0 }: PageMaking = {},
): KernelPages {
  const records: Buffer[] = [];
  const contents: Uint8Array[] = [];
  const recordCount =
    pages.length + new Set(pages.filter((page) => page.dictionary).map((page) => page.column)).size;
  const recordsAddress = 128;
  let address = recordsAddress + recordCount * PAGE_RECORD_BYTES;
  const put = (column: number, type: number, content: Buffer, rows: number, encoding: number): Buffer => {
    const head = isHostCompressed ? new Uint8Array(0) : header(type, content.length, rows, encoding);
    const record = Buffer.alloc(PAGE_RECORD_BYTES);
    record.writeUInt32LE(column, PAGE_COLUMN);
    record.writeUInt32LE(type, PAGE_TYPE);
    record.writeUInt32LE(address, PAGE_ADDRESS);
    record.writeUInt32LE(head.length, PAGE_HEADER_BYTES);
    record.writeUInt32LE(content.length, PAGE_CONTENT_BYTES);
    record.writeUInt32LE(content.length, PAGE_PLAIN_BYTES);
    record.writeUInt32LE(rows, PAGE_ROWS);
    record.writeUInt32LE(encoding, PAGE_ENCODING);
    records.push(record);
    contents.push(head, content, new Uint8Array(gap));
    address += head.length + content.length + gap;
    return record;
  };
  const dictionaries = new Map<number, readonly Value[]>();
  for (const { column, cells, dictionary } of pages) {
    const { kind, isNullable } = columns[column]!;
    const values = cells.filter((cell) => cell !== null);
    const levels = isNullable ? definitionLevels(cells) : Buffer.alloc(0);
    const encoded = dictionary ? dictionaryIds(values, dictionary) : plainValues(kind, values);
    if (dictionary) dictionaries.set(column, dictionary);
    const encoding = dictionary ? Encoding.rleDictionary : Encoding.plain;
    const content = Buffer.concat([levels, encoded]);
    const record = put(column, PageType.data, content, cells.length, encoding);
    record.writeUInt32LE(cells.length - values.length, PAGE_NULLS);
    noteStatistics(record, kind, values);
  }
  for (const [column, values] of dictionaries) {
    const content = plainValues(columns[column]!.kind, values);
    put(column, PageType.dictionary, content, values.length, Encoding.plain);
  }
  return { memory: inMemory(recordsAddress, [...records, ...contents]), recordsAddress, recordCount };
}

function inMemory(start: number, chunks: readonly Uint8Array[]): ArrayBuffer {
  const bytes = Buffer.concat(chunks);
  const memory = new ArrayBuffer(start + bytes.length + 64);
  new Uint8Array(memory).set(bytes, start);
  return memory;
}

function noteStatistics(record: Buffer, kind: ColumnKind, values: readonly Value[]): void {
  if (values.length === 0 || values.some((value) => Number.isNaN(value))) return;
  record.writeUInt32LE(1, PAGE_HAS_STATISTICS);
  const ordered = values.toSorted(compare);
  noteBound(record, kind, ordered[0]!, [PAGE_MIN, PAGE_MIN_BYTES, PAGE_MIN_TEXT]);
  noteBound(record, kind, ordered.at(-1)!, [PAGE_MAX, PAGE_MAX_BYTES, PAGE_MAX_TEXT]);
}

function noteBound(
  record: Buffer,
  kind: ColumnKind,
  value: Value,
  [at, bytesAt, textAt]: readonly [number, number, number],
): void {
  if (isTextKind(kind)) {
    const text = Buffer.from(value as string);
    record.writeUInt32LE(Math.min(text.length, MOST_STATISTICS_BYTES + 1), bytesAt);
    text.copy(record, textAt, 0, MOST_STATISTICS_BYTES);
  } else if (kind === KIND_FLOAT64) record.writeDoubleLE(value as number, at);
  else record.writeBigInt64LE(BigInt(value as boolean | number | bigint), at);
}
