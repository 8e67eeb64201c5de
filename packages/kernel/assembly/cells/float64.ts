import { Column } from '../column';
import { isQuotedEmptyNull } from '../dialect';
import { isQuoted } from './cell';
import {
  digitEights,
  firstSixteen,
  lastOf32InFirstHalf,
  lastOf32InLastHalf,
  lastSixteen,
  SIXTEEN_DIGITS,
  ZERO_BYTE,
} from './digits';
import { nearestDouble } from './eisel-lemire';
import { doubleValue, parseFloat64 } from './float64-cell';

export { doubleValue, parseFloat64 } from './float64-cell';

const ZERO: u32 = 0x30;
const MINUS: u32 = 0x2d;
const PLUS: u32 = 0x2b;
const DOT: u32 = 0x2e;
const LOWER_E: u32 = 0x65;
/** The bit that makes an ASCII letter a small one. */
const LOWER_CASE: u32 = 0x20;

/** Longer numbers than two vectors are left to the parser of single cells. */
const MOST_BYTES: usize = 32;
/** With more than this in front of the last sixteen digits, more than 17 are significant. */
const MOST_IN_FIRST_SIXTEEN: u64 = 9;
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
 * The double of a usual cell; NaN for whatever the parser of single cells has to look at, be it a value or none. An
 * empty cell is some number. Every column has its own shape of numbers, and little that differs from cell to cell
 * is a branch.
 */
// @ts-ignore: decorator
@inline
function usualDouble(start: usize, end: usize): f64 {
  const isNegative = <u64>(<u32>load<u8>(start) == MINUS);
  const first = start + <usize>isNegative;
  const count = end - first;
  if (count > MOST_BYTES) return NaN;

  // A bit for every byte that is no digit, and for all behind the cell.
  const zeros = i8x16.splat(ZERO_BYTE);
  const nines = i8x16.splat(9);
  let stops = <u64><u32>i8x16.bitmask(i8x16.gt_u(v128.xor(v128.load(first), zeros), nines));
  stops |= <u64><u32>i8x16.bitmask(i8x16.gt_u(v128.xor(v128.load(first, 16), zeros), nines)) << 16;
  stops |= u64.MAX_VALUE << <u64>count;
  const integerDigits = <usize>ctz(stops);
  const hasDot = <usize>(<u32>load<u8>(first + integerDigits) == DOT) & <usize>(integerDigits < count);
  stops &= stops - <u64>hasDot;
  const bytes = <usize>ctz(stops);
  const fractionDigits = bytes - integerDigits - hasDot;
  const digits = bytes - hasDot;

  // The digits, right-aligned: those before the dot are loaded one byte further to the right, over the dot.
  const behind = first + bytes;
  const beforeDot = behind - hasDot;
  const firstBytes = v128.bitselect(
    v128.load(behind - 32),
    v128.load(beforeDot - 32),
    lastOf32InFirstHalf(fractionDigits),
  );
  const lastBytes = v128.bitselect(
    v128.load(behind - 16),
    v128.load(beforeDot - 16),
    lastOf32InLastHalf(fractionDigits),
  );
  const eights = digitEights(
    v128.and(v128.xor(firstBytes, zeros), lastOf32InFirstHalf(digits)),
    v128.and(v128.xor(lastBytes, zeros), lastOf32InLastHalf(digits)),
  );
  const high = firstSixteen(eights);
  const significand = high * SIXTEEN_DIGITS + lastSixteen(eights);

  const isInteger = <u32>(bytes == count) & <u32>(hasDot == 0);
  const isInexact = <u32>(significand > MOST_EXACT_INTEGER);
  const isMinusZero = <u32>isNegative & <u32>(significand == 0);
  const hasLeadingZero = <u32>(integerDigits > 1) & <u32>(<u32>load<u8>(first) == ZERO);
  const hasNoDigit = <u32>(digits == 0) & <u32>(start != end);
  const hasTooMany = <u32>(high > MOST_IN_FIRST_SIXTEEN);
  if (hasTooMany | hasNoDigit | hasLeadingZero | (isInteger & (isInexact | isMinusZero))) return NaN;

  let exponent = -<i32>fractionDigits;
  if (bytes != count) {
    const written = shortExponent(behind, end);
    if (written == NO_EXPONENT) return NaN;
    exponent += written;
  }
  let magnitude: f64;
  if (significand < FIFTEEN_DIGITS && exponent >= -MOST_EXACT_POWER && exponent <= MOST_EXACT_POWER) {
    magnitude = exponent < 0
      ? <f64>significand / load<f64>(POWERS_OF_TEN + (<usize>-exponent << 3))
      : <f64>significand * load<f64>(POWERS_OF_TEN + (<usize>exponent << 3));
  } else {
    if (significand == 0) return NaN;
    magnitude = nearestDouble(significand, exponent);
    if (magnitude == 0 || magnitude == Infinity) return NaN;
  }
  return reinterpret<f64>(reinterpret<u64>(magnitude) | (isNegative << 63));
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
  const takesNonFinite = column.takesNonFinite != 0;
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
    let double = usualDouble(start, end);
    if (double != double && isValue) {
      if (!parseFloat64(start, end, takesNonFinite)) return false;
      double = doubleValue;
    }
    store<f64>(value, double);
    value += <usize>isValue << 3;
    store<u8>(validity, <u8>isValue);
    validity += 1;
  }
  const found = <i32>((value - values) >> 3);
  if (found < rows && !column.isNullable) return false;
  column.valueCount += found;
  return true;
}
