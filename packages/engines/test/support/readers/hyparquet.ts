import type { CellValue, TypeName } from '@parquetry/core';
import { type FileMetaData, parquetMetadata, parquetRead, type SchemaElement } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { decodeUtf8, type Reader, type ReadTable } from '../read-table.ts';

/** Days and microseconds as they are stored; by default hyparquet makes a Date of them, which has milliseconds. */
const parsers = {
  dateFromDays: (days: number) => days,
  timestampFromMicroseconds: (micros: bigint) => micros,
  stringFromBytes: (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : decodeUtf8(bytes)),
};

const bufferOf = (file: Uint8Array): ArrayBuffer => new Uint8Array(file).buffer;

export const hyparquetMetadata = (file: Uint8Array): FileMetaData =>
  parquetMetadata(bufferOf(file), { parsers });

export const hyparquetLeaves = (metadata: FileMetaData): SchemaElement[] => metadata.schema.slice(1);

function typeOf({ name, type, logical_type: logical, converted_type: converted }: SchemaElement): TypeName {
  if (logical?.type === 'TIMESTAMP' && logical.unit === 'MICROS') {
    return logical.isAdjustedToUTC ? 'timestamp' : 'local_timestamp';
  }
  if (type === 'INT64' && converted === 'TIMESTAMP_MICROS') return 'timestamp';
  if (type === 'INT32' && (logical?.type === 'DATE' || converted === 'DATE')) return 'date';
  if (type === 'BYTE_ARRAY' && (logical?.type === 'STRING' || converted === 'UTF8')) return 'string';
  if (type === 'INT64' && (converted === undefined || converted === 'INT_64')) return 'int64';
  if (type === 'DOUBLE') return 'float64';
  if (type === 'BOOLEAN') return 'boolean';
  throw new Error(`column ${name}: unexpected Parquet type ${type} ${converted} ${JSON.stringify(logical)}`);
}

/**
 * Columns with the older annotation TIMESTAMP_MICROS alone. It means an instant in UTC
 * (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#timestamp), but DuckDB and Polars take it
 * for a local time.
 */
export function legacyInstants(file: Uint8Array): ReadonlySet<string> {
  const legacy = hyparquetLeaves(hyparquetMetadata(file)).filter(
    (leaf) => leaf.converted_type === 'TIMESTAMP_MICROS' && leaf.logical_type === undefined,
  );
  return new Set(legacy.map(({ name }) => name));
}

async function read(file: Uint8Array): Promise<ReadTable> {
  const metadata = hyparquetMetadata(file);
  const rowCount = Number(metadata.num_rows);
  const leaves = hyparquetLeaves(metadata);
  const values = new Map(leaves.map(({ name }) => [name, new Array<CellValue>(rowCount).fill(null)]));
  let cells = 0;
  await parquetRead({
    file: bufferOf(file),
    metadata,
    compressors,
    parsers,
    onChunk({ columnName, columnData, rowStart }) {
      const column = values.get(columnName)!;
      cells += columnData.length;
      for (let index = 0; index < columnData.length; index += 1) {
        column[rowStart + index] = columnData[index] ?? null;
      }
    },
  });
  if (cells !== rowCount * leaves.length) {
    throw new Error(`${cells} cells read, the metadata says ${rowCount} × ${leaves.length}`);
  }
  return {
    rowCount,
    columns: leaves.map((leaf) => ({
      name: leaf.name,
      type: typeOf(leaf),
      nullable: leaf.repetition_type !== 'REQUIRED',
      values: values.get(leaf.name)!,
    })),
  };
}

export const hyparquet: Reader = { library: 'hyparquet', read };
