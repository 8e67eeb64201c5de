import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBInstance,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { CellValue, TypeName } from '@parquetry/core';
import { decodeUtf8, type Reader, type ReadTable } from '../read-table.ts';
import { legacyInstants } from './hyparquet.ts';

const TYPES: Readonly<Record<string, TypeName>> = {
  BOOLEAN: 'boolean',
  BIGINT: 'int64',
  DOUBLE: 'float64',
  DATE: 'date',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
  TIMESTAMP: 'local_timestamp',
  VARCHAR: 'string',
};

function cellOf(value: DuckDBValue): CellValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return value;
  if (value instanceof DuckDBBlobValue) return decodeUtf8(value.bytes);
  if (value instanceof DuckDBDateValue) return value.days;
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) return value.micros;
  throw new Error(`unexpected DuckDB value ${value}`);
}

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Runs SQL in which `$file` stands for the path of a file with the given bytes; returns columns. */
export async function queryFile(
  file: Uint8Array,
  sql: (path: string) => string,
): Promise<{ names: string[]; types: string[]; columns: DuckDBValue[][] }> {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-duckdb-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const path = join(directory, 'file.parquet');
    await writeFile(path, file);
    const reader = await connection.runAndReadAll(sql(path));
    const names = reader.columnNames();
    const columns = reader.getColumns();
    return {
      names,
      types: reader.columnTypes().map(String),
      columns: names.map((_, at) => columns[at] ?? []),
    };
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(directory, { recursive: true });
  }
}

/** Strings come as bytes: the client's own decoding drops a leading BOM. */
async function read(file: Uint8Array): Promise<ReadTable> {
  const { columns: description } = await queryFile(
    file,
    (path) => `select column_name, column_type from (describe from read_parquet('${path}'))`,
  );
  const names = description[0]!.map(String);
  const types = description[1]!.map(String);
  const selected = names.map((name, at) =>
    types[at] === 'VARCHAR' ? `encode(${identifier(name)})` : identifier(name),
  );
  const { columns } = await queryFile(
    file,
    (path) => `select ${selected.join(', ')} from read_parquet('${path}')`,
  );
  const stored = await queryFile(file, (path) => `select name from parquet_schema('${path}') offset 1`);
  const instants = legacyInstants(file);
  return {
    rowCount: columns[0]!.length,
    columns: names.map((name, at) => {
      const type = instants.has(name) ? 'timestamp' : TYPES[types[at]!];
      if (type === undefined) throw new Error(`column ${name}: unexpected DuckDB type ${types[at]}`);
      // Names that differ in case alone are renamed in a result, so they are taken from the file's schema.
      return {
        name: String(stored.columns[0]![at]),
        type,
        nullable: undefined,
        values: columns[at]!.map(cellOf),
      };
    }),
  };
}

export const duckdb: Reader = { library: 'duckdb', read };
