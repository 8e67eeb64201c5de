import { Column } from '../column';
import { isQuotedEmptyNull } from '../dialect';
import { isQuoted } from './cell';
import { digitEights, digitFours, lastOf32InLastHalf, SIXTEEN_DIGITS, sixteenDigits } from './digits';
import { NO_BITS, usualBits } from './eisel-lemire';
import { doubleValue, parseFloat64 } from './float64-cell';

export { doubleValue, parseFloat64 } from './float64-cell';

const ZERO: u32 = 0x30;
const MINUS: u32 = 0x2d;
const PLUS: u32 = 0x2b;
const LOWER_E: u32 = 0x65;
/** The bit that makes an ASCII letter a small one. */
const LOWER_CASE: u32 = 0x20;

/** Longer numbers than two vectors are left to the parser of single cells. */
const MOST_BYTES: usize = 32;
/** More digits than this are left too: those before the last 17, zeros all, are compared as eight bytes. */
const MOST_DIGITS: usize = 24;
const LEADING_ZEROS: u64 = 0x3030303030302e30;
const MOST_EXACT_INTEGER: u64 = 1 << 53;

/** Up to 15 digits times or divided by up to 10^22 is one rounding of two exact numbers (Clinger, 1990). */
const FIFTEEN_DIGITS: u64 = 1_000_000_000_000_000;
const MOST_EXACT_POWER: i32 = 22;
const POWERS_OF_TEN = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);

const MOST_EXPONENT_DIGITS: usize = 4;
const NO_EXPONENT: i32 = i32.MAX_VALUE;

/** Sixteen times `0`, its highest bit turned: digits become the ten smallest signed bytes, so that one comparison tells them. */
const TURNED_ZEROS = memory.data<u64>([0xb0b0b0b0b0b0b0b0, 0xb0b0b0b0b0b0b0b0]);
const TURNED_NINES = memory.data<u64>([0x8989898989898989, 0x8989898989898989]);
const DOTS = memory.data<u64>([0x2e2e2e2e2e2e2e2e, 0x2e2e2e2e2e2e2e2e]);
const ZEROS = memory.data<u64>([0x3030303030303030, 0x3030303030303030]);

/** A bit for each of sixteen bytes that is no digit. */
// @ts-ignore: decorator
@inline
function nonDigits(at: usize): u64 {
  const turned = v128.xor(v128.load(at), v128.load(TURNED_ZEROS));
  return <u64><u32>i8x16.bitmask(i8x16.gt_s(turned, v128.load(TURNED_NINES)));
}

/** A bit for each of sixteen bytes that is a dot. */
// @ts-ignore: decorator
@inline
function dots(at: usize): u64 {
  return <u64><u32>i8x16.bitmask(i8x16.eq(v128.load(at), v128.load(DOTS)));
}

/** The exponent that fills `at … end` from its `e` on; NO_EXPONENT where there is none of one to four digits. */
// @ts-ignore: decorator
@inline
function shortExponent(at: usize, end: usize): i32 {
  const sign = <u32>load<u8>(at + 1);
  const isNegative = <i32>(sign == MINUS);
  const count = end - at - 1 - <usize>(isNegative | <i32>(sign == PLUS));
  // The last four bytes, digits as 0 … 9 at the high end; what is in front of the digits is shifted out below.
  const unused = <u32>(MOST_EXPONENT_DIGITS - count) << 3;
  const digits = ((load<u32>(end - 4) ^ 0x30303030) >> unused) << unused;
  const isOdd = <u32>((<u32>load<u8>(at) | LOWER_CASE) != LOWER_E) | <u32>(count - 1 >= MOST_EXPONENT_DIGITS);
  if (isOdd | (((digits + 0x76767676) | digits) & 0x80808080)) return NO_EXPONENT;
  const pairs = digits * 10 + (digits >> 8);
  const exponent = <i32>((pairs & 0xff) * 100 + ((pairs >> 16) & 0xff));
  return (exponent ^ -isNegative) + isNegative;
}

/**
 * The bits of a usual cell's double; NO_BITS for whatever the parser of single cells has to look at, be it a value or
 * none. An empty cell, `isValue` 0, is some number. What differs from cell to cell is arithmetic, what most columns
 * never have is a branch.
 */
// @ts-ignore: decorator
@inline
function usualDouble(start: usize, end: usize, isValue: usize): u64 {
  const isNegative = <usize>(<u32>load<u8>(start) == MINUS);
  const first = start + isNegative;
  const count = end - first;
  if (count > MOST_BYTES) return NO_BITS;

  // One bit for every byte that is no digit, and for all behind the cell.
  const stops = nonDigits(first) | (nonDigits(first + 16) << 16) | (u64.MAX_VALUE << <u64>count);
  const integerDigits = <usize>ctz(stops);
  // Loading the byte behind the digits would have to wait for their number.
  const dot = stops & (0 - stops) & (dots(first) | (dots(first + 16) << 16));
  const hasDot = <usize>(dot != 0) & <usize>(integerDigits < count);
  const bytes = <usize>ctz(stops & (stops - <u64>hasDot));
  const digits = bytes - hasDot;
  const fractionDigits = digits - integerDigits;
  // Nothing is added to 1 where the first byte is `0`, else more than there can be digits.
  if (integerDigits > 1 + ((<usize>load<u8>(first) ^ ZERO) << 5)) return NO_BITS;
  if (digits - isValue > MOST_DIGITS - 1) return NO_BITS;

  // The last sixteen digits, right-aligned: those before the dot are loaded a byte further to the right, over the dot.
  const behind = first + bytes;
  const lastBytes = v128.bitselect(
    v128.load(behind - 16),
    v128.load(behind - 16 - hasDot),
    lastOf32InLastHalf(fractionDigits),
  );
  const fours = digitFours(v128.and(v128.xor(lastBytes, v128.load(ZEROS)), lastOf32InLastHalf(digits)));
  let significand = sixteenDigits(i64x2.extract_lane(digitEights(fours, fours), 0));
  const isBeforeDot = hasDot & <usize>(fractionDigits < 17);
  const seventeenth = (<u64>load<u8>(behind - 17 - isBeforeDot) & 15) * <u64>(digits > 16);
  significand += seventeenth * SIXTEEN_DIGITS;
  // More than 17 digits are `0.`, zeros, and the 17 that count.
  const leading = (load<u64>(first) ^ LEADING_ZEROS) << <u64>((MOST_DIGITS - digits) << 3);
  if (leading & (0 - <u64>(digits > 17))) return NO_BITS;

  let exponent = -<i32>fractionDigits;
  if (bytes != count) {
    const written = shortExponent(behind, end);
    if (written == NO_EXPONENT) return NO_BITS;
    exponent += written;
  } else if (!hasDot) {
    // A plain integer has a grammar of its own.
    if (significand > MOST_EXACT_INTEGER || (significand == 0 && isNegative)) return NO_BITS;
  }
  const sign = <u64>isNegative << 63;
  if (significand >= FIFTEEN_DIGITS || <u32>(exponent + MOST_EXACT_POWER) > 2 * MOST_EXACT_POWER) {
    const bits = usualBits(significand, exponent);
    return bits == NO_BITS ? NO_BITS : bits | sign;
  }
  const exact = <f64><i64>significand;
  const magnitude = exponent < 0
    ? exact / load<f64>(POWERS_OF_TEN + (<usize>-exponent << 3))
    : exact * load<f64>(POWERS_OF_TEN + (<usize>exponent << 3));
  return reinterpret<u64>(magnitude) | sign;
}

/**
 * Parses cells up to the first unusual one, and counts their values in the column; how many cells that were. The loop
 * calls nothing, so that all it needs stays in registers.
 */
function parseUsualDoubles(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
): i32 {
  const values = column.values + (<usize>column.valueCount << 3);
  let value = values;
  let validity = column.validity + <usize>batchRow;
  let row = 0;
  for (; row < rows; row++) {
    let start = <usize>load<u32>(separators - 4) + 1;
    let end = <usize>(load<u32>(separators) - endAdjust);
    if (isQuoted(start, end)) {
      start += 1;
      end -= 1;
      if (start == end && !isQuotedEmptyNull) break;
    }
    const isValue = <usize>(start != end);
    const bits = usualDouble(start, end, isValue);
    if (bits == NO_BITS) break;
    store<u64>(value, bits);
    value += isValue << 3;
    store<u8>(validity, <u8>isValue);
    validity += 1;
    separators += stride;
  }
  column.valueCount += <i32>((value - values) >> 3);
  return row;
}

/** Parses the one cell that the loop above has stopped at. */
function parseUnusualDouble(column: Column, separator: usize, batchRow: i32, endAdjust: u32): bool {
  const start = <usize>load<u32>(separator - 4) + 1;
  const end = <usize>(load<u32>(separator) - endAdjust);
  const quotes = <usize>isQuoted(start, end);
  const isValue = start != end;
  if (isValue) {
    if (!parseFloat64(start + quotes, end - quotes, column.takesNonFinite != 0)) return false;
    store<f64>(column.values + (<usize>column.valueCount << 3), doubleValue);
    column.valueCount += 1;
  }
  store<u8>(column.validity + <usize>batchRow, <u8>isValue);
  return true;
}

/** A column of any float64, as LAYOUT_DOUBLES. */
export function parseDoubleColumn(
  column: Column,
  separators: usize,
  stride: usize,
  rows: i32,
  batchRow: i32,
  endAdjust: u32,
): bool {
  const before = column.valueCount;
  let fits = true;
  for (let row = 0; row < rows && fits; row++) {
    const first = separators + <usize>row * stride;
    row += parseUsualDoubles(column, first, stride, rows - row, batchRow + row, endAdjust);
    if (row < rows) fits = parseUnusualDouble(column, separators + <usize>row * stride, batchRow + row, endAdjust);
  }
  if (fits && (column.isNullable || column.valueCount - before == rows)) return true;
  column.valueCount = before;
  return false;
}
