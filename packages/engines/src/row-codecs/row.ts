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
}
