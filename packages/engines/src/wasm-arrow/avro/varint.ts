/**
 * Avro's variable-length zig-zag integers (https://avro.apache.org/docs/1.12.0/specification/#primitive-types),
 * 64-bit ones as two 32-bit halves.
 */

const CONTINUES = 0x80;
const PAYLOAD = 0x7f;

export const MOST_INT_BYTES = 5;
export const MOST_LONG_BYTES = 10;

/** Writes a varint of 32 unsigned bits; returns the position behind it. */
function putUnsigned(target: Uint8Array, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest > PAYLOAD || rest < 0) {
    target[at++] = (rest & PAYLOAD) | CONTINUES;
    rest >>>= 7;
  }
  target[at++] = rest;
  return at;
}

/** Writes an int32; returns the position behind it. */
export const putInt = (target: Uint8Array, start: number, value: number): number =>
  putUnsigned(target, start, (value << 1) ^ (value >> 31));

/** Writes an int64; returns the position behind it. */
export function putLong(target: Uint8Array, start: number, low: number, high: number): number {
  if (high === low >> 31) return putInt(target, start, low);
  const sign = high >> 31;
  let restLow = (low << 1) ^ sign;
  let restHigh = ((high << 1) | (low >>> 31)) ^ sign;
  let at = start;
  while (restHigh !== 0) {
    target[at++] = (restLow & PAYLOAD) | CONTINUES;
    restLow = (restLow >>> 7) | (restHigh << 25);
    restHigh >>>= 7;
  }
  return putUnsigned(target, at, restLow);
}
