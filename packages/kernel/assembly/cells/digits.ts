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

/** Two digits each: sixteen lanes of 0 … 9 become eight of 0 … 99. */
// @ts-ignore: decorator
@inline
export function digitPairs(digits: v128): v128 {
  // The first digit of a pair is the low byte of its 16 bits.
  return i16x8.add(i16x8.mul(v128.and(digits, i16x8.splat(0xff)), i16x8.splat(10)), i16x8.shr_u(digits, 8));
}

/** Eight digits each: 32 lanes of 0 … 9 in two halves become four 32-bit numbers. */
// @ts-ignore: decorator
@inline
export function digitEights(firstHalf: v128, lastHalf: v128): v128 {
  const hundreds = i16x8(100, 1, 100, 1, 100, 1, 100, 1);
  const fours = i16x8.narrow_i32x4_u(
    i32x4.dot_i16x8_s(digitPairs(firstHalf), hundreds),
    i32x4.dot_i16x8_s(digitPairs(lastHalf), hundreds),
  );
  return i32x4.dot_i16x8_s(fours, i16x8(10000, 1, 10000, 1, 10000, 1, 10000, 1));
}

/** The first sixteen of the digits that became `eights`. */
// @ts-ignore: decorator
@inline
export function firstSixteen(eights: v128): u64 {
  const both = <u64>i64x2.extract_lane(eights, 0);
  return (both & 0xffffffff) * 100_000_000 + (both >> 32);
}

/** The last sixteen of the digits that became `eights`. */
// @ts-ignore: decorator
@inline
export function lastSixteen(eights: v128): u64 {
  const both = <u64>i64x2.extract_lane(eights, 1);
  return (both & 0xffffffff) * 100_000_000 + (both >> 32);
}
