import { skipBlanks, Token } from './json-scanner.ts';
import { COMMAS, type Failure, type Splitter, type Splitting, tooLong, walkValue } from './splitter.ts';

export const CORRECT_THERE = 'what follows cannot be told apart: correct the text there';

/** One record after another, on as many lines as they like; nothing but white space lies between them. */
export class ValueSplitter<S> implements Splitter {
  failure: Failure | undefined;
  readonly #splitting: Splitting<S>;

  constructor(splitting: Splitting<S>) {
    this.#splitting = splitting;
  }

  split(bytes: Uint8Array, isLast: boolean): number {
    for (let at = 0; ; ) {
      const start = skipBlanks(bytes, at, bytes.length);
      if (start === bytes.length) return start;
      const first = bytes[start];
      if (first !== Token.openObject && first !== Token.openArray) {
        const missing = { reason: 'a record should begin here', wayOut: CORRECT_THERE };
        this.failure = { at: start, ...(first === Token.comma ? COMMAS : missing) };
        return start;
      }
      at = putRecord(this.#splitting, bytes, start, isLast, (failure) => {
        this.failure = failure;
      });
      if (at < 0) return start;
      this.#splitting.tape.endRow(start, at);
    }
  }
}

/**
 * Walks the record at `start`, ending no row; returns the position after it. −1: either its end is not among the bytes,
 * or `fail` was called.
 */
export function putRecord<S>(
  splitting: Splitting<S>,
  bytes: Uint8Array,
  start: number,
  isLast: boolean,
  fail: (failure: Failure) => void,
): number {
  const { recordBytes, walker, tape } = splitting;
  const at = walkValue(splitting, bytes, start, bytes.length);
  const isCut = at < 0 && walker.scanner.failedAt === bytes.length && !isLast;
  const length = (at < 0 ? (isCut ? bytes.length : walker.scanner.failedAt) : at) - start;
  if (length > recordBytes) {
    if (at >= 0) tape.dropRow();
    fail({ at: start, ...tooLong(recordBytes) });
    return -1;
  }
  if (at < 0 && !isCut) {
    const { failedAt, reason } = walker.scanner;
    fail({ at: failedAt, recordStart: start, reason, wayOut: CORRECT_THERE });
  }
  return at;
}
