import type { JsonFormat } from '../conversion/source-format.ts';
import { formatCount } from '../text/format-count.ts';
import { Token } from './json-scanner.ts';
import type { Complaint, RecordTape } from './record-tape.ts';
import type { RecordWalker } from './walk-record.ts';

/** What ends the reading of a text, as the records that follow cannot be told apart any more. */
export interface Failure {
  /** Position in the bytes that were split last. */
  readonly at: number;
  /** Where the record begins that `at` is in, if it is in one. */
  readonly recordStart?: number;
  readonly reason: string;
  readonly wayOut: string;
}

/** Finds the records of a text in its bytes, window by window. */
export interface Splitter {
  /**
   * Puts the whole records of `bytes` on the tape and returns how many bytes are done with: the next window begins
   * there. `isLast`: the text ends with these bytes.
   */
  split(bytes: Uint8Array, isLast: boolean): number;
  readonly failure: Failure | undefined;
  /** The next window begins with a line of a text of lines that is too long, and does not end in this one. */
  readonly longLine?: Complaint | undefined;
}

/** What a splitter puts records with. */
export interface Splitting<S> {
  readonly tape: RecordTape<S>;
  readonly walker: RecordWalker<S>;
  readonly records: JsonFormat['records'];
  readonly recordBytes: number;
}

export const tooLong = (recordBytes: number) => ({
  reason: `the record is longer than ${formatCount(recordBytes)} bytes`,
  wayOut: 'raise --max-record-bytes',
});

/** Said of text after a record, or where one should begin. */
export const COMMAS = {
  reason: 'a comma stands behind a record, where a line end belongs',
  wayOut: "take the commas away (sed 's/,$//'), or make the text one array: [ before it, ] behind it",
} as const;

const isContainer = (byte: number | undefined) => byte === Token.openObject || byte === Token.openArray;

function kindName(byte: number | undefined): string {
  switch (byte) {
    case Token.openObject:
      return 'an object';
    case Token.openArray:
      return 'an array';
    case Token.quote:
      return 'a string';
    case 0x74:
    case 0x66:
      return 'a boolean';
    case 0x6e:
      return 'null';
    default:
      return 'a number';
  }
}

/**
 * Walks the value at `start`, ending no row; returns the position after it, or −1. One that is well-formed but no record
 * is complained of.
 */
export function walkValue<S>(
  { tape, walker, records }: Splitting<S>,
  bytes: Uint8Array,
  start: number,
  end: number,
): number {
  const first = bytes[start];
  const wanted = records === 'objects' ? Token.openObject : Token.openArray;
  if (first === wanted) return walker.record(bytes, start, end);
  walker.scanner.begin(bytes, end);
  const at = isContainer(first) ? walker.scanner.value(start) : walker.scanner.scalar(start);
  if (at >= 0) {
    const meant = records === 'objects' ? 'an object of named values' : 'an array of values';
    tape.complain({ reason: `the record is ${kindName(first)}, not ${meant}` });
  }
  return at;
}
