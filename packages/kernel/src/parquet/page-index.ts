/** ColumnIndex and OffsetIndex (https://github.com/apache/parquet-format/blob/master/PageIndex.md). */
import {
  type BoundSide,
  compareBounds,
  compareBytes,
  hasBound,
  isText,
  LOWER,
  UPPER,
  writeBound,
} from './bounds.ts';
import type { PageRecords } from './page-records.ts';
import { BoundaryOrder, type ColumnKind } from './parquet-format.ts';
import { ThriftType, type ThriftWriter } from './thrift-writer.ts';

/** The data pages of a column chunk: `order[start … end)`, places among the records. */
export interface DataPages {
  readonly records: PageRecords;
  readonly order: Int32Array;
  readonly start: number;
  readonly end: number;
}

/** Bounds have fewer than 128 bytes. */
const LENGTH_BYTES = 1;

/** In which directions a list of bounds does not turn. */
const ASCENDING = 1;
const DESCENDING = 2;

/**
 * Writes the ColumnIndex of a chunk. False, and nothing is written, where a page has values and no bounds: the format
 * wants both bounds of every page that has a value.
 */
export function writeColumnIndex(writer: ThriftWriter, pages: DataPages, kind: ColumnKind): boolean {
  if (!hasAllBounds(pages, kind)) return false;
  const { records, order, start, end } = pages;
  const size = end - start;
  writer.beginStruct();
  writer.list(1, ThriftType.true, size);
  for (let at = start; at < end; at += 1) writer.booleanElement(records.isAllNull(order[at]!));
  writer.list(2, ThriftType.binary, size);
  let directions = writeBounds(writer, pages, kind, LOWER);
  writer.list(3, ThriftType.binary, size);
  directions &= writeBounds(writer, pages, kind, UPPER);
  writer.i32(4, boundaryOrder(directions));
  writer.list(5, ThriftType.i64, size);
  for (let at = start; at < end; at += 1) writer.integerElement(records.nulls(order[at]!));
  writer.endStruct();
  return true;
}

/** Writes the OffsetIndex of a chunk whose first data page stands at `offset` in the file. */
export function writeOffsetIndex(writer: ThriftWriter, pages: DataPages, offset: number): void {
  const { records, order, start, end } = pages;
  let pageOffset = offset;
  let firstRow = 0;
  writer.beginStruct();
  writer.list(1, ThriftType.struct, end - start);
  for (let at = start; at < end; at += 1) {
    const page = order[at]!;
    const bytes = records.headerBytes(page) + records.contentBytes(page);
    writer.beginStruct();
    writer.i64(1, pageOffset);
    writer.i32(2, bytes);
    writer.i64(3, firstRow);
    writer.endStruct();
    pageOffset += bytes;
    firstRow += records.rows(page);
  }
  writer.endStruct();
}

function hasAllBounds({ records, order, start, end }: DataPages, kind: ColumnKind): boolean {
  for (let at = start; at < end; at += 1) {
    const page = order[at]!;
    if (records.isAllNull(page)) continue;
    if (!records.hasStatistics(page) || !hasBound(records, page, kind, UPPER)) return false;
  }
  return true;
}

/** Writes one bound of each page, none for pages of nulls, and tells the directions in which they are ordered. */
function writeBounds(writer: ThriftWriter, pages: DataPages, kind: ColumnKind, side: BoundSide): number {
  const { records, order, start, end } = pages;
  let directions = ASCENDING | DESCENDING;
  let before = -1;
  let beforeStart = 0;
  let beforeEnd = 0;
  for (let at = start; at < end; at += 1) {
    const page = order[at]!;
    if (records.isAllNull(page)) {
      writer.rangeElement(records.bytes, 0, 0);
      continue;
    }
    const boundStart = writer.length + LENGTH_BYTES;
    writeBound(writer, records, page, kind, side);
    const boundEnd = writer.length;
    if (before >= 0) {
      // Of texts what is written counts, which is shorter or higher than what was noted.
      const difference = isText(kind)
        ? compareBytes(writer.buffer, beforeStart, beforeEnd, boundStart, boundEnd)
        : compareBounds(records, kind, side, before, page);
      if (difference > 0) directions &= ~ASCENDING;
      if (difference < 0) directions &= ~DESCENDING;
    }
    before = page;
    beforeStart = boundStart;
    beforeEnd = boundEnd;
  }
  return directions;
}

function boundaryOrder(directions: number): number {
  if (directions & ASCENDING) return BoundaryOrder.ascending;
  return directions & DESCENDING ? BoundaryOrder.descending : BoundaryOrder.unordered;
}
