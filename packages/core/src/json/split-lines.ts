import { skipBlanks, Token } from './json-scanner.ts';
import { COMMAS, type Splitter, type Splitting, tooLong, walkValue } from './splitter.ts';

/** Of a record that is too long, so much is kept to be told. */
const KEPT_BYTES = 1 << 17;

const WAY_OUT_LONG =
  'raise --max-record-bytes, or set such rows aside with --on-bad-row reject; if the text is one value on many lines, see inspect';

/** `end`, or up to three bytes less, so that no character is cut there. */
function wholeCharacters(bytes: Uint8Array, start: number, end: number): number {
  let to = end;
  while (to > start && to > end - 3 && (bytes[to]! & 0xc0) === 0x80) to -= 1;
  return to;
}

/** What is wrong with text behind a record, in its line. */
const trailing = (bytes: Uint8Array, rest: number, end: number) =>
  bytes[rest] === Token.comma && rest + 1 === end
    ? { ...COMMAS, reason: `not JSON: ${COMMAS.reason}` }
    : { reason: 'not JSON: text follows the record' };

/** One record per line. Blank lines are skipped; a line that is no record is a bad row. */
export class LineSplitter<S> implements Splitter {
  readonly failure = undefined;
  readonly #splitting: Splitting<S>;
  /** Within a line that was complained of already. */
  #isSkipping = false;

  constructor(splitting: Splitting<S>) {
    this.#splitting = splitting;
  }

  split(bytes: Uint8Array, isLast: boolean): number {
    for (let at = 0; ; ) {
      const feed = bytes.indexOf(Token.lineFeed, at);
      const end = feed < 0 ? bytes.length : feed;
      const isWhole = feed >= 0 || isLast;
      if (!this.#isSkipping) {
        const start = skipBlanks(bytes, at, end);
        if (isWhole || end - start > this.#splitting.recordBytes) this.#line(bytes, start, end);
        else return start;
      }
      this.#isSkipping = !isWhole;
      if (feed < 0) return bytes.length;
      at = feed + 1;
    }
  }

  #line(bytes: Uint8Array, start: number, lineEnd: number): void {
    if (start === lineEnd) return;
    const { tape, walker, recordBytes } = this.#splitting;
    if (lineEnd - start > recordBytes) {
      tape.complain({ ...tooLong(recordBytes), wayOut: WAY_OUT_LONG, isCut: true });
      tape.endRow(start, wholeCharacters(bytes, start, start + Math.min(recordBytes, KEPT_BYTES)));
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
