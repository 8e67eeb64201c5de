/**
 * 64-bit integers as two 32-bit halves, low half first, as they lie in a little-endian BigInt64Array: arithmetic
 * on doubles and small integers is several times faster than on BigInt.
 */

const ZERO = 0x30;
const MINUS = 0x2d;
const TWO_POW_16 = 2 ** 16;
const TWO_POW_26 = 2 ** 26;
const TWO_POW_31 = 2 ** 31;
const TWO_POW_32 = 2 ** 32;
const BILLION = 1_000_000_000;

const SMALL_INTEGER_DIGITS = 9;
const EXACT_DIGITS = 15;
const MOST_DIGITS = 19;
const LOW_DIGITS = 9;

/** Stores an integer of at most 53 bits as element `at`. */
function storeInteger(halves: Int32Array, at: number, value: number): void {
  halves[2 * at] = value;
  halves[2 * at + 1] = Math.floor(value / TWO_POW_32);
}

/** Stores `seconds × 1,000,000 + micros` as element `at`; |seconds| below 2^38, micros 0 … 999,999. */
export function storeMicros(halves: Int32Array, at: number, seconds: number, micros: number): void {
  // 1,000,000 = 15,625 × 64, and the seconds times 15,625 are exact in a double.
  const sixtyFourths = seconds * 15_625 + (micros >> 6);
  const high = Math.floor(sixtyFourths / TWO_POW_26);
  halves[2 * at] = (sixtyFourths - high * TWO_POW_26) * 64 + (micros & 63);
  halves[2 * at + 1] = high;
}

/** Digits `start … end` as a number, exact up to 15 of them; NaN when a byte is no digit. */
function digitsAt(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Digits `start … end`, 16 to 19 of them, with the given sign; false when a byte is no digit or int64 is exceeded. */
function storeLong(
  halves: Int32Array,
  index: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  negative: boolean,
): boolean {
  const top = digitsAt(bytes, start, end - LOW_DIGITS);
  const rest = digitsAt(bytes, end - LOW_DIGITS, end);
  if (Number.isNaN(top) || Number.isNaN(rest)) return false;
  const topLow = top % TWO_POW_16;
  const lowSum = topLow * BILLION + rest;
  const upper = ((top - topLow) / TWO_POW_16) * BILLION + Math.floor(lowSum / TWO_POW_16);
  let high = Math.floor(upper / TWO_POW_16);
  let low = (upper % TWO_POW_16) * TWO_POW_16 + (lowSum % TWO_POW_16);
  if (high > TWO_POW_31 || (high === TWO_POW_31 && (low > 0 || !negative))) return false;
  if (negative) {
    high = low === 0 ? -high : -high - 1;
    low = -low;
  }
  halves[2 * index] = low;
  halves[2 * index + 1] = high;
  return true;
}

/** Stores the int64 that fills `start … end` as element `index`; false when the bytes are no int64. */
export function storeInt64At(
  halves: Int32Array,
  index: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  const digits = end - first;
  if (digits === 0 || digits > MOST_DIGITS) return false;
  if (bytes[first] === ZERO && (digits > 1 || negative)) return false;
  if (digits > EXACT_DIGITS) return storeLong(halves, index, bytes, first, end, negative);
  if (digits > SMALL_INTEGER_DIGITS) {
    const value = digitsAt(bytes, first, end);
    if (Number.isNaN(value)) return false;
    storeInteger(halves, index, negative ? -value : value);
    return true;
  }
  let value = 0;
  for (let at = first; at < end; at += 1) {
    const digit = bytes[at]! - ZERO;
    if (digit < 0 || digit > 9) return false;
    value = (value * 10 + digit) | 0;
  }
  if (negative) value = -value | 0;
  halves[2 * index] = value;
  halves[2 * index + 1] = value >> 31;
  return true;
}
