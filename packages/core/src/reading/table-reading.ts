import type { CellValue, ColumnType } from '../schema/table-schema.ts';

/** A column of a file in any format. */
export interface ReadColumn {
  readonly name: string;
  /**
   * The type's name. For our own types the name of {@link ColumnType}; what only other programs write has a name of its
   * own: `int32`, `uint64`, `float32`, `timestamp_millis`, `decimal(9,2)`, `binary`, `list<string>` …
   */
  readonly type: string;
  /** How to understand the cells: integers of any width are `int64`, what has no counterpart is `string`. */
  readonly cellType: ColumnType;
  readonly nullable: boolean;
  /** As the file declares it: `INT64 TIMESTAMP(MICROS,UTC)`, `long timestamp-micros`. */
  readonly physical: string;
}

/**
 * Cells of one column. Integers are bigint, dates days, timestamps bigint microseconds; a timestamp with a fraction of a
 * microsecond, decimals, times, bytes and nested values are readable text.
 */
export type CellColumn = ArrayLike<CellValue>;

export interface RowBatch {
  readonly rowCount: number;
  /** One per column of the table, each `rowCount` long. */
  readonly columns: readonly CellColumn[];
}

export type FileFormat = 'parquet' | 'avro' | 'csv' | 'json';

/** A table read from a file, batch by batch in row order. */
export interface TableReading {
  /** The path a person would recognise the file by. */
  readonly name: string;
  readonly format: FileFormat;
  readonly columns: readonly ReadColumn[];
  /** Where it is known before reading. */
  readonly rowCount?: number;
  /** Starts a new pass over the rows; memory is bounded by one batch and one compressed row group or block. */
  batches(signal?: AbortSignal): AsyncIterable<RowBatch>;
}
