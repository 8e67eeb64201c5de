import { Column } from '../column';
import { isQuotedEmptyNull } from '../dialect';
import { isQuoted } from './cell';
import { daysSinceEpoch, isDay } from './civil';
import { digitPairs } from './digits';
import { setIntegerValue } from './integer';

const DATE_LENGTH: usize = 10;

// Vectors are loaded: see digits.ts.
/** What a date is but for digits: `0000-00-00`. */
const PATTERN = memory.data<u8>([48, 48, 48, 48, 45, 48, 48, 45, 48, 48, 0, 0, 0, 0, 0, 0]);
/** The most that may be left of it; months begin with 0 or 1. What stands behind a date is not looked at. */
const MOST_LEFT = memory.data<u8>([9, 9, 9, 9, 0, 1, 9, 0, 3, 9, 255, 255, 255, 255, 255, 255]);
/** Where the digits are. */
const DIGITS = memory.data<u8>([0, 1, 2, 3, 5, 6, 8, 9, 255, 255, 255, 255, 255, 255, 255, 255]);

// @ts-ignore: decorator
@inline
function digitsOf(start: usize): v128 {
  return v128.xor(v128.load(start), v128.load(PATTERN));
}

/** Not zero in the lanes that are not as a date's. */
// @ts-ignore: decorator
@inline
function surplusOf(digits: v128): v128 {
  return i8x16.sub_sat_u(digits, v128.load(MOST_LEFT));
}

/** The pairs of digits of a date: see civil.ts. */
// @ts-ignore: decorator
@inline
function pairsOf(digits: v128): u64 {
  return <u64>i64x2.extract_lane(digitPairs(i8x16.swizzle(digits, v128.load(DIGITS))), 0);
}

/** Whether the cell is `YYYY-MM-DD`, a day of the years 0001–9999; `integerValue` is then its days since 1970-01-01. */
export function parseDate(start: usize, end: usize): bool {
  if (end - start != DATE_LENGTH) return false;
  const digits = digitsOf(start);
  if (v128.any_true(surplusOf(digits))) return false;
  const date = pairsOf(digits);
  if (!isDay(date)) return false;
  setIntegerValue(daysSinceEpoch(date));
  return true;
}

/** A column of dates: days since 1970-01-01 as LAYOUT_INTEGERS. */
export function parseDateColumn(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
): bool {
  const values = column.values + (<usize>column.valueCount << 3);
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
    // A null is parsed like all else and forgotten: no branch depends on which cells are null.
    const isValue = <u32>(start != end);
    const digits = digitsOf(start);
    const date = pairsOf(digits);
    misfits |= isValue & (<u32>(end - start != DATE_LENGTH) | <u32>v128.any_true(surplusOf(digits)) | <u32>!isDay(date));
    store<i64>(value, daysSinceEpoch(date));
    value += <usize>isValue << 3;
    store<u8>(validity, <u8>isValue);
    validity += 1;
  }
  const found = <i32>((value - values) >> 3);
  if (misfits || (found < rows && !column.isNullable)) return false;
  column.valueCount += found;
  return true;
}
