import type { Encoding } from '@parquetry/core';

/** What windows-1252 has at 0x80 … 0x9F (https://encoding.spec.whatwg.org/index-windows-1252.txt); C1 controls stay. */
const C1 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const latin1 = (character: string) => (character.codePointAt(0)! < 0x100 ? character.codePointAt(0)! : -1);

function windows1252(character: string): number {
  const at = C1.indexOf(character);
  if (at >= 0) return 0x80 + at;
  const code = latin1(character);
  return code >= 0x80 && code < 0xa0 ? -1 : code;
}

function bytesOf(text: string, byteOf: (character: string) => number): Uint8Array {
  return Uint8Array.from([...text], (character) => Math.max(0, byteOf(character)));
}

/** The text with `e` for every character that the encoding lacks. */
export function encodable(text: string, encoding: Encoding): string {
  if (encoding !== 'latin1' && encoding !== 'windows-1252') return text;
  const byteOf = encoding === 'latin1' ? latin1 : windows1252;
  return [...text].map((character) => (byteOf(character) < 0 ? 'e' : character)).join('');
}

/** The bytes of an {@link encodable} text, without a byte order mark. */
export function encodeText(text: string, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return new Uint8Array(Buffer.from(text));
    case 'utf-16le':
      return new Uint8Array(Buffer.from(text, 'utf16le'));
    case 'utf-16be':
      return new Uint8Array(Buffer.from(text, 'utf16le').swap16());
    case 'windows-1252':
      return bytesOf(text, windows1252);
    case 'latin1':
      return bytesOf(text, latin1);
    default:
      return encoding satisfies never;
  }
}
