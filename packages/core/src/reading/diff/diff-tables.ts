import { RequestError } from '../../conversion/errors.ts';
import type { TableReading } from '../table-reading.ts';
import { compareSchemas, type SchemaDifference, sharedColumns } from './compare-schemas.ts';
import { diffByKey } from './diff-by-key.ts';
import { diffByPosition } from './diff-by-position.ts';
import { DiffTally, type RowDifference } from './diff-tally.ts';

/** Plain data: it survives JSON. */
export interface TableDiff {
  /** No difference of schema, rows or cells, and no key twice. */
  readonly equal: boolean;
  readonly schemaDifferences: readonly SchemaDifference[];
  readonly rowsA: number;
  readonly rowsB: number;
  readonly onlyInA: number;
  readonly onlyInB: number;
  readonly differingRows: number;
  readonly differingCells: number;
  /** Rows whose key an earlier row has. */
  readonly duplicateKeys: { readonly a: number; readonly b: number };
  /** The first ones, as many as were asked for. */
  readonly differences: readonly RowDifference[];
}

export interface DiffOptions {
  /** Columns whose values tell rows apart; then the order of rows does not matter. Without: by position. */
  readonly key?: readonly string[];
  /** How many differences to list; all are counted. Default 10. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

const DEFAULT_LIMIT = 10;

function requireKey(key: readonly string[], table: TableReading): void {
  for (const name of key) {
    if (table.columns.some((column) => column.name === name)) continue;
    const known = table.columns.map((column) => column.name).join(', ');
    throw new RequestError(`--key: ${table.name} has no column ${JSON.stringify(name)}; it has: ${known}`);
  }
}

/**
 * Compares schema, rows and every cell of the columns that both tables have. By position it streams; by key it holds `b` in
 * memory. NaN equals NaN, −0 differs from 0, integers and floats compare by value; cells of kinds that cannot be compared
 * all differ.
 *
 * @throws RequestError when a key column is missing; BadInputError when a file turns out to be damaged.
 */
export async function diffTables(
  a: TableReading,
  b: TableReading,
  options: DiffOptions = {},
): Promise<TableDiff> {
  const { key = [], limit = DEFAULT_LIMIT, signal } = options;
  requireKey(key, a);
  requireKey(key, b);
  const schemaDifferences = compareSchemas(a.columns, b.columns);
  const shared = sharedColumns(a.columns, b.columns);
  const tally = new DiffTally(limit);
  if (key.length > 0) await diffByKey({ a, b }, shared, key, tally, signal);
  else await diffByPosition({ a, b }, shared, tally, signal);
  return {
    equal: schemaDifferences.length === 0 && tally.isEmpty,
    schemaDifferences,
    rowsA: tally.rows.a,
    rowsB: tally.rows.b,
    onlyInA: tally.onlyIn.a,
    onlyInB: tally.onlyIn.b,
    differingRows: tally.differingRows,
    differingCells: tally.differingCells,
    duplicateKeys: tally.duplicateKeys,
    differences: tally.differences,
  };
}
