/**
 * Decimal text to the nearest double, for what data mostly holds. Up to 15 digits and a power of ten up to 22 are
 * exact doubles, so one multiplication or division rounds correctly (W. D. Clinger, "How to Read Floating Point
 * Numbers Accurately", 1990). 16 and 17 digits are divided with an error term (T. J. Dekker, "A Floating-Point
 * Technique for Extending the Available Precision", 1971).
 */

const ZERO = 0x30;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const LOWER_E = 0x65;

const EXACT_DIGITS = 15;
const MOST_DIGITS = 17;
const HIGH_DIGITS = 9;
const MOST_EXPONENT_DIGITS = 3;

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const LARGEST_POWER = POWERS_OF_TEN.length - 1;

/** 2^27 + 1 splits a double into halves whose products are exact. */
const SPLITTER = 134_217_729;
/** Far above the relative error of the correction term, 2^-51, far below the half unit that it decides about. */
const DOUBT = 2 ** -44;

/**
 * (high + low) / power to the nearest double, where high + low is exact, |low| at most half a unit of high and power
 * an exact power of ten; NaN when the quotient lies too near the middle between two doubles to tell.
 */
function quotient(high: number, low: number, power: number): number {
  const estimate = high / power;
  const estimateSplit = estimate * SPLITTER;
  const estimateHigh = estimateSplit - (estimateSplit - estimate);
  const estimateLow = estimate - estimateHigh;
  const powerSplit = power * SPLITTER;
  const powerHigh = powerSplit - (powerSplit - power);
  const powerLow = power - powerHigh;
  const product = estimate * power;
  const productError =
    estimateLow * powerLow -
    (product - estimateHigh * powerHigh - estimateLow * powerHigh - estimateHigh * powerLow);
  const correction = (high - product - productError + low) / power;
  const doubt = correction * DOUBT;
  const value = estimate + (correction - doubt);
  return value === estimate + (correction + doubt) ? value : Number.NaN;
}

/** mantissa × 10^exponent for at most 17 digits, `high` followed by the `lowDigits` digits of `low`. */
function scaled(high: number, low: number, lowDigits: number, exponent: number): number {
  // Exact: high has at most 30 bits, and 10^8 = 5^8 × 2^8 adds 19 more to the mantissa.
  const upper = high * POWERS_OF_TEN[lowDigits]!;
  const mantissa = upper + low;
  if (exponent === 0) return mantissa;
  if (exponent < -LARGEST_POWER || exponent > LARGEST_POWER) return mantissa === 0 ? 0 : Number.NaN;
  if (lowDigits + HIGH_DIGITS > EXACT_DIGITS) {
    return exponent > 0
      ? Number.NaN
      : quotient(mantissa, low - (mantissa - upper), POWERS_OF_TEN[-exponent]!);
  }
  return exponent > 0 ? mantissa * POWERS_OF_TEN[exponent]! : mantissa / POWERS_OF_TEN[-exponent]!;
}

/**
 * The finite decimal number that fills `start … end` by the rules for float64 cells, or NaN when the bytes are none
 * or need slower means.
 */
export function decimalAt(bytes: Uint8Array, start: number, end: number): number {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  let at = first;
  let high = 0;
  let low = 0;
  let digits = 0;
  let point = -1;
  for (; at < end; at += 1) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) {
      if (bytes[at] !== DOT || point >= 0) break;
      point = at;
    } else if (digits > 0 || digit > 0) {
      if (digits < HIGH_DIGITS) high = high * 10 + digit;
      else if (digits < MOST_DIGITS) low = low * 10 + digit;
      else return Number.NaN;
      digits += 1;
    }
  }

  const integerEnd = point < 0 ? at : point;
  const written = at - first - (point < 0 ? 0 : 1);
  const leadingZero = bytes[first] === ZERO && integerEnd > first;
  if (written === 0 || (leadingZero && integerEnd - first > 1)) return Number.NaN;
  let exponent = point < 0 ? 0 : point + 1 - at;
  if (at < end) {
    const parsed = exponentAt(bytes, at, end);
    if (Number.isNaN(parsed)) return Number.NaN;
    exponent += parsed;
  } else if (point < 0 && (digits > EXACT_DIGITS || (negative && leadingZero))) {
    return Number.NaN;
  }
  const value = scaled(high, low, digits > HIGH_DIGITS ? digits - HIGH_DIGITS : 0, exponent);
  return negative ? -value : value;
}

/** The exponent that fills `start … end`, its letter first; NaN when there is none or it is long. */
function exponentAt(bytes: Uint8Array, start: number, end: number): number {
  if ((bytes[start]! | 0x20) !== LOWER_E) return Number.NaN;
  const sign = bytes[start + 1];
  const first = sign === MINUS || sign === PLUS ? start + 2 : start + 1;
  if (first >= end || end - first > MOST_EXPONENT_DIGITS) return Number.NaN;
  let value = 0;
  for (let at = first; at < end; at += 1) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return sign === MINUS ? -value : value;
}
