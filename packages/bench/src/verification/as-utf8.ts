import type { ByteStream, Encoding } from '@parquetry/core';

const CHUNK_BYTES = 1 << 18;
const DECODERS: Readonly<Partial<Record<Encoding, string>>> = {
  'utf-8': 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
};

/** Whether the platform decodes an encoding exactly as it is meant. */
export const isDecodable = (encoding: Encoding): boolean => DECODERS[encoding] !== undefined;

/**
 * The text in pieces, without its byte order mark.
 *
 * @throws TypeError on bytes that are not in the encoding.
 */
export async function* decoded(stream: ByteStream, encoding: Encoding): AsyncIterable<string> {
  const decoder = new TextDecoder(DECODERS[encoding] ?? encoding, { fatal: true });
  for await (const chunk of stream) {
    for (let start = 0; start < chunk.length; start += CHUNK_BYTES) {
      yield decoder.decode(chunk.subarray(start, start + CHUNK_BYTES), { stream: true });
    }
  }
  yield decoder.decode();
}
