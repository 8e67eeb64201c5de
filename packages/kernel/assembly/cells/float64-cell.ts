import { digitAt } from './cell';
import { nearestDouble } from './eisel-lemire';
import { integerValue, parseInteger } from './integer';
import { LARGEST_EXPONENT, SMALLEST_EXPONENT } from './powers-of-five';

const MINUS: u32 = 0x2d;
const PLUS: u32 = 0x2b;
const DOT: u32 = 0x2e;
const LOWER_E: u32 = 0x65;
/** The bit that makes an ASCII letter a small one. */
const LOWER_CASE: u32 = 0x20;

/** More digits than this, from the first that is not zero, are not read: a float64 would round them. */
const MOST_SIGNIFICANT_DIGITS: i32 = 17;
/** An exponent that makes any text too large or too small, and with which nothing overflows. */
const HUGE_EXPONENT: i64 = 1_000_000_000_000;
const SIGNIFICAND_BITS: u64 = 53;

/** What {@link parseFloat64} has found. */
export let doubleValue: f64 = 0;

function parseNonFinite(start: usize, end: usize): bool {
  const length = end - start;
  if (length == 3 && load<u16>(start) == 0x614e && load<u8>(start, 2) == 0x4e) {
    doubleValue = NaN;
    return true;
  }
  const isNegative = length == 9 && <u32>load<u8>(start) == MINUS;
  if (length != 8 && !isNegative) return false;
  // "Infinity" as eight bytes in little-endian order.
  if (load<u64>(isNegative ? start + 1 : start) != 0x7974696e69666e49) return false;
  doubleValue = isNegative ? -Infinity : Infinity;
  return true;
}

/** A plain integer is a value where float64 holds it exactly. */
function parseExactInteger(start: usize, end: usize): bool {
  if (!parseInteger(start, end)) return false;
  const value = integerValue;
  const magnitude = <u64>(value < 0 ? -value : value);
  if (magnitude != 0 && 64 - clz(magnitude) - ctz(magnitude) > SIGNIFICAND_BITS) return false;
  doubleValue = <f64>value;
  return true;
}

/** The exponent whose `e` is at `at`, at most HUGE_EXPONENT; anything larger where there is none. */
function parseExponent(at: usize, end: usize): i64 {
  if ((<u32>load<u8>(at) | LOWER_CASE) != LOWER_E) return i64.MAX_VALUE;
  at += 1;
  const isNegative = at < end && <u32>load<u8>(at) == MINUS;
  if (isNegative || (at < end && <u32>load<u8>(at) == PLUS)) at += 1;
  if (at >= end) return i64.MAX_VALUE;
  let exponent: i64 = 0;
  for (; at < end; at++) {
    const digit = digitAt(at);
    if (digit > 9) return i64.MAX_VALUE;
    exponent = min(exponent * 10 + <i64>digit, HUGE_EXPONENT);
  }
  return isNegative ? -exponent : exponent;
}

function parseFinite(start: usize, end: usize): bool {
  const isNegative = <u32>load<u8>(start) == MINUS;
  const integerStart = start + <usize>isNegative;
  let at = integerStart;
  let significand: u64 = 0;
  let significant = 0;
  for (; at < end; at++) {
    const digit = digitAt(at);
    if (digit > 9) break;
    significand = significand * 10 + digit;
    if (significand != 0) significant += 1;
  }
  const integerDigits = at - integerStart;
  if (at == end) return parseExactInteger(start, end);
  if (integerDigits > 1 && digitAt(integerStart) == 0) return false;
  if (significant > MOST_SIGNIFICANT_DIGITS) return false;

  let fractionDigits: usize = 0;
  if (<u32>load<u8>(at) == DOT) {
    const fractionStart = ++at;
    for (; at < end; at++) {
      const digit = digitAt(at);
      if (digit > 9) break;
      significand = significand * 10 + digit;
      if (significand != 0 && ++significant > MOST_SIGNIFICANT_DIGITS) return false;
    }
    fractionDigits = at - fractionStart;
  }
  if (integerDigits + fractionDigits == 0) return false;

  let exponent: i64 = 0;
  if (at < end) {
    exponent = parseExponent(at, end);
    if (exponent > HUGE_EXPONENT) return false;
  }
  exponent -= <i64>fractionDigits;
  let magnitude: f64 = 0;
  if (significand != 0) {
    if (exponent < <i64>SMALLEST_EXPONENT || exponent > <i64>LARGEST_EXPONENT) return false;
    magnitude = nearestDouble(significand, <i32>exponent);
    if (magnitude == 0 || magnitude == Infinity) return false;
  }
  doubleValue = isNegative ? -magnitude : magnitude;
  return true;
}

/**
 * Whether the cell is a float64: a decimal of at most 17 significant digits, with or without exponent, that is neither
 * rounded to zero nor to infinity, or an integer that float64 holds exactly; its value is then `doubleValue`. The
 * spellings of NaN and the infinities are taken only where `takesNonFinite`.
 */
export function parseFloat64(start: usize, end: usize, takesNonFinite: bool): bool {
  if (start >= end) return false;
  return parseFinite(start, end) || (takesNonFinite && parseNonFinite(start, end));
}
