import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, deflateRaw } from 'node:zlib';
import {
  type AvroCodec,
  type AvroRecordSchema,
  avroSchema,
  type ConversionPlan,
  joinChunks,
  type OutputPlan,
  type TableSchema,
} from '@parquetry/core';
import avsc from 'avsc';
import { compressSync } from 'snappy';
import type { ParsedRows, Row } from './row.ts';

const MILLIS_PER_DAY = 86_400_000;
const SYNC_MARKER_BYTES = 16;
const CRC_BYTES = 4;

type Compressed = (error: Error | null, block?: Buffer) => void;

/** Snappy blocks end in the CRC32 of the plain bytes (https://avro.apache.org/docs/1.12.0/specification/#snappy). */
function snappyBlock(plain: Buffer, done: Compressed): void {
  const compressed = compressSync(plain);
  const block = Buffer.allocUnsafe(compressed.length + CRC_BYTES);
  compressed.copy(block);
  block.writeUInt32BE(crc32(plain), compressed.length);
  done(null, block);
}

type WrittenAvro = Extract<OutputPlan, { format: 'avro' }>;

const codecsOf = ({ level }: WrittenAvro): Record<AvroCodec, (plain: Buffer, done: Compressed) => void> => ({
  null: (plain, done) => done(null, plain),
  deflate: (plain, done) => deflateRaw(plain, level === undefined ? {} : { level }, done),
  snappy: snappyBlock,
});

/** Longs beyond what avsc writes exactly as numbers (https://github.com/mtth/avsc/wiki/Advanced-usage#custom-long-types). */
const wideLong = avsc.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: number | bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    return bytes;
  },
  fromJSON: (text: string) => BigInt(text),
  toJSON: (value: number | bigint) => String(value),
  isValid: (value: unknown) => typeof value === 'bigint' || Number.isSafeInteger(value),
  compare: (a: number | bigint, b: number | bigint) => (a < b ? -1 : a > b ? 1 : 0),
});

/** With or without a logical type, which avsc leaves aside. */
const isLong = (schema: unknown): boolean =>
  schema === 'long' ||
  (typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'long');

const widened = (schema: unknown) => (isLong(schema) ? wideLong : undefined);

/** The rows as avsc takes them: under legal names, dates as days. */
function recordsOf(
  rows: readonly Row[],
  { columns }: TableSchema,
  { fields }: AvroRecordSchema,
): Iterable<Row> {
  const isAsNeeded = columns.every(
    ({ name, type }, index) => name === fields[index]!.name && type.kind !== 'date',
  );
  if (isAsNeeded) return rows;
  const names = columns.map(({ name }, index) => [name, fields[index]!.name] as const);
  return rows.values().map((row) => {
    const record: Row = {};
    for (const [from, to] of names) {
      const value = row[from]!;
      record[to] = value instanceof Date ? value.getTime() / MILLIS_PER_DAY : value;
    }
    return record;
  });
}

const collect = async (stream: AsyncIterable<Uint8Array>) => joinChunks(await Array.fromAsync(stream));

/** Of the header, and of all that decides what the rows are. */
function syncMarkerOf(
  schema: AvroRecordSchema,
  { source: { format, invalidBytes } }: ConversionPlan,
  rejectedRows: readonly number[],
  source: Uint8Array,
): Buffer {
  return createHash('sha256')
    .update(JSON.stringify({ schema, format, invalidBytes }))
    .update(Float64Array.from(rejectedRows))
    .update(source)
    .digest()
    .subarray(0, SYNC_MARKER_BYTES);
}

/**
 * An Avro object container file of the rows. Its sync marker derives from `source`, the bytes that the rows were read
 * from, and from how they were read, so that the same input gives the same file.
 */
export async function encodeAvro(
  { rows, hasWideIntegers, rejectedRows }: ParsedRows,
  plan: ConversionPlan,
  output: WrittenAvro,
  source: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const schema = avroSchema(plan.schema);
  const options = {
    codec: output.codec,
    codecs: codecsOf(output),
    syncMarker: syncMarkerOf(schema, plan, rejectedRows, source),
  };
  const metadata = Object.fromEntries(
    Object.entries(output.metadata ?? {}).map(([key, value]) => [key, Buffer.from(value)]),
  );
  const type = avsc.Type.forSchema(schema as avsc.Schema, hasWideIntegers ? { typeHook: widened } : {});
  const cancel = signal ? { signal } : {};
  // A header written from a Type loses the attributes that avsc does not know, so it is written from the schema.
  const headed = { ...options, metadata, writeHeader: 'always' } as const;
  const header = new avsc.streams.BlockEncoder(schema as avsc.Schema, headed);
  const blocks = new avsc.streams.BlockEncoder(type, { ...options, writeHeader: 'never' });
  return joinChunks([
    await pipeline(Readable.from([]), header, collect, cancel),
    await pipeline(Readable.from(recordsOf(rows, plan.schema, schema)), blocks, collect, cancel),
  ]);
}
