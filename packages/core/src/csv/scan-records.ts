/**
 * The structure of CSV bytes: where each field starts and ends. Records end at LF, CRLF or CR; quoting as in RFC 4180.
 */
import type { CsvDialect } from './dialect.ts';

const LF = 0x0a;
const CR = 0x0d;

/** What a scan found; `starts` and `ends` hold `rowCount × width` fields, row by row. */
export interface ScannedRecords {
  /** What the fields point into: the bytes that were scanned, or a copy of their fields. */
  bytes: Uint8Array;
  /**
   * First byte of each field, inside the quotes. Negative (`~start`) when the field holds doubled quotes that must
   * be undone.
   */
  starts: Int32Array;
  /** One past the last byte of each field, inside the quotes. */
  ends: Int32Array;
  rowCount: number;
  /** Up to here every record is whole; the rest waits for more bytes. */
  consumed: number;
  /**
   * Where each record begins and ends in the bytes that were scanned, by a scanner that copies fields; one that does
   * not leaves them empty.
   */
  recordStarts: Int32Array;
  /** Line ends are not part of records. */
  recordEnds: Int32Array;
}

/** A record that breaks the format, at `recordStart`, after `rowCount` good ones. */
export interface MalformedRecord {
  readonly recordStart: number;
  readonly reason: string;
  /** How many fields the record has, when its width is all that is wrong. */
  readonly fieldCount?: number;
  /** Where the next record begins, when that is known: the width alone is wrong. */
  readonly end?: number;
  /** Otherwise: the opening quote, or the stray one. The next record begins after the line end that follows it. */
  readonly offence?: number;
  /** Where the offence showed: on its own byte, on the text after a closing quote, or at the end of the bytes. */
  readonly shownAt?: number;
}

export function emptyScan(): ScannedRecords {
  return {
    bytes: new Uint8Array(0),
    recordStarts: new Int32Array(0),
    recordEnds: new Int32Array(0),
    starts: new Int32Array(4096),
    ends: new Int32Array(4096),
    rowCount: 0,
    consumed: 0,
  };
}

/** A copy with room for `length` entries, and then some. */
export function grown(array: Int32Array, length: number): Int32Array {
  const larger = new Int32Array(Math.max(length, array.length * 2));
  larger.set(array);
  return larger;
}

/** One lookup a byte instead of four comparisons: most bytes of a file end no field. */
function endsOfField(delimiter: number, quote: number): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of [LF, CR, delimiter, quote]) table[byte] = 1;
  return table;
}

export const widthComplaint = (found: number, width: number) =>
  `${found} ${found === 1 ? 'field' : 'fields'}, the header has ${width}`;

/** Where the text in quotes that starts at `from` ends: at its closing quote; negative (`~`) when it has doubled ones. */
function endOfQuoted(bytes: Uint8Array, from: number, quote: number): number {
  const end = bytes.length;
  let hasDoubled = false;
  let at = from;
  for (;;) {
    while (at < end && bytes[at] !== quote) at += 1;
    if (at + 1 >= end || bytes[at + 1] !== quote) return hasDoubled ? ~at : at;
    hasDoubled = true;
    at += 2;
  }
}

/** Instead of a position. */
const UNFINISHED = -1;

/** One past the line end at `at`, or `at` where there is none; UNFINISHED when more bytes are needed to tell. */
function afterLineEnd(bytes: Uint8Array, at: number, isLast: boolean): number {
  if (at === bytes.length) return isLast ? at : UNFINISHED;
  if (bytes[at] === LF) return at + 1;
  if (bytes[at] !== CR) return at;
  if (at + 1 === bytes.length) return isLast ? at + 1 : UNFINISHED;
  return bytes[at + 1] === LF ? at + 2 : at + 1;
}

/**
 * Scans whole records of `width` fields from `bytes[start …]` into `scan`, whose arrays are reused. With `isLast`
 * the end of the bytes ends the last record; otherwise an unfinished record is left for the next call. An empty line
 * is a record of one null where the width is 1, and is skipped elsewhere.
 */
export function scanRecords(
  bytes: Uint8Array,
  start: number,
  isLast: boolean,
  dialect: CsvDialect,
  width: number,
  scan: ScannedRecords,
  maxRows = Number.POSITIVE_INFINITY,
): MalformedRecord | undefined {
  const delimiter = dialect.delimiter.charCodeAt(0);
  const quote = dialect.quote.charCodeAt(0);
  const special = endsOfField(delimiter, quote);
  const end = bytes.length;
  let { starts, ends } = scan;
  let fields = 0;
  let rows = 0;
  let recordStart = start;
  let at = start;
  let malformed: MalformedRecord | undefined;

  scanning: while (at < end && rows < maxRows) {
    recordStart = at;
    let inRecord = 0;
    if (width !== 1 && (bytes[at] === LF || bytes[at] === CR)) {
      const next = afterLineEnd(bytes, at, isLast);
      if (next === UNFINISHED) break;
      at = next;
      recordStart = at;
      continue;
    }

    if (fields + width > starts.length) {
      starts = grown(starts, fields + width);
      ends = grown(ends, fields + width);
    }

    for (;;) {
      let fieldStart = at;
      let fieldEnd: number;
      while (at < end && special[bytes[at]!] === 0) at += 1;
      if (at < end && bytes[at] === quote) {
        if (at > fieldStart) {
          malformed = { recordStart, reason: 'a quote inside an unquoted field', offence: at, shownAt: at };
          break scanning;
        }
        const closing = endOfQuoted(bytes, at + 1, quote);
        fieldStart = closing < 0 ? ~(at + 1) : at + 1;
        fieldEnd = closing < 0 ? ~closing : closing;
        if (fieldEnd + 1 >= end && !isLast) break scanning;
        if (fieldEnd >= end) {
          malformed = {
            recordStart,
            reason: 'a quote is opened and never closed',
            offence: at,
            shownAt: end,
          };
          break scanning;
        }
        at = fieldEnd + 1;
      } else {
        fieldEnd = at;
      }

      if (inRecord < width) {
        starts[fields] = fieldStart;
        ends[fields] = fieldEnd;
        fields += 1;
      }
      inRecord += 1;

      if (at < end && bytes[at] === delimiter) {
        at += 1;
        continue;
      }
      const next = afterLineEnd(bytes, at, isLast);
      if (next === UNFINISHED) break scanning;
      if (next === at && at < end) {
        const opening = (fieldStart < 0 ? ~fieldStart : fieldStart) - 1;
        malformed = { recordStart, reason: 'text after a closing quote', offence: opening, shownAt: at };
        break scanning;
      }
      at = next;
      break;
    }

    if (inRecord !== width) {
      malformed = { recordStart, reason: widthComplaint(inRecord, width), fieldCount: inRecord, end: at };
      break;
    }
    rows += 1;
    recordStart = at;
  }

  scan.starts = starts;
  scan.ends = ends;
  scan.rowCount = rows;
  scan.consumed = recordStart;
  scan.bytes = bytes;
  return malformed;
}
