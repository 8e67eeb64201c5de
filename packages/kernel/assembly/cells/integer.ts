import { Column } from '../column';
import { isQuotedEmptyNull } from '../dialect';
import { digitAt, isQuoted } from './cell';
import {
  digitEights,
  digitFours,
  lastOf32InFirstHalf,
  lastOf32InLastHalf,
  SIXTEEN_DIGITS,
  sixteenDigits,
  ZERO_BYTE,
} from './digits';

const MINUS: u32 = 0x2d;
const MOST_DIGITS: usize = 19;
const INT64_MAX: u64 = 0x7fff_ffff_ffff_ffff;

/** What the parser of an integer, a date or a timestamp has found. */
export let integerValue: i64 = 0;

export function setIntegerValue(value: i64): void {
  integerValue = value;
}

/** Whether the cell is an int64, `-?(0|[1-9][0-9]*)` within 64 bits and not `-0`; its value is then `integerValue`. */
export function parseInteger(start: usize, end: usize): bool {
  const isNegative = start < end && <u32>load<u8>(start) == MINUS;
  const first = start + <usize>isNegative;
  const count = end - first;
  if (first >= end || count > MOST_DIGITS) return false;

  const zeros = i8x16.splat(ZERO_BYTE);
  const firstHalf = v128.and(v128.xor(v128.load(end - 32), zeros), lastOf32InFirstHalf(count));
  const lastHalf = v128.and(v128.xor(v128.load(end - 16), zeros), lastOf32InLastHalf(count));
  if (v128.any_true(i8x16.gt_u(i8x16.max_u(firstHalf, lastHalf), i8x16.splat(9)))) return false;
  if (digitAt(first) == 0 && (count > 1 || isNegative)) return false;

  const eights = digitEights(digitFours(firstHalf), digitFours(lastHalf));
  const magnitude =
    sixteenDigits(i64x2.extract_lane(eights, 0)) * SIXTEEN_DIGITS + sixteenDigits(i64x2.extract_lane(eights, 1));
  if (magnitude > INT64_MAX + <u64>isNegative) return false;
  integerValue = isNegative ? -<i64>magnitude : <i64>magnitude;
  return true;
}

/** A column of any int64; see `parse-decimal.ts` for the loop that takes the short ones faster. */
export function parseIntegerColumnSlowly(
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
  for (let row = 0; row < rows; row++) {
    let start = <usize>load<u32>(separators - 4) + 1;
    let end = <usize>(load<u32>(separators) - endAdjust);
    separators += stride;
    if (isQuoted(start, end)) {
      start += 1;
      end -= 1;
      if (start == end && !isQuotedEmptyNull) return false;
    }
    const isValue = start != end;
    if (isValue) {
      if (!parseInteger(start, end)) return false;
      store<i64>(value, integerValue);
      value += 8;
    } else if (!column.isNullable) return false;
    store<u8>(validity, <u8>isValue);
    validity += 1;
  }
  column.valueCount += <i32>((value - values) >> 3);
  return true;
}
