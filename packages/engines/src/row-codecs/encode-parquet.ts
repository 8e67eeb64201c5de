/// <reference path="./parquetjs-lite.d.ts" />
import { setImmediate } from 'node:timers/promises';
import {
  type Column,
  type ColumnType,
  type ConversionPlan,
  displayRef,
  joinChunks,
  type OutputPlan,
  type ParquetCodec,
} from '@parquetry/core';
import parquet, { type FieldDefinition, type ParquetSchema } from 'parquetjs-lite';
import { parquetGuard } from './exact-in-parquet.ts';
import { type ParsedRows, sourceRow } from './row.ts';
import { parquetSizes } from './size-row-groups.ts';

type WrittenCodec = Exclude<ParquetCodec, 'zstd' | 'lz4_raw'>;

/** A Parquet output that parquetjs-lite can write. */
export type WrittenParquet = Extract<OutputPlan, { format: 'parquet' }> & { readonly codec: WrittenCodec };

export const isWritten = (output: OutputPlan): output is WrittenParquet =>
  output.format === 'parquet' && output.codec in COMPRESSION;

const COMPRESSION = { snappy: 'SNAPPY', gzip: 'GZIP', none: 'UNCOMPRESSED' } as const satisfies Record<
  WrittenCodec,
  string
>;

function typeInParquetjs(type: ColumnType): FieldDefinition['type'] {
  switch (type.kind) {
    case 'boolean':
      return 'BOOLEAN';
    case 'int64':
      return 'INT64';
    case 'float64':
      return 'DOUBLE';
    case 'date':
      return 'DATE';
    case 'timestamp':
      return 'TIMESTAMP_MICROS';
    case 'string':
      return 'UTF8';
    default:
      return type satisfies never;
  }
}

function parquetSchema(columns: readonly Column[], codec: WrittenCodec): ParquetSchema {
  const definition = ({ type, nullable }: Column): FieldDefinition => ({
    type: typeInParquetjs(type),
    optional: nullable,
    compression: COMPRESSION[codec],
    // Minimum and maximum would follow the order of UTF-16 units, readers compare UTF-8 bytes.
    ...(type.kind === 'string' && { statistics: false }),
  });
  const schema = new parquet.ParquetSchema(
    Object.fromEntries(columns.map((column) => [column.name, definition(column)])),
  );
  // Keys that look like integers come first in an object, whatever their place in the header.
  schema.fieldList = columns.map(({ name }) => schema.fields[name]!);
  return schema;
}

/**
 * A Parquet file of the rows.
 *
 * @throws UnsupportedError naming row and column of a value that parquetjs-lite cannot write exactly.
 */
export async function encodeParquet(
  parsed: ParsedRows,
  { source, schema: { columns } }: ConversionPlan,
  { codec, rowGroupRows, metadata = {} }: WrittenParquet,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  const schema = parquetSchema(columns, codec);
  const { rowGroupSize, pageSize } = parquetSizes(columns.length, rowGroupRows);
  const envelope = new parquet.ParquetEnvelopeWriter(
    schema,
    (chunk) => chunks.push(chunk),
    () => {},
    0,
    // Its column indexes lack fields that the format requires.
    { pageIndex: false, pageSize },
  );
  const writer = new parquet.ParquetWriter(schema, envelope, { rowGroupSize });
  for (const [key, value] of Object.entries(metadata)) writer.setMetadata(key, value);
  const guard = parquetGuard(displayRef(source.ref), columns, (index) => sourceRow(parsed, index));
  for (const [index, row] of parsed.rows.entries()) {
    guard(row, index);
    await writer.appendRow(row);
    if ((index + 1) % rowGroupSize === 0) {
      await setImmediate();
      signal?.throwIfAborted();
    }
  }
  await writer.close();
  return joinChunks(chunks);
}
