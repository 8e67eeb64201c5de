import { DOT, fail, MINUS, ZERO } from './input';
import { copyChunks, giveUpForRoom, isTooLong, out, setOut } from './output';

const LOWER_E: u8 = 0x65;
const PLUS: u8 = 0x2b;

/** The bytes of a chunk that are digits, a bit each. */
// @ts-ignore: decorator
@inline
function digitBytes(chunk: v128): u32 {
  return <u32>i8x16.bitmask(i8x16.lt_u(i8x16.sub(chunk, i8x16.splat(ZERO)), i8x16.splat(10)));
}

/**
 * Copies the number at `at`, whose first byte is a minus or a digit; returns the position after it, 0 if it is none.
 * Numbers of at most 15 bytes without an exponent are judged by the places of what is no digit.
 */
// @ts-ignore: decorator
@inline
export function copyNumber(at: usize, negativeZero: bool): usize {
  const chunk = v128.load(at);
  v128.store(out, chunk);
  // The minus, if there is one, is the byte at 0: what follows it counts.
  const others = ~digitBytes(chunk);
  const stop = others & ~1;
  const sign = others & 1;
  const whole = ctz(stop);
  let length = whole;
  let isPlain = whole > sign && (whole == sign + 1 || load<u8>(at + <usize>sign) != ZERO);
  if (load<u8>(at + <usize>whole) == DOT) {
    length = ctz(stop & (stop - 1));
    isPlain = isPlain && length > whole + 1;
  }
  const behind = load<u8>(at + <usize>length);
  if (!isPlain || length > 15 || (behind | 0x20) == LOWER_E || (negativeZero && length == 2 && sign)) {
    return copyAnyNumber(at, negativeZero);
  }
  setOut(out + <usize>length);
  return at + <usize>length;
}

/** Behind the digits at `start`; 0 without one. */
function skipDigits(start: usize): usize {
  let at = start;
  while (true) {
    const digits = digitBytes(v128.load(at));
    at += <usize>ctz(~digits);
    if (digits != 0xffff) return at == start ? fail(at) : at;
  }
}

/** Behind the number at `at` (RFC 8259, section 6); 0 if it is none. */
function skipNumber(start: usize): usize {
  let at = start + <usize>(load<u8>(start) == MINUS);
  at = load<u8>(at) == ZERO ? at + 1 : skipDigits(at);
  if (at && load<u8>(at) == DOT) at = skipDigits(at + 1);
  if (at && (load<u8>(at) | 0x20) == LOWER_E) {
    const sign = load<u8>(at + 1);
    at = skipDigits(at + 1 + <usize>(sign == MINUS || sign == PLUS));
  }
  return at;
}

/** As {@link copyNumber}, however long the number is. */
export function copyAnyNumber(start: usize, negativeZero: bool): usize {
  const end = skipNumber(start);
  if (end == 0) return 0;
  const length = end - start;
  if (negativeZero && length == 2 && load<u8>(start) == MINUS && load<u8>(start + 1) == ZERO) {
    store<u32>(out, 0x302e302d); // -0.0
    setOut(out + 4);
    return end;
  }
  if (isTooLong(out, out + length)) return giveUpForRoom();
  copyChunks(out, start, length);
  setOut(out + length);
  return end;
}
