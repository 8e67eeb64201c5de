import type { Encoding } from '../conversion/source-format.ts';
import type { ByteStream } from '../store/object-store.ts';
import {
  type CodePage,
  decodeSingleByte,
  encodeSingleByte,
  LATIN_1,
  singleByteLength,
  WINDOWS_1252,
} from './single-byte.ts';
import { type ByteOrder, decodeUtf16, encodeUtf16, invalidUtf16Reason, utf16Length } from './utf16.ts';

async function* fromSingleByte(stream: ByteStream, page: CodePage): ByteStream {
  for await (const chunk of stream) yield decodeSingleByte(chunk, page);
}

async function* fromUtf16(stream: ByteStream, order: ByteOrder): ByteStream {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of stream) {
    const source = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const { text, taken } = decodeUtf16(source, order, false);
    rest = source.slice(taken);
    if (text.length > 0) yield text;
  }
  if (rest.length > 0) yield decodeUtf16(rest, order, true).text;
}

/**
 * The text as UTF-8, its byte-order mark included. What the encoding does not allow comes out as bytes that UTF-8 does
 * not allow either, so that whoever checks them finds it; {@link sourceBytes} has the originals. `utf-8` passes
 * unchanged.
 */
export function transcode(stream: ByteStream, encoding: Encoding): ByteStream {
  switch (encoding) {
    case 'utf-8':
      return stream;
    case 'utf-16le':
      return fromUtf16(stream, 'little');
    case 'utf-16be':
      return fromUtf16(stream, 'big');
    case 'windows-1252':
      return fromSingleByte(stream, WINDOWS_1252);
    case 'latin1':
      return fromSingleByte(stream, LATIN_1);
    default:
      return encoding satisfies never;
  }
}

/** How many bytes of the source the given bytes of {@link transcode}, whole characters, stand for. */
export function sourceLength(text: Uint8Array, encoding: Encoding): number {
  switch (encoding) {
    case 'utf-8':
      return text.length;
    case 'utf-16le':
    case 'utf-16be':
      return utf16Length(text);
    case 'windows-1252':
    case 'latin1':
      return singleByteLength(text);
    default:
      return encoding satisfies never;
  }
}

/** The bytes of the source that the given bytes of {@link transcode}, whole characters, stand for. */
export function sourceBytes(text: Uint8Array, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'utf-8':
      return text;
    case 'utf-16le':
      return encodeUtf16(text, 'little');
    case 'utf-16be':
      return encodeUtf16(text, 'big');
    case 'windows-1252':
      return encodeSingleByte(text, WINDOWS_1252);
    case 'latin1':
      return encodeSingleByte(text, LATIN_1);
    default:
      return encoding satisfies never;
  }
}

/**
 * What is wrong at `at`, where text of {@link transcode} is not UTF-8: `byte 0xE9 (at byte 271) is not valid UTF-8`.
 * `place`: where it is, to stand behind what is wrong.
 */
export function invalidByteReason(text: Uint8Array, at: number, encoding: Encoding, place = ''): string {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return invalidUtf16Reason(text, at, place);
  const byte = text[at]!.toString(16).padStart(2, '0').toUpperCase();
  return `byte 0x${byte}${place} is not valid UTF-8`;
}
