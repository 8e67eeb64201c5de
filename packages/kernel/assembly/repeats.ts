/** Finding bytes that were there before: what Snappy and LZ4 share. */

/**
 * Repeats are searched for by five bytes, the upper ones of a word: to say that four come again takes three bytes in
 * either format, and one more for what begins anew behind them, so that nothing is gained.
 */
export const WORD_BYTES: u32 = 5;
const WORD_SHIFT: u64 = 64 - 8 * WORD_BYTES;

// @ts-ignore: decorator
@inline
export function wordAt(position: usize): u64 {
  return load<u64>(position) << WORD_SHIFT;
}

/** The upper bits of a word's product, `shift` fewer than 64. */
// @ts-ignore: decorator
@inline
export function hashOf(word: u64, shift: u64): usize {
  return <usize>((word * 0x9e3779b97f4a7c15) >> shift);
}

/** Where two runs of bytes cease to be alike, in the first one; at `end` at the latest. */
// @ts-ignore: decorator
@inline
export function matchEnd(run: usize, earlier: usize, end: usize): usize {
  let at = run;
  let behind = earlier;
  while (at < end) {
    const difference = load<u64>(at) ^ load<u64>(behind);
    if (difference != 0) return min(at + <usize>(ctz(difference) >> 3), end);
    at += 8;
    behind += 8;
  }
  return end;
}
