import { KIND_TIMESTAMP_UTC } from '../../src/abi/layout';
import { Column } from '../column';
import { isQuotedEmptyNull } from '../dialect';
import { isQuoted } from './cell';
import { daysSinceEpoch, isDay } from './civil';
import { digitPairs, firstLanes } from './digits';
import { integerValue } from './integer';
import { parseTimestamp } from './timestamp-cell';

export { parseTimestamp } from './timestamp-cell';

const SPACE: u32 = 0x20;
const UPPER_T: u32 = 0x54;
const UPPER_Z: u32 = 0x5a;

const DATE_LENGTH: usize = 10;
/** `YYYY-MM-DDTHH:MM` */
const MINUTE_LENGTH: usize = 16;
/** How many bytes may follow the minutes, one bit each: none, `:SS`, or `:SS.` and one to six digits. */
const TAILS: u32 = 0b111_1110_1001;
const LONGEST_TAIL: usize = 10;
const MICROS_PER_MINUTE: i64 = 60_000_000;

const NO_TIMESTAMP: i64 = i64.MIN_VALUE;

/**
 * The microseconds of a usual cell, `YYYY-MM-DD[T ]HH:MM[:SS[.ffffff]]`, followed by `Z` where `isUtc`; NO_TIMESTAMP
 * for whatever the parser of single cells has to look at, be it a value or none. An empty cell is some number.
 */
// @ts-ignore: decorator
@inline
function usualTimestamp(start: usize, end: usize, isUtc: u32): i64 {
  const isValue = <u32>(start != end);
  const tail = end - start - <usize>isUtc - MINUTE_LENGTH;

  // What is left of the bytes is digits, and zeros where the punctuation is right.
  const minutePattern = i8x16(48, 48, 48, 48, 45, 48, 48, 45, 48, 48, 0, 48, 48, 58, 48, 48);
  const mostInMinute = i8x16(9, 9, 9, 9, 0, 1, 9, 0, 3, 9, -1, 2, 9, 0, 5, 9);
  const minute = v128.xor(v128.load(start), minutePattern);
  const tailPattern = i8x16(58, 48, 48, 46, 48, 48, 48, 48, 48, 48, 0, 0, 0, 0, 0, 0);
  const mostInTail = i8x16(0, 5, 9, 0, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0);
  const tailBytes = v128.xor(v128.load(start, MINUTE_LENGTH), tailPattern);
  const second = v128.and(tailBytes, firstLanes(tail & 15));
  const wrongLanes = v128.or(i8x16.gt_u(minute, mostInMinute), i8x16.gt_u(second, mostInTail));

  const minutePairs = digitPairs(
    i8x16.swizzle(minute, i8x16(0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, -1, -1, -1, -1)),
  );
  const date = <u64>i64x2.extract_lane(minutePairs, 0);
  const hours = <u32>i16x8.extract_lane_u(minutePairs, 4);
  const minutes = <u32>i16x8.extract_lane_u(minutePairs, 5);
  // Seconds and hundredths, then hundredths of hundredths and microseconds: two times four digits.
  const secondPairs = digitPairs(
    i8x16.swizzle(second, i8x16(1, 2, 4, 5, 6, 7, 8, 9, -1, -1, -1, -1, -1, -1, -1, -1)),
  );
  const fours = <u64>i64x2.extract_lane(i32x4.dot_i16x8_s(secondPairs, i16x8(100, 1, 100, 1, 0, 0, 0, 0)), 0);
  const micros = <i64>((fours & 0xffffffff) * 10_000 + (fours >> 32));

  const between = <u32>load<u8>(start + DATE_LENGTH);
  const isOdd =
    <u32>(tail > LONGEST_TAIL) |
    (~(TAILS >> <u32>tail) & 1) |
    <u32>v128.any_true(wrongLanes) |
    (<u32>(between != UPPER_T) & <u32>(between != SPACE)) |
    (isUtc & <u32>(<u32>load<u8>(end - 1) != UPPER_Z)) |
    <u32>(hours > 23) |
    <u32>!isDay(date);
  if (isOdd & isValue) return NO_TIMESTAMP;
  return (daysSinceEpoch(date) * 1440 + <i64>(hours * 60 + minutes)) * MICROS_PER_MINUTE + micros;
}

/** A column of timestamps: microseconds since 1970-01-01T00:00 as LAYOUT_INTEGERS. */
export function parseTimestampColumn(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
): bool {
  const isUtc = column.kind == KIND_TIMESTAMP_UTC;
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
    let micros = usualTimestamp(start, end, <u32>isUtc);
    if (micros == NO_TIMESTAMP) {
      if (!parseTimestamp(start, end, isUtc)) return false;
      micros = integerValue;
    }
    const isValue = <u32>(start != end);
    store<i64>(value, micros);
    value += <usize>isValue << 3;
    store<u8>(validity, <u8>isValue);
    validity += 1;
  }
  const found = <i32>((value - values) >> 3);
  if (found < rows && !column.isNullable) return false;
  column.valueCount += found;
  return true;
}
