/** Writers of CSV cells: each writes at `at` and returns the position after what it wrote. */

const ZERO = 0x30;
const MINUS = 0x2d;
const DOT = 0x2e;

export const COMMA = 0x2c;
export const LINE_FEED = 0x0a;

const encoder = new TextEncoder();

export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** A text as a CSV cell: quoted where RFC 4180 asks for it. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Short runs: a loop beats `Uint8Array.set` below about a hundred bytes. */
export function putBytes(target: Uint8Array, at: number, source: Uint8Array): number {
  const { length } = source;
  for (let index = 0; index < length; index += 1) target[at + index] = source[index]!;
  return at + length;
}

/** The last `digits` decimal digits of `value` ≥ 0, with leading zeros. */
export function putDigits(target: Uint8Array, at: number, value: number, digits: number): number {
  let rest = value;
  for (let position = at + digits - 1; position >= at; position -= 1) {
    const quotient = (rest / 10) | 0;
    target[position] = ZERO + rest - quotient * 10;
    rest = quotient;
  }
  return at + digits;
}

function digitCount(value: number): number {
  if (value < 10) return 1;
  if (value < 100) return 2;
  if (value < 1000) return 3;
  if (value < 10_000) return 4;
  let digits = 5;
  for (let bound = 100_000; value >= bound; bound *= 10) digits += 1;
  return digits;
}

/** A whole number below 2^31 in magnitude. */
export function putInteger(target: Uint8Array, at: number, value: number): number {
  if (value >= 0) return putDigits(target, at, value, digitCount(value));
  target[at] = MINUS;
  return putDigits(target, at + 1, -value, digitCount(-value));
}

/** `hundredths` / 100 with two decimals; zero has no sign. */
export function putHundredths(target: Uint8Array, at: number, hundredths: number): number {
  return putScaled(target, at, hundredths, 100, 2);
}

/** `tenThousandths` / 10,000 with four decimals; zero has no sign. */
export function putTenThousandths(target: Uint8Array, at: number, tenThousandths: number): number {
  return putScaled(target, at, tenThousandths, 10_000, 4);
}

function putScaled(
  target: Uint8Array,
  start: number,
  value: number,
  scale: number,
  decimals: number,
): number {
  let at = start;
  let magnitude = value;
  if (value < 0) {
    target[at] = MINUS;
    at += 1;
    magnitude = -value;
  }
  const whole = (magnitude / scale) | 0;
  at = putDigits(target, at, whole, digitCount(whole));
  target[at] = DOT;
  return putDigits(target, at + 1, magnitude - whole * scale, decimals);
}
