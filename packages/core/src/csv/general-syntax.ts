import { DEFAULT_DIALECT } from './dialect.ts';
import type { ScannedText } from './scanner.ts';

export const LF = 0x0a;
export const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** No byte. */
export const NONE = -1;

/** A dialect as bytes, for scanners. */
export interface GeneralSyntax {
  readonly delimiter: Uint8Array;
  readonly comment: Uint8Array;
  /** {@link NONE} when nothing is quoted. */
  readonly quote: number;
  /** The byte that makes the next one text; {@link NONE} where quotes are doubled, or cannot be written. */
  readonly escapeByte: number;
  /** Two quotes inside quotes are one. */
  readonly doublesQuotes: boolean;
  readonly trailingDelimiter: boolean;
  readonly keepsQuotedEmpty: boolean;
  readonly nulls: readonly Uint8Array[];
  /** By byte: 1 for those that may end a run of text outside quotes. */
  readonly endsRun: Uint8Array;
  /** By byte: 1 for those that are cut off around fields. */
  readonly blank: Uint8Array;
}

function byteSet(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of bytes) if (byte >= 0) table[byte] = 1;
  return table;
}

export function generalSyntax({ dialect, nulls, quotedEmpty }: ScannedText): GeneralSyntax {
  const delimiter = Buffer.from(dialect.delimiter);
  const quote = dialect.quote === '' ? NONE : dialect.quote.charCodeAt(0);
  // The default escape, left as it is beside another quote, means doubling as well.
  const isDoubled = dialect.escape === dialect.quote || dialect.escape === DEFAULT_DIALECT.escape;
  const escapeByte = isDoubled || dialect.escape === '' ? NONE : dialect.escape.charCodeAt(0);
  const blanks = dialect.trim ? [SPACE, TAB] : [];
  return {
    delimiter,
    comment: Buffer.from(dialect.comment),
    quote,
    escapeByte,
    doublesQuotes: dialect.escape !== '',
    trailingDelimiter: dialect.trailingDelimiter,
    keepsQuotedEmpty: quotedEmpty === 'string',
    nulls: nulls.map((spelling) => Buffer.from(spelling)),
    endsRun: byteSet([LF, CR, delimiter[0]!, quote, escapeByte]),
    blank: byteSet(blanks),
  };
}

/**
 * Whether `pattern` stands at `at`: how many bytes it has, or 0 when it does not; {@link NONE} when the bytes end before
 * that can be told.
 */
export function matchAt(bytes: Uint8Array, at: number, pattern: Uint8Array): number {
  for (let index = 0; index < pattern.length; index += 1) {
    if (at + index >= bytes.length) return NONE;
    if (bytes[at + index] !== pattern[index]) return 0;
  }
  return pattern.length;
}

/** Whether `bytes[start … end]` is one of the texts. */
export function isOneOf(
  texts: readonly Uint8Array[],
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  for (const text of texts) {
    if (text.length === end - start && matchAt(bytes, start, text) === text.length) return true;
  }
  return false;
}
