/** Integers of variable length: seven bits a byte, the lowest first; the eighth bit says that more follow. */

const CONTINUES: u64 = 0x8080808080808080;
/** What {@link spreadVarint} can hold: eight bytes of seven bits. */
export const MOST_SPREAD_BITS: u64 = 56;

/** Writes a varint; returns the address behind it. At most five bytes. */
// @ts-ignore: decorator
@inline
export function putVarint(target: usize, value: u32): usize {
  let at = target;
  let rest = value;
  while (rest >= 0x80) {
    store<u8>(at++, <u8>(rest | 0x80));
    rest >>= 7;
  }
  store<u8>(at, <u8>rest);
  return at + 1;
}

/** Writes a varint; returns the address behind it. At most ten bytes. */
export function putLongVarint(target: usize, value: u64): usize {
  let at = target;
  let rest = value;
  while (rest >= 0x80) {
    store<u8>(at++, <u8>(rest | 0x80));
    rest >>= 7;
  }
  store<u8>(at, <u8>rest);
  return at + 1;
}

/** Bytes of a varint, 1 to 10: for bit counts 1…64, 37/256 rounds as 1/7 does. */
// @ts-ignore: decorator
@inline
export function varintBytes(value: u64): u32 {
  return (<u32>(70 - clz(value | 1)) * 37) >> 8;
}

/**
 * The bytes of a varint of `bytes` bytes, for values below 2^56, without a branch: halves, quarters and eighths move
 * apart until there are seven bits in each byte.
 */
// @ts-ignore: decorator
@inline
export function spreadVarint(value: u64, bytes: u32): u64 {
  let spread = (value & 0x0fffffff) | ((value & 0x00fffffff0000000) << 4);
  spread = (spread & 0x00003fff00003fff) | ((spread & 0x0fffc0000fffc000) << 2);
  spread = (spread & 0x007f007f007f007f) | ((spread & 0x3f803f803f803f80) << 1);
  return spread | (CONTINUES & ~(<u64>-1 << <u64>((bytes - 1) << 3)));
}

/** Small values of either sign as small unsigned ones: 0, −1, 1, −2 … become 0, 1, 2, 3 … */
// @ts-ignore: decorator
@inline
export function zigzag(value: i64): u64 {
  return <u64>((value << 1) ^ (value >> 63));
}
