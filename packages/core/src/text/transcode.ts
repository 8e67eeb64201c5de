import type { Encoding } from '../conversion/source-format.ts';
import type { ByteStream } from '../store/object-store.ts';

/**
 * The text as UTF-8, its byte-order mark included. What the encoding does not allow comes out as bytes that UTF-8 does
 * not allow either, so that whoever checks them finds it: an unpaired surrogate as three bytes (WTF-8), a lone last
 * byte of UTF-16 as 0xFF. `utf-8` passes unchanged.
 */
export async function* transcode(stream: ByteStream, encoding: Encoding): ByteStream {
  if (encoding !== 'utf-8') throw new Error(`${encoding} is not read yet`);
  yield* stream;
}

/** How many bytes of the source the given bytes of {@link transcode} stand for. */
export function sourceLength(bytes: Uint8Array, encoding: Encoding): number {
  if (encoding !== 'utf-8') throw new Error(`${encoding} is not read yet`);
  return bytes.length;
}

/** The bytes of the source that the given bytes of {@link transcode} stand for. */
export function sourceBytes(bytes: Uint8Array, encoding: Encoding): Uint8Array {
  if (encoding !== 'utf-8') throw new Error(`${encoding} is not read yet`);
  return bytes;
}

/** What is wrong with the byte at `at`, which UTF-8 does not allow: `byte 0xE9 is not valid UTF-8`. */
export function invalidByteReason(bytes: Uint8Array, at: number, _encoding: Encoding): string {
  const byte = bytes[at]!.toString(16).padStart(2, '0').toUpperCase();
  return `byte 0x${byte} is not valid UTF-8`;
}
