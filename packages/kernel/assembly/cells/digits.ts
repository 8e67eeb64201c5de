/** Tools for sixteen digits at once. */

export const ZERO_BYTE: u8 = 0x30;
/** One more than sixteen digits can say. */
export const SIXTEEN_DIGITS: u64 = 10_000_000_000_000_000;

/** 32 times no bit, then 32 times all bits. */
const LANES = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
  255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
]);

/** All bits in the lanes of the last `count` of 32 bytes that lie in the first 16. `count` ≤ 32. */
// @ts-ignore: decorator
@inline
export function lastOf32InFirstHalf(count: usize): v128 {
  return v128.load(LANES + count);
}

/** All bits in the lanes of the last `count` of 32 bytes that lie in the last 16. `count` ≤ 32. */
// @ts-ignore: decorator
@inline
export function lastOf32InLastHalf(count: usize): v128 {
  return v128.load(LANES + 16 + count);
}

/** All bits in the first `count` lanes. `count` ≤ 16. */
// @ts-ignore: decorator
@inline
export function firstLanes(count: usize): v128 {
  return v128.not(v128.load(LANES + 32 - count));
}

/** Of every 16 bits the low eight. Loaded: V8 makes a vector constant anew, in three instructions, at every use. */
const LOW_BYTES = memory.data<u16>([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
const TENS = memory.data<u16>([10, 10, 10, 10, 10, 10, 10, 10]);
const HUNDREDS = memory.data<u16>([100, 1, 100, 1, 100, 1, 100, 1]);
const TEN_THOUSANDS = memory.data<u16>([10_000, 1, 10_000, 1, 10_000, 1, 10_000, 1]);

/** Two digits each: sixteen lanes of 0 … 9 become eight of 0 … 99. */
// @ts-ignore: decorator
@inline
export function digitPairs(digits: v128): v128 {
  // The first digit of a pair is the low byte of its 16 bits.
  const tens = i16x8.mul(v128.and(digits, v128.load(LOW_BYTES)), v128.load(TENS));
  return i16x8.add(tens, i16x8.shr_u(digits, 8));
}

/** Four digits each: sixteen lanes of 0 … 9 become four of 0 … 9999. */
// @ts-ignore: decorator
@inline
export function digitFours(digits: v128): v128 {
  return i32x4.dot_i16x8_s(digitPairs(digits), v128.load(HUNDREDS));
}

/** Eight digits each, from two times {@link digitFours}. */
// @ts-ignore: decorator
@inline
export function digitEights(firstFours: v128, lastFours: v128): v128 {
  return i32x4.dot_i16x8_s(i16x8.narrow_i32x4_u(firstFours, lastFours), v128.load(TEN_THOUSANDS));
}

/** The number of two times eight digits: the low half of `eights` has the first ones. */
// @ts-ignore: decorator
@inline
export function sixteenDigits(eights: u64): u64 {
  return (eights & 0xffffffff) * 100_000_000 + (eights >> 32);
}
