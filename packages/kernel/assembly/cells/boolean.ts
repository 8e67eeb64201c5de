import { SPELLING_LOWER, SPELLING_TITLE, SPELLING_UPPER } from '../../src/abi/layout';
import { Column } from '../column';
import { isQuotedEmptyNull } from '../dialect';
import { isQuoted } from './cell';

// The words as little-endian numbers.
const LOWER_TRUE: u64 = 0x65757274;
const UPPER_TRUE: u64 = 0x45555254;
const TITLE_TRUE: u64 = 0x65757254;
const LOWER_FALSE: u64 = 0x65736c6166;
const UPPER_FALSE: u64 = 0x45534c4146;
const TITLE_FALSE: u64 = 0x65736c6146;
const TRUE_BITS: u64 = 32;
const FALSE_BITS: u64 = 40;
const FALSE_MASK: u64 = (1 << FALSE_BITS) - 1;
const TRUE_MASK: u64 = (1 << TRUE_BITS) - 1;
/** No word of five bytes. */
const NO_WORD: u64 = u64.MAX_VALUE;

const TRUE_LENGTH: usize = 4;
const FALSE_LENGTH: usize = 5;

/** 1 for `true`, 0 for `false` in one of the spellings (SPELLING_…), −1 for all else. */
export function parseBoolean(start: usize, end: usize, spellings: i32): i32 {
  const length = end - start;
  const word = load<u64>(start);
  if (length == TRUE_LENGTH) {
    const isTrue =
      ((word & TRUE_MASK) == LOWER_TRUE && spellings & SPELLING_LOWER) ||
      ((word & TRUE_MASK) == UPPER_TRUE && spellings & SPELLING_UPPER) ||
      ((word & TRUE_MASK) == TITLE_TRUE && spellings & SPELLING_TITLE);
    return isTrue ? 1 : -1;
  }
  if (length != FALSE_LENGTH) return -1;
  const isFalse =
    ((word & FALSE_MASK) == LOWER_FALSE && spellings & SPELLING_LOWER) ||
    ((word & FALSE_MASK) == UPPER_FALSE && spellings & SPELLING_UPPER) ||
    ((word & FALSE_MASK) == TITLE_FALSE && spellings & SPELLING_TITLE);
  return isFalse ? 0 : -1;
}

/** A column of booleans, as LAYOUT_BOOLEANS. */
export function parseBooleanColumn(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
): bool {
  const spellings = column.spellings;
  const lowerTrue = spellings & SPELLING_LOWER ? LOWER_TRUE : NO_WORD;
  const upperTrue = spellings & SPELLING_UPPER ? UPPER_TRUE : NO_WORD;
  const titleTrue = spellings & SPELLING_TITLE ? TITLE_TRUE : NO_WORD;
  const lowerFalse = spellings & SPELLING_LOWER ? LOWER_FALSE : NO_WORD;
  const upperFalse = spellings & SPELLING_UPPER ? UPPER_FALSE : NO_WORD;
  const titleFalse = spellings & SPELLING_TITLE ? TITLE_FALSE : NO_WORD;

  const values = column.values + <usize>column.valueCount;
  let value = values;
  let validity = column.validity + <usize>batchRow;
  let misfits: u32 = 0;
  for (let row = 0; row < rows; row++) {
    let start = <usize>load<u32>(separators - 4) + 1;
    let end = <usize>(load<u32>(separators) - endAdjust);
    separators += stride;
    if (isQuoted(start, end)) {
      start += 1;
      end -= 1;
      if (start == end && !isQuotedEmptyNull) return false;
    }
    const length = end - start;
    const word = load<u64>(start);
    const four = word & TRUE_MASK;
    const five = word & FALSE_MASK;
    const isTrue = <u32>(length == TRUE_LENGTH) &
      (<u32>(four == lowerTrue) | <u32>(four == upperTrue) | <u32>(four == titleTrue));
    const isFalse = <u32>(length == FALSE_LENGTH) &
      (<u32>(five == lowerFalse) | <u32>(five == upperFalse) | <u32>(five == titleFalse));
    const isValue = <u32>(length != 0);
    misfits |= isValue ^ (isTrue | isFalse);
    store<u8>(value, <u8>isTrue);
    value += <usize>isValue;
    store<u8>(validity, <u8>isValue);
    validity += 1;
  }
  const found = <i32>(value - values);
  if (misfits || (found < rows && !column.isNullable)) return false;
  column.valueCount += found;
  return true;
}
