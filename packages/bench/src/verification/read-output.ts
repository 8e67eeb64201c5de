import {
  BadInputError,
  type Column,
  displayRef,
  type ObjectRef,
  type ObjectStore,
  type OutputFormat,
  openAvro,
  openParquet,
  StoreError,
  type TableReading,
} from '@parquetry/core';
import { type ColumnMatch, matchExactly, matchLoosely } from './match-columns.ts';
import { readWithAvsc } from './read-with-avsc.ts';

/** The writer of an output whose command nobody knows. */
export const UNKNOWN_WRITER = 'unknown';

/** Libraries with types of their own: what they write is held against the plan's schema by what it means. */
const LOOSE_WRITERS: ReadonlySet<string> = new Set([UNKNOWN_WRITER, 'duckdb', 'polars']);

/** Whether a writer is known to write the same bytes every time. */
export const repeatsBytes = (writer: string): boolean => !LOOSE_WRITERS.has(writer);

interface OutputReader {
  /** The library, as it stands in the record. */
  readonly name: string;
  open(store: ObjectStore, ref: ObjectRef, signal?: AbortSignal): Promise<TableReading>;
}

const options = (signal?: AbortSignal) => (signal ? { signal } : {});

const hyparquet: OutputReader = {
  name: 'hyparquet',
  open: (store, ref, signal) => openParquet(store, ref, options(signal)),
};
const parquetry: OutputReader = {
  name: 'parquetry',
  open: (store, ref, signal) => openAvro(store, ref, options(signal)),
};
const avscReader: OutputReader = { name: 'avsc', open: readWithAvsc };

/** A reader that is not the library that wrote the file. */
export function readerFor(format: OutputFormat, writer: string): OutputReader {
  switch (format) {
    case 'parquet':
      return hyparquet;
    case 'avro':
      return writer === parquetry.name ? avscReader : parquetry;
    default:
      return format satisfies never;
  }
}

/** What went wrong with reading a file, when it is the file's fault. */
export function readingComplaint(error: unknown, ref: ObjectRef): string {
  if (error instanceof StoreError && error.code === 'not-found')
    return `no file was written to ${displayRef(ref)}`;
  if (error instanceof BadInputError || error instanceof StoreError) return error.message;
  return `${displayRef(ref)} cannot be read: ${error instanceof Error ? error.message : String(error)}`;
}

/** How the columns of an output are held against the plan's: by the letter, or loosely for outside writers. */
export function matchColumns(columns: readonly Column[], table: TableReading, writer: string): ColumnMatch {
  return (LOOSE_WRITERS.has(writer) ? matchLoosely : matchExactly)(columns, table.columns);
}
