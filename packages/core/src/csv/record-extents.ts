/** Where lines end, and where the records of a scan begin and end in the bytes that were scanned. */
import type { ScannedRecords } from './scan-records.ts';

const LF = 0x0a;
const CR = 0x0d;

const isLineEnd = (byte: number | undefined) => byte === LF || byte === CR;

/** How many bytes of a line end stand at `at`. */
export function lineEndLength(bytes: Uint8Array, at: number): number {
  if (bytes[at] === LF) return 1;
  if (bytes[at] !== CR) return 0;
  return bytes[at + 1] === LF ? 2 : 1;
}

function lineEndFrom(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && !isLineEnd(bytes[at])) at += 1;
  return at;
}

/** One past the first line end at or after `from`; the end of the bytes when there is none. */
export function afterLine(bytes: Uint8Array, from: number): number {
  const at = lineEndFrom(bytes, from);
  return at + lineEndLength(bytes, at);
}

/** One past the first line end at or after `from`; `undefined` when more bytes are needed to tell. */
export function nextLine(bytes: Uint8Array, from: number, isLast: boolean): number | undefined {
  const at = lineEndFrom(bytes, from);
  const mayGoOn = at === bytes.length || (bytes[at] === CR && at + 1 === bytes.length);
  return mayGoOn && !isLast ? undefined : at + lineEndLength(bytes, at);
}

/** Where the text of a line ends that ends at `end`, its line end included if it has one. */
export function withoutLineEnd(bytes: Uint8Array, end: number): number {
  if (end > 1 && bytes[end - 1] === LF && bytes[end - 2] === CR) return end - 2;
  return end > 0 && isLineEnd(bytes[end - 1]) ? end - 1 : end;
}

/** First byte of a record, its opening quote included. */
export function recordStart(scan: ScannedRecords, row: number, width: number, quote: number): number {
  if (scan.recordStarts.length > 0) return scan.recordStarts[row]!;
  const start = scan.starts[row * width]!;
  const first = start < 0 ? ~start : start;
  return first > 0 && scan.bytes[first - 1] === quote ? first - 1 : first;
}

/** One past the last byte of a record; line ends, also those of empty lines after it, are not part of it. */
export function recordEnd(scan: ScannedRecords, row: number, width: number, quote: number): number {
  if (scan.recordEnds.length > 0) return scan.recordEnds[row]!;
  const start = recordStart(scan, row, width, quote);
  let to = row + 1 < scan.rowCount ? recordStart(scan, row + 1, width, quote) : scan.consumed;
  while (to > start && isLineEnd(scan.bytes[to - 1])) to -= 1;
  return to;
}
