import { skipBlanks, Token } from './json-scanner.ts';
import { CORRECT_THERE, putRecord } from './split-values.ts';
import { type Failure, type Splitter, type Splitting, tooLong } from './splitter.ts';
import { stringText } from './unescape-string.ts';

/** What comes next in the text. */
type Place = 'start' | 'member' | 'array' | 'element' | 'after-array' | 'after-member' | 'end';

const AT_LEAST_ONE = 'the text ends within the array, after its last whole record';

/**
 * The elements of one array: the text itself, or the member `member` of the object that is the text. What is wrong
 * with the array's structure is a failure, as the elements after it cannot be told apart.
 */
export class ArraySplitter<S> implements Splitter {
  failure: Failure | undefined;
  readonly #splitting: Splitting<S>;
  readonly #member: string | undefined;
  #place: Place = 'start';
  #isFound = false;

  constructor(splitting: Splitting<S>, member: string | undefined) {
    this.#splitting = splitting;
    this.#member = member;
  }

  split(bytes: Uint8Array, isLast: boolean): number {
    let done = 0;
    for (;;) {
      const at = skipBlanks(bytes, done, bytes.length);
      if (at === bytes.length) {
        if (isLast && this.#place !== 'end') this.#fail(at, AT_LEAST_ONE, 'get the whole text');
        return at;
      }
      const next = this.#step(bytes, at, isLast);
      if (next < 0 || this.failure) return at;
      done = next;
    }
  }

  /** The position after the part of the text that begins at `at`, or −1 when more bytes are needed, or all is lost. */
  #step(bytes: Uint8Array, at: number, isLast: boolean): number {
    switch (this.#place) {
      case 'start':
        return this.#member === undefined
          ? this.#punctuation(bytes, at, Token.openArray, 'array')
          : this.#punctuation(bytes, at, Token.openObject, 'member');
      case 'member':
        return this.#anyMember(bytes, at, isLast);
      case 'array':
        return bytes[at] === Token.closeArray ? this.#close(at + 1) : this.#element(bytes, at, isLast);
      case 'element':
        return this.#element(bytes, at, isLast);
      case 'after-array':
        if (bytes[at] === Token.closeArray) return this.#close(at + 1);
        return this.#punctuation(bytes, at, Token.comma, 'element');
      case 'after-member':
        if (bytes[at] === Token.closeObject) return this.#closeObject(at);
        return this.#punctuation(bytes, at, Token.comma, 'member');
      case 'end':
        return this.#fail(at, 'text follows the end of the array', this.#wayOutAtEnd());
      default:
        return this.#place satisfies never;
    }
  }

  #punctuation(bytes: Uint8Array, at: number, expected: number, next: Place): number {
    if (bytes[at] !== expected) {
      return this.#fail(at, `a ${JSON.stringify(String.fromCharCode(expected))} is missing`, CORRECT_THERE);
    }
    this.#place = next;
    return at + 1;
  }

  #element(bytes: Uint8Array, start: number, isLast: boolean): number {
    const { tape } = this.#splitting;
    const at = putRecord(this.#splitting, bytes, start, isLast, (failure) => {
      this.failure = failure;
    });
    if (at < 0) return -1;
    if (at === bytes.length && !isLast) {
      // A number may go on.
      tape.dropRow();
      return -1;
    }
    tape.endRow(start, at);
    this.#place = 'after-array';
    return at;
  }

  #close(at: number): number {
    this.#place = this.#member === undefined ? 'end' : 'after-member';
    return at;
  }

  #closeObject(at: number): number {
    if (!this.#isFound) {
      const member = JSON.stringify(this.#member);
      return this.#fail(at, `the object has no member ${member}`, 'name another one with --records');
    }
    this.#place = 'end';
    return at + 1;
  }

  /** A key and its value, or, where the value is the array, the key and the bracket. */
  #anyMember(bytes: Uint8Array, start: number, isLast: boolean): number {
    const { walker, recordBytes } = this.#splitting;
    const { scanner } = walker;
    scanner.begin(bytes, bytes.length);
    const value = scanner.key(start);
    if (value < 0) return this.#unfinished(bytes, start, isLast);
    if (value === bytes.length) return isLast ? this.#fail(value, AT_LEAST_ONE, 'get the whole text') : -1;
    const isRecords = stringText(bytes, start + 1, scanner.string(start) - 1) === this.#member;
    if (isRecords && this.#isFound) {
      return this.#fail(start, 'the member with the records stands twice', CORRECT_THERE);
    }
    if (isRecords) {
      this.#isFound = true;
      return this.#punctuation(bytes, value, Token.openArray, 'array');
    }
    const at = scanner.value(value);
    if (at < 0) return this.#unfinished(bytes, start, isLast);
    if (at === bytes.length && !isLast) return -1;
    if (at - start > recordBytes)
      return this.#fail(start, tooLong(recordBytes).reason, 'raise --max-record-bytes');
    this.#place = 'after-member';
    return at;
  }

  #unfinished(bytes: Uint8Array, start: number, isLast: boolean): number {
    const { walker, recordBytes } = this.#splitting;
    const { failedAt, reason } = walker.scanner;
    const isCut = failedAt === bytes.length && !isLast;
    if ((isCut ? bytes.length : failedAt) - start > recordBytes) {
      return this.#fail(start, tooLong(recordBytes).reason, 'raise --max-record-bytes');
    }
    return isCut ? -1 : this.#fail(failedAt, reason, CORRECT_THERE);
  }

  #wayOutAtEnd(): string {
    return this.#member === undefined
      ? CORRECT_THERE
      : "if the object itself is a record, and others follow it, say so: --records ''";
  }

  #fail(at: number, reason: string, wayOut: string): -1 {
    this.failure = { at, reason, wayOut };
    return -1;
  }
}
