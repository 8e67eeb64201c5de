import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, deflateRaw, zstdCompress } from 'node:zlib';
import avsc from 'avsc';
import { compressSync } from 'snappy';

type Done = (error: Error | null, block?: Buffer) => void;

export const SYNC_MARKER = Buffer.from('0123456789abcdef');

const codecs = {
  null: (plain: Buffer, done: Done) => done(null, plain),
  deflate: (plain: Buffer, done: Done) => deflateRaw(plain, done),
  zstandard: (plain: Buffer, done: Done) => zstdCompress(plain, done),
  snappy: (plain: Buffer, done: Done) => {
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(plain));
    done(null, Buffer.concat([compressSync(plain), crc]));
  },
};

export type WrittenCodec = keyof typeof codecs;
export const writtenCodecs = Object.keys(codecs) as WrittenCodec[];

const bigintLong = avsc.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
});

const isLong = (schema: unknown) => schema === 'long' || (schema as { type?: unknown }).type === 'long';

/** A container file of `records`, written by avsc; longs are bigints, dates days, unions wrapped where avsc wants it. */
export async function avroOf(
  schema: unknown,
  records: readonly unknown[],
  { codec = 'null' as WrittenCodec, blockSize = 65_536 } = {},
): Promise<Uint8Array> {
  const options = { codec, codecs, blockSize, syncMarker: SYNC_MARKER };
  const type = avsc.Type.forSchema(schema as avsc.Schema, {
    typeHook: (one: unknown) => (isLong(one) ? bigintLong : undefined),
  });
  const encode = async (of: unknown, rows: readonly unknown[], writeHeader: 'always' | 'never') => {
    const chunks: Uint8Array[] = [];
    const encoder = new avsc.streams.BlockEncoder(of as avsc.Schema, { ...options, writeHeader });
    await pipeline(Readable.from(rows), encoder, async (stream: AsyncIterable<Uint8Array>) => {
      for await (const chunk of stream) chunks.push(chunk);
    });
    return chunks;
  };
  // A header written from a Type loses the logical types.
  const parts = [...(await encode(schema, [], 'always')), ...(await encode(type, records, 'never'))];
  return new Uint8Array(Buffer.concat(parts));
}

/** Record schema of the given fields. */
export const recordSchema = (fields: Readonly<Record<string, unknown>>) => ({
  type: 'record',
  name: 'row',
  fields: Object.entries(fields).map(([name, type]) => ({ name, type })),
});
