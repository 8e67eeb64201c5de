import { KIND_TIMESTAMP_UTC } from '../../src/abi/layout';
import { Column } from '../column';
import { isQuotedEmptyNull } from '../dialect';
import { isQuoted } from './cell';
import { daysSinceEpoch, isDay } from './civil';
import { digitFours, digitPairs, firstLanes } from './digits';
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
/** `+00:00`, as many programs write UTC: the high six of the last eight bytes, in little-endian order. */
const UTC_OFFSET: u64 = 0x30303a30302b;
const UTC_OFFSET_LENGTH: usize = 6;
const MICROS_PER_MINUTE: i64 = 60_000_000;

// Vectors are loaded: see digits.ts.
/** What the bytes up to the minutes, and those behind them, are but for digits. */
const MINUTE_PATTERN = memory.data<u8>([48, 48, 48, 48, 45, 48, 48, 45, 48, 48, 0, 48, 48, 58, 48, 48]);
const TAIL_PATTERN = memory.data<u8>([58, 48, 48, 46, 48, 48, 48, 48, 48, 48, 0, 0, 0, 0, 0, 0]);
/** The most that may be left of them: digits, of which some are small, and zeros where the punctuation is right. */
const MOST_IN_MINUTE = memory.data<u8>([9, 9, 9, 9, 0, 1, 9, 0, 3, 9, 255, 2, 9, 0, 5, 9]);
const MOST_IN_TAIL = memory.data<u8>([0, 5, 9, 0, 9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0]);
/** Where the digits are. */
const MINUTE_DIGITS = memory.data<u8>([0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 255, 255, 255, 255]);
const TAIL_DIGITS = memory.data<u8>([1, 2, 4, 5, 6, 7, 8, 9, 255, 255, 255, 255, 255, 255, 255, 255]);

const NO_TIMESTAMP: i64 = i64.MIN_VALUE;

/**
 * The microseconds of a usual cell, `YYYY-MM-DD[T ]HH:MM[:SS[.ffffff]]`, followed by `Z` or `+00:00` where `isUtc`;
 * NO_TIMESTAMP for whatever the parser of single cells has to look at, be it a value or none. An empty cell is some number.
 */
// @ts-ignore: decorator
@inline
function usualTimestamp(start: usize, end: usize, isUtc: u32): i64 {
  const isValue = <u32>(start != end);
  const hasOffset = isUtc & <u32>(load<u64>(end - 8) >> 16 == UTC_OFFSET);
  const zoneLength = isUtc + hasOffset * <u32>(UTC_OFFSET_LENGTH - 1);
  const tail = end - start - <usize>zoneLength - MINUTE_LENGTH;

  const minute = v128.xor(v128.load(start), v128.load(MINUTE_PATTERN));
  const tailBytes = v128.xor(v128.load(start, MINUTE_LENGTH), v128.load(TAIL_PATTERN));
  const second = v128.and(tailBytes, firstLanes(tail & 15));
  const surplus = v128.or(
    i8x16.sub_sat_u(minute, v128.load(MOST_IN_MINUTE)),
    i8x16.sub_sat_u(second, v128.load(MOST_IN_TAIL)),
  );
  const minutePairs = digitPairs(i8x16.swizzle(minute, v128.load(MINUTE_DIGITS)));
  const date = <u64>i64x2.extract_lane(minutePairs, 0);
  const hours = <u32>i16x8.extract_lane_u(minutePairs, 4);
  const minutes = <u32>i16x8.extract_lane_u(minutePairs, 5);
  // Seconds and hundredths, then hundredths of hundredths and microseconds: two times four digits.
  const fours = <u64>i64x2.extract_lane(digitFours(i8x16.swizzle(second, v128.load(TAIL_DIGITS))), 0);
  const micros = <i64>((fours & 0xffffffff) * 10_000 + (fours >> 32));

  const between = <u32>load<u8>(start + DATE_LENGTH);
  const isOdd =
    <u32>(tail > LONGEST_TAIL) |
    (~(TAILS >> <u32>tail) & 1) |
    <u32>v128.any_true(surplus) |
    (<u32>(between != UPPER_T) & <u32>(between != SPACE)) |
    (isUtc & ~hasOffset & <u32>(<u32>load<u8>(end - 1) != UPPER_Z)) |
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
