/** Other people's readers of Parquet files. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  type ColumnChunk,
  type ColumnIndex,
  type FileMetaData,
  type OffsetIndex,
  parquetMetadata,
  parquetReadObjects,
  readColumnIndex,
  readOffsetIndex,
} from 'hyparquet';

const plainParsers = {
  timestampFromMicroseconds: (micros: bigint) => micros,
  dateFromDays: (days: number) => days,
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString(),
};

export const metadataOf = (file: Uint8Array): FileMetaData =>
  parquetMetadata(new Uint8Array(file).buffer, { parsers: plainParsers as never });

type Row = Record<string, unknown>;
type ReadOptions = Omit<Parameters<typeof parquetReadObjects>[0], 'file'>;

/** Days and microseconds as the file has them. */
export async function rowsOf(file: Uint8Array, options: ReadOptions = {}): Promise<Row[]> {
  return parquetReadObjects({
    file: new Uint8Array(file).buffer,
    parsers: plainParsers as never,
    compressors: {
      GZIP: (input) => new Uint8Array(gunzipSync(input)),
      ZSTD: (input) => new Uint8Array(zstdDecompressSync(input)),
    },
    ...options,
  });
}

const readerAt = (file: Uint8Array, offset: bigint | undefined, length: number | undefined) => {
  const bytes = new Uint8Array(file.subarray(Number(offset), Number(offset) + length!));
  return { view: new DataView(bytes.buffer), offset: 0 };
};

const chunkAt = (file: Uint8Array, group: number, column: number): ColumnChunk =>
  metadataOf(file).row_groups[group]!.columns[column]!;

export function offsetIndexOf(file: Uint8Array, group: number, column: number): OffsetIndex {
  const { offset_index_offset, offset_index_length } = chunkAt(file, group, column);
  return readOffsetIndex(readerAt(file, offset_index_offset, offset_index_length));
}

/** `undefined` where the chunk has none. Bounds are bytes as they stand. */
export function columnIndexOf(file: Uint8Array, group: number, column: number): ColumnIndex | undefined {
  const { column_index_offset, column_index_length } = chunkAt(file, group, column);
  if (column_index_offset === undefined) return undefined;
  const parsers = { stringFromBytes: (bytes: Uint8Array) => bytes };
  const asBytes = { name: '', type: 'BYTE_ARRAY' } as const;
  return readColumnIndex(readerAt(file, column_index_offset, column_index_length), asBytes, parsers);
}

/** What of `@duckdb/node-api` is used here. */
interface DuckDb {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Record<string, string>,
    ): Promise<{
      connect(): Promise<{
        runAndReadAll(sql: string): Promise<{ getRowsJson(): unknown[][] }>;
        closeSync(): void;
      }>;
      closeSync(): void;
    }>;
  };
}

interface PolarsFrame {
  readonly columns: string[];
  readonly dtypes: unknown[];
  rows(): unknown[][];
  filter(condition: unknown): PolarsFrame;
  collectSync(): PolarsFrame;
}

interface Polars {
  readParquet(path: string): PolarsFrame;
  scanParquet(path: string): PolarsFrame;
  lit(value: string): unknown;
  col(name: string): Record<'gt' | 'eq', (value: unknown) => unknown>;
}

async function optional(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch {
    return undefined;
  }
}

export const duckDb = (await optional('@duckdb/node-api')) as DuckDb | undefined;
export const polars = ((await optional('nodejs-polars')) as { default: Polars } | undefined)?.default;

/** Calls `use` with the path of a file that has these bytes while it runs. */
export async function withFile<T>(file: Uint8Array, use: (path: string) => T): Promise<Awaited<T>> {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-kernel-'));
  try {
    const path = join(directory, 'file.parquet');
    await writeFile(path, file);
    return await use(path);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** The rows of a query in which `FILE` stands for the file. */
export async function queryDuckDb(file: Uint8Array, sql: string): Promise<unknown[][]> {
  const instance = await duckDb!.DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    return await withFile(file, async (path) => {
      const result = await connection.runAndReadAll(sql.replaceAll('FILE', `'${path}'`));
      return result.getRowsJson();
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
