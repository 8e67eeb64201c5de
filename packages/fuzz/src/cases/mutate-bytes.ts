import type { Random } from '../random.ts';

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const join = (...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** The bytes with `length` of them at `at` replaced. */
const splice = (bytes: Uint8Array, at: number, length: number, replacement: readonly number[]): Uint8Array =>
  join(bytes.subarray(0, at), replacement, bytes.subarray(at + length));

const anywhere = (bytes: Uint8Array, random: Random) => random.below(bytes.length + 1);

/** Places of a byte; empty when it does not occur. */
function placesOf(bytes: Uint8Array, ...wanted: readonly number[]): number[] {
  return [...bytes.entries()].filter(([, byte]) => wanted.includes(byte)).map(([at]) => at);
}

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

const insert =
  (choices: readonly (readonly number[])[]): Mutation =>
  (bytes, random) =>
    splice(bytes, anywhere(bytes, random), 0, random.pick(choices));

const textBytes = (...texts: readonly string[]) => texts.map((text) => [...Buffer.from(text)]);

/** Bytes that are no UTF-8: lone continuation, overlong, surrogate, cut short, beyond U+10FFFF, and code page letters. */
const INVALID = [
  [0x80],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xe2, 0x82],
  [0xf4, 0x90, 0x80, 0x80],
  [0xff],
  [0xe9],
  [0x92],
];
const NUMBERS = textBytes(
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775809',
  '18446744073709551616',
  '0.1234567890123456789',
  '1e400',
  '-0',
  '123456789012345678901234567890',
);
const STRUCTURE = textBytes(
  ',',
  ';',
  '\t',
  '|',
  '"',
  '""',
  "'",
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  '#',
  '\n',
  '\r\n',
  '\r',
  ' ',
);

const MUTATIONS: readonly Mutation[] = [
  // A flipped bit.
  (bytes, random) => {
    if (bytes.length === 0) return bytes;
    const flipped = bytes.slice();
    const at = random.below(bytes.length);
    flipped[at] = bytes[at]! ^ (1 << random.below(8));
    return flipped;
  },
  // Cut at any byte.
  (bytes, random) => bytes.slice(0, anywhere(bytes, random)),
  (bytes, random) => bytes.slice(anywhere(bytes, random)),
  // A quote doubled, or removed.
  (bytes, random) => {
    const places = placesOf(bytes, QUOTE);
    if (places.length === 0) return splice(bytes, anywhere(bytes, random), 0, [QUOTE]);
    return splice(bytes, random.pick(places), 1, random.chance(50) ? [QUOTE, QUOTE] : []);
  },
  insert(STRUCTURE),
  insert(STRUCTURE),
  insert([[0], [0, 0, 0], [0x1a]]),
  insert(INVALID),
  insert(NUMBERS),
  // Line ends swapped.
  (bytes, random) => {
    const places = placesOf(bytes, LF, CR);
    if (places.length === 0) return bytes;
    return splice(bytes, random.pick(places), 1, random.pick([[LF], [CR], [CR, LF], [LF, CR], [LF, LF], []]));
  },
  // A stretch removed, or doubled.
  (bytes, random) => {
    const start = anywhere(bytes, random);
    const length = random.below(Math.min(40, bytes.length - start + 1));
    return splice(
      bytes,
      start,
      random.chance(50) ? length : 0,
      random.chance(50) ? [...bytes.subarray(start, start + length)] : [],
    );
  },
];

/** The bytes after a few accidents. */
export function mutateBytes(bytes: Uint8Array, random: Random): Uint8Array {
  let mutated = bytes;
  for (let left = random.between(1, 4); left > 0; left -= 1)
    mutated = random.pick(MUTATIONS)(mutated, random);
  return mutated;
}
