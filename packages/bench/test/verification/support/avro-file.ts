import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { deflateRaw } from 'node:zlib';
import avsc from 'avsc';
import { bigintLong } from '../../../src/verification/bigint-long.ts';

type Done = (error: Error | null, block?: Buffer) => void;

const SYNC_MARKER = Buffer.from('0123456789abcdef');

const codecs = {
  null: (plain: Buffer, done: Done) => done(null, plain),
  deflate: (plain: Buffer, done: Done) => deflateRaw(plain, done),
};

const isLong = (schema: unknown) => schema === 'long' || (schema as { type?: unknown }).type === 'long';

/** A container file of `records`, written by avsc; longs are bigints, dates days. */
export async function avroFile(
  schema: unknown,
  records: readonly unknown[],
  codec: keyof typeof codecs = 'null',
): Promise<Buffer> {
  const options = { codec, codecs, syncMarker: SYNC_MARKER };
  const type = avsc.Type.forSchema(schema as avsc.Schema, {
    wrapUnions: false,
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
  return Buffer.concat([...(await encode(schema, [], 'always')), ...(await encode(type, records, 'never'))]);
}
