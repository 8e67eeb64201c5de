import type { Random } from '../random.ts';

const DIGITS = new TextEncoder().encode('0123456789abcdef');

/** Writes `digits` random hexadecimal digits, a multiple of 8, and returns the position after them. */
export function putHex(target: Uint8Array, start: number, digits: number, random: Random): number {
  let at = start;
  for (let left = digits; left > 0; left -= 8) {
    const bits = random.bits();
    for (let shift = 28; shift >= 0; shift -= 4) {
      target[at] = DIGITS[(bits >>> shift) & 15]!;
      at += 1;
    }
  }
  return at;
}
