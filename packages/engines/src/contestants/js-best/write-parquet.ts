import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import type { Column, ColumnType } from '@parquetry/core';
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { compressSync } from 'snappy';
import type { RowValue } from '../../row-codecs/row.ts';
import type { ParquetOutput } from '../shared/plan-complaint.ts';

const CODEC = { snappy: 'SNAPPY', gzip: 'GZIP', zstd: 'ZSTD', none: 'UNCOMPRESSED' } as const;

/** The native snappy takes less than half the time of the one that hyparquet-writer brings along. */
const compressorsOf = (level: number | undefined) => ({
  SNAPPY: (page: Uint8Array) => compressSync(page),
  GZIP: (page: Uint8Array) => gzipSync(page, level === undefined ? {} : { level }),
  ZSTD: (page: Uint8Array) =>
    zstdCompressSync(
      page,
      level === undefined ? {} : { params: { [constants.ZSTD_c_compressionLevel]: level } },
    ),
});

function elementOf(type: ColumnType): Partial<SchemaElement> {
  switch (type.kind) {
    case 'boolean':
      return { type: 'BOOLEAN' };
    case 'int64':
      return { type: 'INT64' };
    case 'float64':
      return { type: 'DOUBLE' };
    case 'date':
      return { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } };
    case 'timestamp':
      return {
        type: 'INT64',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: type.isAdjustedToUTC, unit: 'MICROS' },
        // Only instants have a legacy type: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
        ...(type.isAdjustedToUTC && { converted_type: 'TIMESTAMP_MICROS' as const }),
      };
    case 'string':
      return { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } };
    default:
      return type satisfies never;
  }
}

const schemaOf = (columns: readonly Column[]): SchemaElement[] => [
  { name: 'root', num_children: columns.length },
  ...columns.map(({ name, type, nullable }) => ({
    name,
    repetition_type: nullable ? ('OPTIONAL' as const) : ('REQUIRED' as const),
    ...elementOf(type),
  })),
];

/** A Parquet file that grows by row groups, in memory. */
export interface ParquetFile {
  append(columns: readonly (readonly RowValue[])[]): void;
  end(): Uint8Array;
}

export function startParquet(
  columns: readonly Column[],
  { codec, level, metadata }: ParquetOutput,
): ParquetFile {
  if (codec === 'lz4_raw') throw new TypeError('no lz4_raw');
  const target = new ByteWriter();
  const writer = new ParquetWriter({
    writer: target,
    schema: schemaOf(columns),
    codec: CODEC[codec],
    compressors: compressorsOf(level),
    ...(metadata && { kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })) }),
  });
  return {
    append(values) {
      const columnData = columns.map(({ name }, index) => ({ name, data: values[index]! as RowValue[] }));
      writer.write({ columnData, rowGroupSize: values[0]!.length });
    },
    end() {
      writer.finish();
      return target.getBytes();
    },
  };
}
