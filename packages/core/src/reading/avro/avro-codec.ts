import { crc32, inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { uncompressSync } from 'snappy';
import { MalformedAvro } from './avro-error.ts';

/** A block that unpacks to more than this is taken for damaged, or for an attack. */
const MAX_BLOCK_BYTES = 512 << 20;
const CRC_BYTES = 4;

type Decompress = (block: Uint8Array) => Uint8Array;

/** Snappy's raw format, then the big-endian CRC-32 of the unpacked bytes. */
function unpackSnappy(block: Uint8Array): Uint8Array {
  if (block.length < CRC_BYTES) throw new MalformedAvro('a snappy block is too short for its checksum');
  const body = block.subarray(0, block.length - CRC_BYTES);
  const unpacked = uncompressSync(body, { asBuffer: true }) as Uint8Array;
  const { buffer, byteOffset, byteLength } = block;
  const expected = new DataView(buffer, byteOffset, byteLength).getUint32(byteLength - CRC_BYTES);
  if (crc32(unpacked) !== expected)
    throw new MalformedAvro('the checksum (CRC-32) of a snappy block is wrong');
  return unpacked;
}

const CODECS: Readonly<Record<string, Decompress>> = {
  null: (block) => block,
  deflate: (block) => inflateRawSync(block, { maxOutputLength: MAX_BLOCK_BYTES }),
  snappy: unpackSnappy,
  zstandard: (block) => zstdDecompressSync(block, { maxOutputLength: MAX_BLOCK_BYTES }),
};

/**
 * The decompressor of a codec of the Avro specification (https://avro.apache.org/docs/1.12.0/specification/#required-codecs);
 * undefined for one that is not known here. It throws when a block is damaged.
 */
export function avroDecompressor(codec: string): Decompress | undefined {
  return Object.hasOwn(CODECS, codec) ? CODECS[codec] : undefined;
}

export const readableAvroCodecs = Object.keys(CODECS);
