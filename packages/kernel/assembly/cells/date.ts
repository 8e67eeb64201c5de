import { Column } from '../column';
import { isQuotedEmptyNull } from '../dialect';
import { isQuoted } from './cell';
import { daysSinceEpoch, isDay } from './civil';
import { digitPairs } from './digits';
import { setIntegerValue } from './integer';

const DATE_LENGTH: usize = 10;

/** `0000-00-00`: what is left of a date's bytes is digits and zeros. */
// @ts-ignore: decorator
@inline
function withoutPattern(bytes: v128): v128 {
  return v128.xor(bytes, i8x16(48, 48, 48, 48, 45, 48, 48, 45, 48, 48, 0, 0, 0, 0, 0, 0));
}

/** The largest that may be left in every lane; months begin with 0 or 1. What stands behind a date is not looked at. */
// @ts-ignore: decorator
@inline
function mostLeft(): v128 {
  return i8x16(9, 9, 9, 9, 0, 1, 9, 0, 3, 9, -1, -1, -1, -1, -1, -1);
}

/** The pairs of digits of a date: see civil.ts. */
// @ts-ignore: decorator
@inline
function pairsOf(digits: v128): u64 {
  const together = i8x16.swizzle(digits, i8x16(0, 1, 2, 3, 5, 6, 8, 9, -1, -1, -1, -1, -1, -1, -1, -1));
  return <u64>i64x2.extract_lane(digitPairs(together), 0);
}

/** Whether the cell is `YYYY-MM-DD`, a day of the years 0001–9999; `integerValue` is then its days since 1970-01-01. */
export function parseDate(start: usize, end: usize): bool {
  if (end - start != DATE_LENGTH) return false;
  const digits = withoutPattern(v128.load(start));
  if (v128.any_true(i8x16.gt_u(digits, mostLeft()))) return false;
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
  let wrongLanes = i64x2.splat(0);
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
    const digits = withoutPattern(v128.load(start));
    const whereValue = i32x4.splat(-<i32>isValue);
    wrongLanes = v128.or(wrongLanes, v128.and(i8x16.gt_u(digits, mostLeft()), whereValue));
    const date = pairsOf(digits);
    misfits |= isValue & (<u32>(end - start != DATE_LENGTH) | <u32>!isDay(date));
    store<i64>(value, daysSinceEpoch(date));
    value += <usize>isValue << 3;
    store<u8>(validity, <u8>isValue);
    validity += 1;
  }
  const found = <i32>((value - values) >> 3);
  if (misfits || v128.any_true(wrongLanes) || (found < rows && !column.isNullable)) return false;
  column.valueCount += found;
  return true;
}
