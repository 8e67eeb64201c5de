/** Encodings of one byte a character: every byte is one, so nothing is ever invalid. */

/**
 * Code points of the bytes 0x80 to 0x9F in windows-1252; all others are as in ISO-8859-1. The five that no character
 * was given to are the C1 controls. Source: https://encoding.spec.whatwg.org/index-windows-1252.txt
 */
const WINDOWS_1252_HIGH = [
  0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152,
  0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122,
  0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
];

/** By byte, its code point. */
export type CodePage = Uint16Array;

export const LATIN_1: CodePage = Uint16Array.from({ length: 256 }, (_, byte) => byte);

export const WINDOWS_1252: CodePage = LATIN_1.slice();
WINDOWS_1252.set(WINDOWS_1252_HIGH, 0x80);

/** The text as UTF-8. */
export function decodeSingleByte(source: Uint8Array, page: CodePage): Uint8Array {
  const target = new Uint8Array(source.length * 3);
  let to = 0;
  for (let at = 0; at < source.length; at += 1) {
    const code = page[source[at]!]!;
    if (code < 0x80) target[to++] = code;
    else if (code < 0x800) {
      target[to++] = 0xc0 | (code >> 6);
      target[to++] = 0x80 | (code & 0x3f);
    } else {
      target[to++] = 0xe0 | (code >> 12);
      target[to++] = 0x80 | ((code >> 6) & 0x3f);
      target[to++] = 0x80 | (code & 0x3f);
    }
  }
  return target.subarray(0, to);
}

/** The bytes that {@link decodeSingleByte} made the text of. */
export function encodeSingleByte(text: Uint8Array, page: CodePage): Uint8Array {
  const source = Array.from(Buffer.from(text).toString('utf8'), (character) =>
    page.indexOf(character.codePointAt(0)!),
  );
  return Uint8Array.from(source);
}

/** How many bytes {@link decodeSingleByte} made the text of: one for each character. */
export function singleByteLength(text: Uint8Array): number {
  let characters = 0;
  for (let at = 0; at < text.length; at += 1) if ((text[at]! & 0xc0) !== 0x80) characters += 1;
  return characters;
}
