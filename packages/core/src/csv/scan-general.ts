import { FieldCopier } from './copy-field.ts';
import { CR, type GeneralSyntax, generalSyntax, LF, matchAt, NONE } from './general-syntax.ts';
import { lineEndLength, nextLine } from './record-extents.ts';
import { grown, type MalformedRecord, type ScannedRecords, widthComplaint } from './scan-records.ts';
import type { ScannedText, Scanner } from './scanner.ts';

/** What became of one record: it is in the scan, it needs more bytes, or it breaks the format. */
type RecordOutcome = 'whole' | 'unfinished' | MalformedRecord;

class GeneralScan {
  readonly #syntax: GeneralSyntax;
  readonly #fields: FieldCopier;
  #bytes: Uint8Array = new Uint8Array(0);
  #isLast = true;

  constructor(syntax: GeneralSyntax) {
    this.#syntax = syntax;
    this.#fields = new FieldCopier(syntax);
  }

  readonly scan: Scanner = (bytes, isLast, width, scan, maxRows = Number.POSITIVE_INFINITY) => {
    this.#bytes = bytes;
    this.#isLast = isLast;
    this.#fields.begin(bytes, 0, isLast, scan);
    scan.rowCount = 0;
    makeRoom(scan, width);
    for (;;) {
      const isBlank = this.#skipLines(width);
      scan.consumed = this.#fields.at;
      if (isBlank) return undefined;
      const outcome = this.#record(width, scan);
      if (outcome === 'unfinished') return undefined;
      if (outcome !== 'whole') return outcome;
      scan.recordEnds[scan.rowCount] = this.#fields.at;
      scan.rowCount += 1;
      makeRoom(scan, width);
      this.#fields.at += lineEndLength(bytes, this.#fields.at);
      scan.consumed = this.#fields.at;
      if (scan.rowCount >= maxRows) return undefined;
    }
  };

  /** Skips comments, and empty lines where they are no records; `true` when no record can begin after them yet. */
  #skipLines(width: number): boolean {
    const fields = this.#fields;
    const bytes = this.#bytes;
    for (;;) {
      fields.skipBlanks();
      const byte = bytes[fields.at];
      if (byte === undefined) return true;
      const isEmpty = (byte === LF || byte === CR) && width !== 1;
      if (!isEmpty) {
        const comment = matchAt(bytes, fields.at, this.#syntax.comment);
        if (comment === NONE && !this.#isLast) return true;
        if (comment <= 0) return false;
      }
      const next = nextLine(bytes, fields.at, this.#isLast);
      if (next === undefined) return true;
      fields.at = next;
    }
  }

  #record(width: number, scan: ScannedRecords): RecordOutcome {
    const fields = this.#fields;
    const recordStart = fields.at;
    scan.recordStarts[scan.rowCount] = recordStart;
    let found = 0;
    for (;;) {
      const outcome = fields.copy();
      if (outcome === 'unfinished') return outcome;
      if (outcome === 'malformed') {
        return { recordStart, reason: fields.reason, offence: fields.offence, shownAt: fields.at };
      }
      if (found < width) this.#keep(scan, scan.rowCount * width + found);
      found += 1;
      const delimiter = fields.delimiterLength();
      if (delimiter <= 0) break;
      fields.at += delimiter;
    }
    const lineEnd = lineEndLength(this.#bytes, fields.at);
    if (
      this.#bytes[fields.at] === CR &&
      lineEnd === 1 &&
      fields.at + 1 === this.#bytes.length &&
      !this.#isLast
    ) {
      return 'unfinished';
    }
    const hasTrailing = this.#syntax.trailingDelimiter && found === width + 1 && fields.isMissing();
    if (found === width || hasTrailing) return 'whole';
    const end = fields.at + lineEnd;
    return { recordStart, reason: widthComplaint(found, width), fieldCount: found, end };
  }

  #keep(scan: ScannedRecords, index: number): void {
    const { start, end } = this.#fields;
    scan.starts[index] = start === end ? ~start : start;
    scan.ends[index] = end;
    if (this.#fields.isNull()) scan.starts[index] = end;
  }
}

function makeRoom(scan: ScannedRecords, width: number): void {
  const fields = (scan.rowCount + 1) * width;
  if (fields > scan.starts.length) {
    scan.starts = grown(scan.starts, fields);
    scan.ends = grown(scan.ends, fields);
  }
  if (scan.rowCount < scan.recordStarts.length) return;
  scan.recordStarts = grown(scan.recordStarts, 1024);
  scan.recordEnds = grown(scan.recordEnds, 1024);
}

/**
 * Scans whole records as `scanRecords` does, in any dialect. Fields are copied into `scan.bytes` as they are meant:
 * escapes undone, trimmed. Nulls are found here, since what was quoted cannot be seen in the copy.
 *
 * Of two readings of a text, these are chosen:
 * - Comments and blanks, where those are trimmed, may come before any record and are no part of it.
 * - A delimiter that begins with a blank is a delimiter first.
 * - An escape makes a quote or an escape text, and outside quotes a delimiter or a line end; before anything else it is
 *   text itself, so that `\N` can be a null spelling. Doubled quotes inside quotes are one in all dialects that have a
 *   way to write a quote.
 * - Null spellings are compared with unquoted fields as they are written, with quoted ones as they are meant.
 */
export function generalScanner(text: ScannedText): Scanner {
  return new GeneralScan(generalSyntax(text)).scan;
}
