import { column, table } from '../../support/compare-tables.ts';
import type { CsvInput } from '../../support/convert-csv.ts';
import type { ReadTable } from '../../support/read-table.ts';

/** One CSV and the table that every engine makes of it. */
export interface CellCase {
  readonly name: string;
  readonly input: CsvInput;
  readonly expected: ReadTable;
  /** The cell, or column, that some engine's library may be unable to write: `unsupported` has to name it. */
  readonly hardCell?: { readonly row?: number; readonly column: string };
}

const MICROS_PER_MS = 1000n;

/** Microseconds of an ISO date and time in UTC, with up to three fraction digits, and some more microseconds. */
export const micros = (iso: string, more = 0n): bigint => BigInt(Date.parse(iso)) * MICROS_PER_MS + more;

/** Days of an ISO date. */
export const days = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

export const lines = (...rows: readonly string[]): string => `${rows.join('\n')}\n`;

export { column, table };
