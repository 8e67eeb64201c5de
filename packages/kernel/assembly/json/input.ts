/**
 * The JSON text that is being read. Behind its last byte stands a byte that no JSON text holds, so that all loops end
 * there without counting.
 */

export const LINE_FEED: u8 = 0x0a;
export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const COMMA: u8 = 0x2c;
export const MINUS: u8 = 0x2d;
export const DOT: u8 = 0x2e;
export const ZERO: u8 = 0x30;
export const COLON: u8 = 0x3a;
export const BACKSLASH: u8 = 0x5c;
export const CLOSE_ARRAY: u8 = 0x5d;
export const OPEN_OBJECT: u8 = 0x7b;
export const CLOSE_OBJECT: u8 = 0x7d;

/** Not white space, not in a string, not in a number. */
export const NO_JSON: u8 = 0;

/** One bit per byte up to SPACE: tab, line feed, carriage return, space. */
const BLANKS: u64 = (1 << 0x09) | (1 << 0x0a) | (1 << 0x0d) | (1 << 0x20);

/** Where the text ends. */
export let inputEnd: usize = 0;
/** Nothing follows behind `inputEnd`. */
export let isLastInput: bool = false;
/** Where the record that could not be read stopped making sense. */
export let failedAt: usize = 0;
/** White space inside records: a line feed ends a record where records are lines. */
let blanksInside: u64 = BLANKS;

export function setBlanksInside(areLines: bool): void {
  blanksInside = areLines ? BLANKS & ~(<u64>1 << LINE_FEED) : BLANKS;
}

export function openInput(end: usize, isLast: bool): void {
  inputEnd = end;
  isLastInput = isLast;
  failedAt = 0;
}

/** Says that a record makes no sense, or too much of it, at `at`; 0, as every reader says that it cannot go on. */
export function fail(at: usize): usize {
  failedAt = at;
  return 0;
}

// @ts-ignore: decorator
@inline
function isIn(blanks: u64, byte: u8): bool {
  return byte <= SPACE && ((blanks >> byte) & 1) != 0;
}

/** Position of the first byte at or after `at` that is no white space inside a record. */
export function skipBlanks(at: usize): usize {
  while (isIn(blanksInside, load<u8>(at))) at += 1;
  return at;
}

/** Position of the first byte at or after `at` that is no white space between records. */
export function skipBlanksBetween(at: usize): usize {
  while (isIn(BLANKS, load<u8>(at))) at += 1;
  return at;
}
