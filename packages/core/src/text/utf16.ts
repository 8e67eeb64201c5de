/**
 * UTF-16 as UTF-8. What UTF-16 does not allow becomes what UTF-8 does not allow, each in a way of its own, so that it is
 * found later and the source's bytes can be had again:
 * - half of a surrogate pair: the three bytes of its code point (WTF-8, https://simonsapin.github.io/wtf-8/);
 * - a last byte `b` without its other half: the first two of the four bytes of U+10000 + b · 0x1000. There are exactly
 *   256 such beginnings, and at the end of a text nothing completes them.
 */
import { putCodePoint } from './utf8.ts';

export const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit < 0xdc00;
export const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

/** Of the two bytes of a unit: which comes first, the less significant one or the other. */
export type ByteOrder = 'little' | 'big';

function putOddByte(target: Uint8Array, start: number, byte: number): number {
  const code = 0x10000 + (byte << 12);
  target[start] = 0xf0 | (code >> 18);
  target[start + 1] = 0x80 | ((code >> 12) & 0x3f);
  return start + 2;
}

/**
 * The text as UTF-8, and how many bytes of the source it took: all of them when `isLast`, otherwise as far as characters
 * are whole.
 */
export function decodeUtf16(
  source: Uint8Array,
  order: ByteOrder,
  isLast: boolean,
): { text: Uint8Array; taken: number } {
  const [low, high] = order === 'little' ? [0, 1] : [1, 0];
  const unitAt = (at: number) => source[at + low]! | (source[at + high]! << 8);
  const target = new Uint8Array(Math.ceil(source.length / 2) * 3);
  let to = 0;
  let at = 0;
  for (; at + 1 < source.length; at += 2) {
    const unit = unitAt(at);
    if (!isHighSurrogate(unit)) {
      to = putCodePoint(target, to, unit);
      continue;
    }
    if (at + 3 >= source.length && !isLast) break;
    const next = at + 3 < source.length ? unitAt(at + 2) : 0;
    if (isLowSurrogate(next)) {
      to = putCodePoint(target, to, 0x10000 + ((unit - 0xd800) << 10) + (next - 0xdc00));
      at += 2;
    } else to = putCodePoint(target, to, unit);
  }
  if (isLast && at < source.length) {
    to = putOddByte(target, to, source[at]!);
    at += 1;
  }
  return { text: target.subarray(0, to), taken: at };
}

const isContinuation = (byte: number | undefined) => byte !== undefined && (byte & 0xc0) === 0x80;

/** A lead byte of four with one continuation stands for an odd last byte. */
const isOddByte = (text: Uint8Array, at: number) => text[at]! >= 0xf0 && !isContinuation(text[at + 2]);

const oddByte = (text: Uint8Array, at: number) =>
  ((((text[at]! & 0x07) << 6) | (text[at + 1]! & 0x3f)) - 0x10) & 0xff;

/** The bytes that {@link decodeUtf16} made the text of. */
export function encodeUtf16(text: Uint8Array, order: ByteOrder): Uint8Array {
  const [low, high] = order === 'little' ? [0, 1] : [1, 0];
  const target = new Uint8Array(text.length * 2);
  let to = 0;
  const putUnit = (unit: number) => {
    target[to + low] = unit & 0xff;
    target[to + high] = unit >> 8;
    to += 2;
  };
  for (let at = 0; at < text.length; ) {
    const lead = text[at]!;
    if (lead < 0x80) {
      putUnit(lead);
      at += 1;
    } else if (lead < 0xe0) {
      putUnit(((lead & 0x1f) << 6) | (text[at + 1]! & 0x3f));
      at += 2;
    } else if (lead < 0xf0) {
      putUnit(((lead & 0x0f) << 12) | ((text[at + 1]! & 0x3f) << 6) | (text[at + 2]! & 0x3f));
      at += 3;
    } else if (isOddByte(text, at)) {
      target[to++] = oddByte(text, at);
      at += 2;
    } else {
      const upper = ((lead & 0x07) << 18) | ((text[at + 1]! & 0x3f) << 12);
      const offset = (upper | ((text[at + 2]! & 0x3f) << 6) | (text[at + 3]! & 0x3f)) - 0x10000;
      putUnit(0xd800 | (offset >> 10));
      putUnit(0xdc00 | (offset & 0x3ff));
      at += 4;
    }
  }
  return target.subarray(0, to);
}

/** How many bytes {@link decodeUtf16} made the text of. */
export function utf16Length(text: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at]!;
    if ((byte & 0xc0) === 0x80) continue;
    if (byte < 0xf0) length += 2;
    else length += isOddByte(text, at) ? 1 : 4;
  }
  return length;
}

const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, '0').toUpperCase()}`;

/** What is wrong at `at` with text of {@link decodeUtf16}, where it is not UTF-8; `place` stands behind what is wrong. */
export function invalidUtf16Reason(text: Uint8Array, at: number, place: string): string {
  if (text[at]! >= 0xf0)
    return `byte ${hex(oddByte(text, at), 2)}${place} at the end is half of a UTF-16 unit`;
  const unit = ((text[at]! & 0x0f) << 12) | ((text[at + 1]! & 0x3f) << 6) | (text[at + 2]! & 0x3f);
  return `unit ${hex(unit, 4)}${place} is half of a surrogate pair, not valid UTF-16`;
}
