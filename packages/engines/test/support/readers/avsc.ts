import { Readable } from 'node:stream';
import { crc32, inflateRaw } from 'node:zlib';
import type { CellValue } from '@parquetry/core';
import avro from 'avsc';
import { uncompress } from 'snappy';
import type { Reader, ReadTable } from '../read-table.ts';
import { avroFieldType, avroHeader } from './avro-header.ts';

type Decompressed = (error: Error | null, bytes?: Buffer) => void;

const CRC_BYTES = 4;

const codecs = {
  null: (block: Buffer, done: Decompressed) => done(null, block),
  deflate: (block: Buffer, done: Decompressed) => inflateRaw(block, done),
  snappy: (block: Buffer, done: Decompressed) => {
    const end = block.length - CRC_BYTES;
    uncompress(block.subarray(0, end), { asBuffer: true }).then(
      (bytes) => {
        const intact = crc32(bytes as Buffer) === block.readUInt32BE(end);
        done(intact ? null : new Error('a snappy block has the wrong CRC-32'), bytes as Buffer);
      },
      (error) => done(error),
    );
  },
};

/** avsc's own long is a number and refuses integers from 2^53 on. */
const bigintLong = avro.types.LongType.__with({
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

export const bigintLongHook = (schema: unknown) =>
  schema === 'long' || (schema as { type?: unknown }).type === 'long' ? bigintLong : undefined;

async function read(file: Uint8Array): Promise<ReadTable> {
  const { schema } = avroHeader(file);
  const decoder = new avro.streams.BlockDecoder({
    codecs,
    parseHook: (written: avro.Schema) =>
      avro.Type.forSchema(written, { wrapUnions: false, typeHook: bigintLongHook }),
  } as ConstructorParameters<typeof avro.streams.BlockDecoder>[0]);
  const values = schema.fields.map((): CellValue[] => []);
  const names = schema.fields.map((field) => field.name);
  let rowCount = 0;
  const source = Readable.from([Buffer.from(file)]);
  source.pipe(decoder);
  for await (const row of decoder as AsyncIterable<Record<string, CellValue>>) {
    for (let column = 0; column < names.length; column += 1) values[column]!.push(row[names[column]!]!);
    rowCount += 1;
  }
  return {
    rowCount,
    columns: schema.fields.map((field, column) => ({
      name: field.name,
      ...avroFieldType(field),
      values: values[column]!,
    })),
  };
}

export const avsc: Reader = {
  library: 'avsc',
  /** Its records are objects with a prototype. */
  canShow: ({ columns }) => columns.every(({ name }) => name !== '__proto__'),
  read,
};
