import type { Encoding } from '@parquetry/core';

/** Characters of the bytes 0x80 to 0x9F (https://encoding.spec.whatwg.org/index-windows-1252.txt). */
const HIGH = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** All characters that Windows-1252 has from 0x80 on. */
export const WINDOWS_1252_CHARACTERS: string =
  HIGH + Buffer.from(Array.from({ length: 96 }, (_, at) => 0xa0 + at)).toString('latin1');

const windows1252 = (text: string) =>
  Buffer.from(
    Array.from(text, (character) => {
      const high = HIGH.indexOf(character);
      return high < 0 ? character.charCodeAt(0) : 0x80 + high;
    }),
  );

/** A text as bytes, without a byte-order mark unless it begins with one. */
export function encoded(text: string, encoding: Encoding): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-16le':
      return Buffer.from(text, 'utf16le');
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16();
    case 'latin1':
      return Buffer.from(text, 'latin1');
    case 'windows-1252':
      return windows1252(text);
    default:
      return encoding satisfies never;
  }
}
