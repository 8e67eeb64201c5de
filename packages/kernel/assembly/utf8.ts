/**
 * UTF-8 checked 16 bytes at a time, as John Keiser and Daniel Lemire describe it ("Validating UTF-8 In Less Than One
 * Instruction Per Byte", 2021, https://arxiv.org/abs/2010.03090): all that two neighbouring bytes can do wrong is found
 * by three lookups of half a byte, each giving the set of mistakes that it leaves possible; what all three leave is wrong.
 */

/** A lead byte, and no continuation behind it. */
const TOO_SHORT: i8 = 1 << 0;
/** A continuation behind ASCII. */
const TOO_LONG: i8 = 1 << 1;
/** E0 80…9F: fits in two bytes. */
const OVERLONG_3: i8 = 1 << 2;
/** F4 90…BF, F5…FF: beyond U+10FFFF. */
const TOO_LARGE: i8 = 1 << 3;
/** ED A0…BF. */
const SURROGATE: i8 = 1 << 4;
/** C0, C1: fits in one byte. */
const OVERLONG_2: i8 = 1 << 5;
/** F0 80…8F: fits in three bytes. F5…FF 80…8F share the bit. */
const OVERLONG_4: i8 = 1 << 6;
const TOO_LARGE_80: i8 = 1 << 6;
/** Two continuations: wrong unless a lead byte of three or four bytes stands two or three bytes before. */
const TWO_CONTINUATIONS: i8 = -128;
/** What the low half of the first byte says nothing about. */
const ANY_LOW: i8 = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS;

const OF_LEAD_C: i8 = TOO_SHORT | OVERLONG_2;
const OF_LEAD_E: i8 = TOO_SHORT | OVERLONG_3 | SURROGATE;
const OF_LEAD_F: i8 = TOO_SHORT | TOO_LARGE | TOO_LARGE_80 | OVERLONG_4;
const LOW_0: i8 = ANY_LOW | OVERLONG_3 | OVERLONG_2 | OVERLONG_4;
const LOW_1: i8 = ANY_LOW | OVERLONG_2;
const LOW_4: i8 = ANY_LOW | TOO_LARGE;
const LOW_5_TO_F: i8 = ANY_LOW | TOO_LARGE | TOO_LARGE_80;
const LOW_D: i8 = LOW_5_TO_F | SURROGATE;
const ANY_CONTINUATION: i8 = TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS;
const SECOND_8: i8 = ANY_CONTINUATION | OVERLONG_3 | TOO_LARGE_80 | OVERLONG_4;
const SECOND_9: i8 = ANY_CONTINUATION | OVERLONG_3 | TOO_LARGE;
const SECOND_A_B: i8 = ANY_CONTINUATION | SURROGATE | TOO_LARGE;

/** Not zero where the 16 bytes of `current`, which follow `previous`, are not UTF-8 so far. */
// @ts-ignore: decorator
@inline
function mistakes(previous: v128, current: v128): v128 {
  const byFirstHigh = i8x16(
    TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
    TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
    OF_LEAD_C, TOO_SHORT, OF_LEAD_E, OF_LEAD_F,
  );
  const byFirstLow = i8x16(
    LOW_0, LOW_1, ANY_LOW, ANY_LOW, LOW_4, LOW_5_TO_F, LOW_5_TO_F, LOW_5_TO_F,
    LOW_5_TO_F, LOW_5_TO_F, LOW_5_TO_F, LOW_5_TO_F, LOW_5_TO_F, LOW_D, LOW_5_TO_F, LOW_5_TO_F,
  );
  const bySecondHigh = i8x16(
    TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
    SECOND_8, SECOND_9, SECOND_A_B, SECOND_A_B, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
  );
  const first = v128.shuffle<i8>(previous, current, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
  const ofPair = v128.and(
    v128.and(
      i8x16.swizzle(byFirstHigh, i8x16.shr_u(first, 4)),
      i8x16.swizzle(byFirstLow, v128.and(first, i8x16.splat(0x0f))),
    ),
    i8x16.swizzle(bySecondHigh, i8x16.shr_u(current, 4)),
  );
  // The third and fourth byte of a character: two continuations must stand here, and nowhere else.
  const second = v128.shuffle<i8>(previous, current, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
  const third = v128.shuffle<i8>(previous, current, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28);
  const afterThree = i8x16.sub_sat_u(second, i8x16.splat(<i8>(0xe0 - 0x80)));
  const afterFour = i8x16.sub_sat_u(third, i8x16.splat(<i8>(0xf0 - 0x80)));
  const mustContinue = v128.and(v128.or(afterThree, afterFour), i8x16.splat(-128));
  return v128.xor(mustContinue, ofPair);
}

/** Not zero where the last bytes begin a character that they do not end. */
// @ts-ignore: decorator
@inline
function unfinished(last: v128): v128 {
  const most = i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, <i8>0xef, <i8>0xdf, <i8>0xbf);
  return i8x16.sub_sat_u(last, most);
}

/**
 * Whether the bytes from `start` to `end` are UTF-8 (Unicode 16, table 3-7), each character whole. Reads up to 15 bytes
 * behind the end, which do not matter.
 */
export function isUtf8(start: usize, end: usize): bool {
  let wrong = i64x2.splat(0);
  let previous = i64x2.splat(0);
  let at = start;
  for (; at + 64 <= end; at += 64) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    const c = v128.load(at, 32);
    const d = v128.load(at, 48);
    if (i8x16.bitmask(v128.or(v128.or(a, b), v128.or(c, d))) == 0) {
      wrong = v128.or(wrong, unfinished(previous));
    } else {
      wrong = v128.or(wrong, v128.or(mistakes(previous, a), mistakes(a, b)));
      wrong = v128.or(wrong, v128.or(mistakes(b, c), mistakes(c, d)));
    }
    previous = d;
  }
  const lanes = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (; at < end; at += 16) {
    const inside = i8x16.lt_u(lanes, i8x16.splat(<i8>min<usize>(end - at, 16)));
    const last = v128.and(v128.load(at), inside);
    wrong = v128.or(wrong, mistakes(previous, last));
    previous = last;
  }
  return !v128.any_true(v128.or(wrong, unfinished(previous)));
}
