import type { RowCounts } from '@parquetry/core';

/**
 * A typed cell of a row object. An integer is a number where every library writes it exactly, else a bigint; a
 * timestamp counts microseconds in the same way; a date is midnight UTC of its day.
 */
export type RowValue = null | boolean | number | bigint | string | Date;

/** One record as an object, keyed by column name. */
export type Row = Record<string, RowValue>;

export interface ParsedRows {
  readonly rows: readonly Row[];
  /** Some integer or timestamp is a bigint. */
  readonly hasWideIntegers: boolean;
  readonly counts: RowCounts;
  /** The numbers of the rows that were set aside, ascending. */
  readonly rejectedRows: readonly number[];
  /** The lines of the rejects file; empty where none were to be kept. */
  readonly rejects: Uint8Array<ArrayBuffer>;
}

/** The number that row `index` of those kept has in the source, from 1. */
export function sourceRow({ rejectedRows }: Pick<ParsedRows, 'rejectedRows'>, index: number): number {
  let row = index + 1;
  for (const rejected of rejectedRows) {
    if (rejected > row) break;
    row += 1;
  }
  return row;
}
