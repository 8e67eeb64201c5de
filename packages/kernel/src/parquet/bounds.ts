/**
 * Smallest and largest values, as the kernel notes them and as the file states them: PLAIN without a length in front,
 * ordered by the type (parquet.thrift, Statistics and ColumnOrder).
 */
import {
  KIND_BOOLEAN,
  KIND_DATE,
  KIND_FLOAT64,
  KIND_STRING,
  KIND_UNSEEN,
  MOST_STATISTICS_BYTES,
  PAGE_MAX,
  PAGE_MAX_BYTES,
  PAGE_MAX_TEXT,
  PAGE_MIN,
  PAGE_MIN_BYTES,
  PAGE_MIN_TEXT,
  PAGE_RECORD_BYTES,
} from '../abi/layout.ts';
import { raiseText, wholeCharactersEnd } from './cut-text.ts';
import type { PageRecords } from './page-records.ts';
import type { ColumnKind } from './parquet-format.ts';
import type { ThriftWriter } from './thrift-writer.ts';

/** One of the two ends of a page's values: where the kernel notes it, and how zero is written there. */
export interface BoundSide {
  readonly value: number;
  readonly text: number;
  readonly textBytes: number;
  readonly isUpper: boolean;
  /** Upper half of the bits of a float64: −0.0 as smallest value, +0.0 as largest. */
  readonly zeroHigh: number;
}

export const LOWER: BoundSide = {
  value: PAGE_MIN,
  text: PAGE_MIN_TEXT,
  textBytes: PAGE_MIN_BYTES,
  isUpper: false,
  zeroHigh: 0x80000000,
};

export const UPPER: BoundSide = {
  value: PAGE_MAX,
  text: PAGE_MAX_TEXT,
  textBytes: PAGE_MAX_BYTES,
  isUpper: true,
  zeroHigh: 0,
};

export const isText = (kind: ColumnKind) => kind === KIND_STRING || kind === KIND_UNSEEN;

/** Whether the noted bytes are but the beginning of the value. */
export function isCut(records: PageRecords, page: number, kind: ColumnKind, side: BoundSide): boolean {
  return isText(kind) && notedBytes(records, page, side) > MOST_STATISTICS_BYTES;
}

/** Negative where page `a` has the smaller value on this side, positive where `b` has, 0 where no difference is known. */
export function compareBounds(
  records: PageRecords,
  kind: ColumnKind,
  side: BoundSide,
  a: number,
  b: number,
): number {
  const { view, bytes } = records;
  const atA = a * PAGE_RECORD_BYTES;
  const atB = b * PAGE_RECORD_BYTES;
  if (isText(kind)) {
    const lengthA = notedBytes(records, a, side);
    const lengthB = notedBytes(records, b, side);
    const endA = atA + side.text + Math.min(lengthA, MOST_STATISTICS_BYTES);
    const endB = atB + side.text + Math.min(lengthB, MOST_STATISTICS_BYTES);
    return compareBytes(bytes, atA + side.text, endA, atB + side.text, endB) || lengthA - lengthB;
  }
  if (kind === KIND_FLOAT64) {
    return view.getFloat64(atA + side.value, true) - view.getFloat64(atB + side.value, true);
  }
  return (
    view.getInt32(atA + side.value + 4, true) - view.getInt32(atB + side.value + 4, true) ||
    view.getUint32(atA + side.value, true) - view.getUint32(atB + side.value, true)
  );
}

/** The order of UTF8: unsigned bytes, and a beginning comes first. */
export function compareBytes(
  bytes: Uint8Array,
  startA: number,
  endA: number,
  startB: number,
  endB: number,
): number {
  const common = Math.min(endA - startA, endB - startB);
  for (let at = 0; at < common; at += 1) {
    const difference = bytes[startA + at]! - bytes[startB + at]!;
    if (difference !== 0) return difference;
  }
  return endA - startA - (endB - startB);
}

/** Whether a bound can be stated: a text that was cut may have no larger one of that length. */
export function hasBound(records: PageRecords, page: number, kind: ColumnKind, side: BoundSide): boolean {
  if (!side.isUpper || !isCut(records, page, kind, side)) return true;
  return raiseText(cutText(records, page, side)) !== undefined;
}

/** Writes a bound that {@link hasBound}, as bytes behind their length. */
export function writeBound(
  writer: ThriftWriter,
  records: PageRecords,
  page: number,
  kind: ColumnKind,
  side: BoundSide,
): void {
  const at = page * PAGE_RECORD_BYTES;
  if (isText(kind)) {
    if (isCut(records, page, kind, side)) {
      const cut = cutText(records, page, side);
      writer.binaryElement((side.isUpper ? raiseText(cut) : undefined) ?? cut);
    } else {
      const start = at + side.text;
      writer.rangeElement(records.bytes, start, start + notedBytes(records, page, side));
    }
    return;
  }
  const low = records.view.getUint32(at + side.value, true);
  const high = records.view.getUint32(at + side.value + 4, true);
  if (kind === KIND_FLOAT64 && low === 0 && (high & 0x7fffffff) === 0) {
    writer.wordElement(8, 0, side.zeroHigh);
  } else writer.wordElement(valueBytes(kind), low, high);
}

function valueBytes(kind: ColumnKind): number {
  if (kind === KIND_BOOLEAN) return 1;
  return kind === KIND_DATE ? 4 : 8;
}

/** One more than MOST_STATISTICS_BYTES where the value was cut. */
function notedBytes(records: PageRecords, page: number, side: BoundSide): number {
  return records.view.getUint32(page * PAGE_RECORD_BYTES + side.textBytes, true);
}

/** The whole characters of what is noted of a value that was cut. */
function cutText(records: PageRecords, page: number, side: BoundSide): Uint8Array {
  const start = page * PAGE_RECORD_BYTES + side.text;
  return records.bytes.subarray(
    start,
    wholeCharactersEnd(records.bytes, start, start + MOST_STATISTICS_BYTES),
  );
}
