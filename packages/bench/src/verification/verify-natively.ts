import { type ConversionPlan, formatCount, type OutputPlan } from '@parquetry/core';
import { checksums, firstDifference, outputRows, sourceRows } from './native-sql.ts';

export const NATIVE_READER = 'DuckDB';
/** What a record says of files that were compared so. */
export const NATIVE_METHOD = `the file is too large to compare cell by cell: ${NATIVE_READER} read source and output, counted the rows and compared a checksum of each column over its cells and their rows`;

/** Answers one query with its first row, all of it as text. */
type Query = (sql: string) => Promise<readonly (string | null)[]>;

/** One thread, so that rows keep the order of their file. */
async function withDuckdb<T>(signal: AbortSignal | undefined, use: (query: Query) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    preserve_insertion_order: 'true',
  });
  const connection = await instance.connect();
  const interrupt = () => connection.interrupt();
  signal?.addEventListener('abort', interrupt, { once: true });
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return await use(async (sql) => {
      const answer = await connection.runAndReadAll(sql);
      return (answer.getRows()[0] ?? []) as (string | null)[];
    });
  } finally {
    signal?.removeEventListener('abort', interrupt);
    connection.closeSync();
    instance.closeSync();
    signal?.throwIfAborted();
  }
}

/** Whether the library can be had here. */
export async function hasNativeReader(): Promise<boolean> {
  try {
    await import('@duckdb/node-api');
    return true;
  } catch {
    return false;
  }
}

const rowsText = (count: string | null | undefined) => `${formatCount(Number(count))} rows`;

/**
 * Compares a Parquet file with its source by DuckDB, which must not have written it: the number of rows, and a checksum of
 * every column that depends on cells and order. Memory is bounded, whatever the size.
 *
 * @param found names of the file's columns in the order of the plan.
 * @returns the first difference in words, or undefined.
 * @throws DuckDB's error where it cannot read source or output.
 */
export function differenceByDuckdb(
  plan: ConversionPlan,
  { ref }: OutputPlan,
  found: readonly string[],
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { columns } = plan.schema;
  const source = sourceRows(plan);
  const output = outputRows(ref, columns, found);
  return withDuckdb(signal, async (query) => {
    const [rows, ...sums] = await query(checksums(source, columns));
    const [foundRows, ...foundSums] = await query(checksums(output, columns));
    if (rows !== foundRows) return `expected ${rowsText(rows)}, found ${rowsText(foundRows)}`;
    const other = sums.findIndex((sum, column) => sum !== foundSums[column]);
    if (other < 0) return undefined;
    const name = JSON.stringify(columns[other]!.name);
    const [row, expected, actual] = await query(firstDifference(source, output, other));
    if (row === undefined) return `column ${name} differs`;
    const show = (value: string | null | undefined) => (value == null ? 'null' : JSON.stringify(value));
    return `row ${formatCount(Number(row))}, column ${name}: expected ${show(expected)}, found ${show(actual)}`;
  });
}
