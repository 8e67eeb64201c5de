import { skipBlanks, Token } from './json-scanner.ts';
import type { Complaint } from './record-tape.ts';
import { COMMAS, type Splitter, type Splitting, tooLong, walkValue } from './splitter.ts';

const WAY_OUT_LONG =
  'raise --max-record-bytes, or set such rows aside with --on-bad-row reject; if the text is one value on many lines, see inspect';

const longLineComplaint = (recordBytes: number): Complaint => ({
  ...tooLong(recordBytes),
  wayOut: WAY_OUT_LONG,
  isTooLong: true,
});

/** What is wrong with text behind a record, in its line. */
const trailing = (bytes: Uint8Array, rest: number, end: number) =>
  bytes[rest] === Token.comma && rest + 1 === end
    ? { ...COMMAS, reason: `not JSON: ${COMMAS.reason}` }
    : { reason: 'not JSON: text follows the record' };

/** One record per line. Blank lines are skipped; a line that is no record is a bad row. */
export class LineSplitter<S> implements Splitter {
  readonly failure = undefined;
  longLine: Complaint | undefined;
  readonly #splitting: Splitting<S>;

  constructor(splitting: Splitting<S>) {
    this.#splitting = splitting;
  }

  split(bytes: Uint8Array, isLast: boolean): number {
    const { recordBytes } = this.#splitting;
    this.longLine = undefined;
    for (let at = 0; ; ) {
      const feed = bytes.indexOf(Token.lineFeed, at);
      const end = feed < 0 ? bytes.length : feed;
      const start = skipBlanks(bytes, at, end);
      if (feed < 0 && !isLast) {
        if (end - start > recordBytes) this.longLine = longLineComplaint(recordBytes);
        return start;
      }
      this.#line(bytes, start, end);
      if (feed < 0) return end;
      at = feed + 1;
    }
  }

  #line(bytes: Uint8Array, start: number, lineEnd: number): void {
    if (start === lineEnd) return;
    const { tape, walker, recordBytes } = this.#splitting;
    if (lineEnd - start > recordBytes) {
      tape.complain(longLineComplaint(recordBytes));
      tape.endRow(start, lineEnd);
      return;
    }
    let end = lineEnd;
    while (bytes[end - 1]! <= Token.space && skipBlanks(bytes, end - 1, end) === end) end -= 1;
    const at = walkValue(this.#splitting, bytes, start, end);
    if (at < 0) {
      const { reason, failedAt } = walker.scanner;
      tape.complain({ reason: `not JSON: ${reason}`, at: failedAt });
    } else {
      const rest = skipBlanks(bytes, at, end);
      if (rest < end) tape.complain({ ...trailing(bytes, rest, end), at: rest });
    }
    tape.endRow(start, end);
  }
}
