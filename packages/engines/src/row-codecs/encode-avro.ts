import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, deflateRaw } from 'node:zlib';
import { type AvroCodec, type AvroRecordSchema, avroSchema, joinChunks } from '@parquetry/core';
import avsc from 'avsc';
import { compressSync } from 'snappy';
import type { CsvText } from './csv-text.ts';
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

const codecs: Record<AvroCodec, (plain: Buffer, done: Compressed) => void> = {
  null: (plain, done) => done(null, plain),
  deflate: deflateRaw,
  snappy: snappyBlock,
};

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
function recordsOf(rows: readonly Row[], { columns }: CsvText, { fields }: AvroRecordSchema): Iterable<Row> {
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

/**
 * An Avro object container file of the rows. Its sync marker derives from `source`, the bytes that the rows were read
 * from, so that the same input gives the same file.
 */
export async function encodeAvro(
  { rows, hasWideIntegers }: ParsedRows,
  csv: CsvText,
  codec: AvroCodec,
  source: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const schema = avroSchema({ columns: csv.columns });
  const hash = createHash('sha256').update(JSON.stringify(schema)).update(source).digest();
  const options = { codec, codecs, syncMarker: hash.subarray(0, SYNC_MARKER_BYTES) };
  const type = avsc.Type.forSchema(schema as avsc.Schema, hasWideIntegers ? { typeHook: widened } : {});
  const cancel = signal ? { signal } : {};
  // A header written from a Type loses the attributes that avsc does not know, so it is written from the schema.
  const header = new avsc.streams.BlockEncoder(schema as avsc.Schema, { ...options, writeHeader: 'always' });
  const blocks = new avsc.streams.BlockEncoder(type, { ...options, writeHeader: 'never' });
  return joinChunks([
    await pipeline(Readable.from([]), header, collect, cancel),
    await pipeline(Readable.from(recordsOf(rows, csv, schema)), blocks, collect, cancel),
  ]);
}
