import { putCodePoint } from '../text/utf8.ts';
import { isHighSurrogate, isLowSurrogate } from '../text/utf16.ts';
import { hexUnit, Token } from './json-scanner.ts';

const LOWER_U = 0x75;
const REPLACEMENT = 0xfffd;
/** Of `bfnrt`; every other short escape stands for itself. */
const CONTROLS = new Map([
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
]);

/**
 * Copies what a well-formed JSON string between `start` and `end`, its quotes left out, stands for into `target`, as
 * UTF-8; it is never longer than the string. Half of a surrogate pair becomes U+FFFD. Returns the position after it.
 */
export function unescapeString(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  targetStart: number,
): number {
  let to = targetStart;
  for (let at = start; at < end; ) {
    const byte = bytes[at]!;
    if (byte !== Token.backslash) {
      target[to++] = byte;
      at += 1;
      continue;
    }
    const escaped = bytes[at + 1]!;
    if (escaped !== LOWER_U) {
      target[to++] = CONTROLS.get(escaped) ?? escaped;
      at += 2;
      continue;
    }
    const unit = hexUnit(bytes, at + 2);
    at += 6;
    if (!isHighSurrogate(unit)) {
      to = putCodePoint(target, to, isLowSurrogate(unit) ? REPLACEMENT : unit);
      continue;
    }
    const isEscape = at + 6 <= end && bytes[at] === Token.backslash && bytes[at + 1] === LOWER_U;
    const low = isEscape ? hexUnit(bytes, at + 2) : -1;
    if (isLowSurrogate(low)) at += 6;
    const code = isLowSurrogate(low) ? 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00) : REPLACEMENT;
    to = putCodePoint(target, to, code);
  }
  return to;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A well-formed JSON string between `start` and `end`, its quotes left out, as text. */
export function stringText(bytes: Uint8Array, start: number, end: number): string {
  const written = bytes.subarray(start, end);
  if (!written.includes(Token.backslash)) return decoder.decode(written);
  const target = new Uint8Array(end - start);
  return decoder.decode(target.subarray(0, unescapeString(bytes, start, end, target, 0)));
}
