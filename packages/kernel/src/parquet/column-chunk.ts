import { compareBounds, hasBound, isCut, LOWER, UPPER, writeBound } from './bounds.ts';
import type { FileFrame } from './file-frame.ts';
import type { DataPages } from './page-index.ts';
import type { PageRecords } from './page-records.ts';
import { CODEC_NUMBERS, type ColumnKind, Encoding, PHYSICAL_TYPES } from './parquet-format.ts';
import { ThriftType, type ThriftWriter } from './thrift-writer.ts';

/** Last field that {@link writeColumnMetaData} writes; what follows depends on where the indexes are. */
export const LAST_CHUNK_FIELD = 3;

/** The pages of one column in a row group, and where they are in the file. */
export interface ChunkPages extends DataPages {
  /** −1: none. */
  readonly dictionary: number;
  /** Of the first page. */
  readonly offset: number;
}

/** Sums over the pages of a chunk. Pages are −1 where no page has the value, or not every page tells it. */
export interface ChunkTotals {
  readonly rows: number;
  readonly nulls: number;
  readonly bytes: number;
  readonly plainBytes: number;
  /** Of the dictionary page, header included. */
  readonly dictionaryBytes: number;
  /** Bit `1 << e` for each Encoding `e`. */
  readonly encodings: number;
  readonly lowestPage: number;
  readonly highestPage: number;
}

export function sumChunk(pages: ChunkPages, kind: ColumnKind): ChunkTotals {
  const { records, order, start, end, dictionary } = pages;
  let rows = 0;
  let nulls = 0;
  let bytes = 0;
  let plainBytes = 0;
  let dictionaryBytes = 0;
  let encodings = 1 << Encoding.rle;
  let lowestPage = -1;
  let highestPage = -1;
  let isTold = true;
  if (dictionary >= 0) {
    const headerBytes = records.headerBytes(dictionary);
    dictionaryBytes = headerBytes + records.contentBytes(dictionary);
    bytes = dictionaryBytes;
    plainBytes = headerBytes + records.plainBytes(dictionary);
    encodings |= 1 << records.encoding(dictionary);
  }
  for (let at = start; at < end; at += 1) {
    const page = order[at]!;
    const headerBytes = records.headerBytes(page);
    rows += records.rows(page);
    nulls += records.nulls(page);
    bytes += headerBytes + records.contentBytes(page);
    plainBytes += headerBytes + records.plainBytes(page);
    encodings |= 1 << records.encoding(page);
    if (records.isAllNull(page)) continue;
    if (!records.hasStatistics(page)) isTold = false;
    if (!isTold) continue;
    if (lowestPage < 0 || compareBounds(records, kind, LOWER, page, lowestPage) < 0) lowestPage = page;
    if (highestPage < 0 || compareBounds(records, kind, UPPER, page, highestPage) > 0) highestPage = page;
  }
  if (!isTold) lowestPage = highestPage = -1;
  return { rows, nulls, bytes, plainBytes, dictionaryBytes, encodings, lowestPage, highestPage };
}

/** Writes the fields of a ColumnChunk up to LAST_CHUNK_FIELD. */
export function writeColumnMetaData(
  writer: ThriftWriter,
  pages: ChunkPages,
  totals: ChunkTotals,
  frame: FileFrame,
  column: number,
): void {
  const { kind } = frame.columns[column]!;
  writer.continueAfter(0);
  // file_offset is that of metadata outside the footer, of which there is none.
  writer.i64(2, 0);
  writer.struct(LAST_CHUNK_FIELD);
  writer.i32(1, PHYSICAL_TYPES[kind]);
  writeEncodings(writer, totals.encodings);
  writer.list(3, ThriftType.binary, 1);
  writer.binaryElement(frame.names[column]!);
  writer.i32(4, CODEC_NUMBERS[frame.codec]);
  writer.i64(5, totals.rows);
  writer.i64(6, totals.plainBytes);
  writer.i64(7, totals.bytes);
  writer.i64(9, pages.offset + totals.dictionaryBytes);
  if (pages.dictionary >= 0) writer.i64(11, pages.offset);
  writeStatistics(writer, pages.records, totals, kind);
  writer.endStruct();
}

function writeEncodings(writer: ThriftWriter, encodings: number): void {
  let size = 0;
  for (let rest = encodings; rest !== 0; rest &= rest - 1) size += 1;
  writer.list(2, ThriftType.i32, size);
  for (let rest = encodings; rest !== 0; rest &= rest - 1)
    writer.integerElement(31 - Math.clz32(rest & -rest));
}

function writeStatistics(
  writer: ThriftWriter,
  records: PageRecords,
  { nulls, lowestPage, highestPage }: ChunkTotals,
  kind: ColumnKind,
): void {
  const hasUpper = highestPage >= 0 && hasBound(records, highestPage, kind, UPPER);
  writer.struct(12);
  writer.i64(3, nulls);
  if (hasUpper) {
    writer.binaryHead(5);
    writeBound(writer, records, highestPage, kind, UPPER);
  }
  if (lowestPage >= 0) {
    writer.binaryHead(6);
    writeBound(writer, records, lowestPage, kind, LOWER);
  }
  if (hasUpper) writer.boolean(7, !isCut(records, highestPage, kind, UPPER));
  if (lowestPage >= 0) writer.boolean(8, !isCut(records, lowestPage, kind, LOWER));
  writer.endStruct();
}
