import { BACKSLASH, fail } from './input';
import { out, setOut } from './output';

const LOWER_U: u8 = 0x75;
/** What no four digits spell. */
const NO_UNIT: u32 = 0x10000;

/** What the byte behind a backslash stands for (RFC 8259, section 7); 0 for none. */
function shortEscape(byte: u8): u8 {
  switch (byte) {
    case 0x22: // "
    case 0x2f: // /
    case 0x5c: // \
      return byte;
    case 0x62: // b
      return 0x08;
    case 0x66: // f
      return 0x0c;
    case 0x6e: // n
      return 0x0a;
    case 0x72: // r
      return 0x0d;
    case 0x74: // t
      return 0x09;
    default:
      return 0;
  }
}

/** The code unit of the four hexadecimal digits at `at`, or NO_UNIT. */
function hexUnit(at: usize): u32 {
  let unit: u32 = 0;
  for (let digit: usize = 0; digit < 4; digit++) {
    const byte = load<u8>(at + digit);
    const decimal: u32 = byte - 0x30;
    const letter: u32 = (byte | 0x20) - 0x61;
    if (decimal < 10) unit = (unit << 4) | decimal;
    else if (letter < 6) unit = (unit << 4) | (letter + 10);
    else return NO_UNIT;
  }
  return unit;
}

function putCodePoint(code: u32): void {
  const to = out;
  if (code < 0x80) {
    store<u8>(to, <u8>code);
    setOut(to + 1);
  } else if (code < 0x800) {
    store<u8>(to, <u8>(0xc0 | (code >> 6)));
    store<u8>(to + 1, <u8>(0x80 | (code & 0x3f)));
    setOut(to + 2);
  } else if (code < 0x10000) {
    store<u8>(to, <u8>(0xe0 | (code >> 12)));
    store<u8>(to + 1, <u8>(0x80 | ((code >> 6) & 0x3f)));
    store<u8>(to + 2, <u8>(0x80 | (code & 0x3f)));
    setOut(to + 3);
  } else {
    store<u8>(to, <u8>(0xf0 | (code >> 18)));
    store<u8>(to + 1, <u8>(0x80 | ((code >> 12) & 0x3f)));
    store<u8>(to + 2, <u8>(0x80 | ((code >> 6) & 0x3f)));
    store<u8>(to + 3, <u8>(0x80 | (code & 0x3f)));
    setOut(to + 4);
  }
}

/**
 * Writes what the escape at `at`, a backslash, stands for; returns the position after it. 0 when no such escape exists,
 * or it is half of a surrogate pair, which is no character.
 */
export function putEscape(at: usize): usize {
  const escaped = load<u8>(at + 1);
  if (escaped != LOWER_U) {
    const byte = shortEscape(escaped);
    if (byte == 0) return fail(at);
    store<u8>(out, byte);
    setOut(out + 1);
    return at + 2;
  }
  const unit = hexUnit(at + 2);
  if (unit == NO_UNIT) return fail(at);
  if (unit < 0xd800 || unit >= 0xe000) {
    putCodePoint(unit);
    return at + 6;
  }
  const isPair = unit < 0xdc00 && load<u8>(at + 6) == BACKSLASH && load<u8>(at + 7) == LOWER_U;
  const low = isPair ? hexUnit(at + 8) : NO_UNIT;
  if (low < 0xdc00 || low >= 0xe000) return fail(at);
  putCodePoint(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
  return at + 12;
}
