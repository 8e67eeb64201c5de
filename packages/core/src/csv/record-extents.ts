/** Where lines end, and where the records of a scan begin and end in the bytes that were scanned. */
import type { ScannedRecords } from './scan-records.ts';

const LF = 0x0a;
const CR = 0x0d;

const isLineEnd = (byte: number | undefined) => byte === LF || byte === CR;

/** One past the first line end at or after `from`; `undefined` when more bytes are needed to tell. */
export function nextLine(bytes: Uint8Array, from: number, isLast: boolean): number | undefined {
  let at = from;
  while (at < bytes.length && !isLineEnd(bytes[at])) at += 1;
  if (at === bytes.length) return isLast ? at : undefined;
  if (bytes[at] === LF) return at + 1;
  if (at + 1 === bytes.length && !isLast) return undefined;
  return bytes[at + 1] === LF ? at + 2 : at + 1;
}

/** One past the last byte of `start … end` that belongs to no line end. */
export function withoutLineEnds(bytes: Uint8Array, start: number, end: number): number {
  let to = end;
  while (to > start && isLineEnd(bytes[to - 1])) to -= 1;
  return to;
}

/** First byte of a record, its opening quote included. */
export function recordStart(scan: ScannedRecords, row: number, width: number, quote: number): number {
  if (scan.recordStarts.length > 0) return scan.recordStarts[row]!;
  const start = scan.starts[row * width]!;
  const first = start < 0 ? ~start : start;
  return first > 0 && scan.bytes[first - 1] === quote ? first - 1 : first;
}
