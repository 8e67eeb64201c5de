import type { Encoding } from '../conversion/source-format.ts';
import { decodeSingleByte, LATIN_1, WINDOWS_1252 } from './single-byte.ts';
import { decodeUtf16 } from './utf16.ts';

/** The beginning of a source as UTF-8; what is not whole at its end is left out, unless it `isWhole`. */
export function decodeSample(sample: Uint8Array, encoding: Encoding, isWhole: boolean): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return sample;
    case 'utf-16le':
      return decodeUtf16(sample, 'little', isWhole).text;
    case 'utf-16be':
      return decodeUtf16(sample, 'big', isWhole).text;
    case 'windows-1252':
      return decodeSingleByte(sample, WINDOWS_1252);
    case 'latin1':
      return decodeSingleByte(sample, LATIN_1);
    default:
      return encoding satisfies never;
  }
}
