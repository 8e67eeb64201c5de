import type { CellValue } from '@parquetry/core';
import type { ReadTable } from './read-table.ts';
import { hyparquetMetadata } from './readers/hyparquet.ts';

type Ordered = Exclude<CellValue, null>;

/** The order of the format: strings by their bytes, false before true. */
function compare(a: Ordered, b: Ordered): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

function bounds(values: readonly CellValue[]): { min: Ordered; max: Ordered } | undefined {
  const ordered = values.filter((value): value is Ordered => value !== null && !Number.isNaN(value));
  if (ordered.length === 0) return undefined;
  let min = ordered[0]!;
  let max = min;
  for (const value of ordered) {
    if (compare(value, min) < 0) min = value;
    if (compare(value, max) > 0) max = value;
  }
  return { min, max };
}

/**
 * Every statement of a Parquet file's column statistics that the data contradicts. A statistic may be absent, and
 * one that is marked as inexact may lie outside the values.
 */
export function wrongStatistics(file: Uint8Array, table: ReadTable): string[] {
  const wrong: string[] = [];
  let start = 0;
  for (const [group, { columns, num_rows: rows }] of hyparquetMetadata(file).row_groups.entries()) {
    const end = start + Number(rows);
    for (const [at, { meta_data: meta }] of columns.entries()) {
      const values = table.columns[at]!.values.slice(start, end);
      const stated = meta?.statistics;
      const place = `row group ${group}, column ${table.columns[at]!.name}`;
      const nulls = values.filter((value) => value === null).length;
      if (stated?.null_count !== undefined && Number(stated.null_count) !== nulls) {
        wrong.push(`${place}: ${stated.null_count} nulls stated, ${nulls} found`);
      }
      const found = bounds(values);
      const judge = (
        name: string,
        value: unknown,
        bound: Ordered | undefined,
        side: -1 | 1,
        exact: boolean,
      ) => {
        if (value === undefined) return;
        const order = bound === undefined ? Number.NaN : compare(value as Ordered, bound);
        if (order === 0 || (!exact && Math.sign(order) === side)) return;
        wrong.push(`${place}: ${name} ${String(value)} stated, ${String(bound)} found`);
      };
      judge('min', stated?.min_value, found?.min, -1, stated?.is_min_value_exact !== false);
      judge('max', stated?.max_value, found?.max, 1, stated?.is_max_value_exact !== false);
      judge('min (old)', stated?.min, found?.min, -1, true);
      judge('max (old)', stated?.max, found?.max, 1, true);
    }
    start = end;
  }
  return wrong;
}

/**
 * Chunks with values that can be ordered, of which a Parquet file does not tell least and greatest. `nan`: whether an
 * engine leaves NaN out of the bounds, or gives none where there is one.
 */
export function missingStatistics(
  file: Uint8Array,
  { columns }: ReadTable,
  nan: 'left out' | 'hides bounds',
): string[] {
  let start = 0;
  return hyparquetMetadata(file).row_groups.flatMap((group, at) => {
    const end = start + Number(group.num_rows);
    const missing = group.columns.flatMap(({ meta_data: meta }, index) => {
      const values = columns[index]!.values.slice(start, end);
      const isHidden = nan === 'hides bounds' && values.some(Number.isNaN);
      const isOrdered = !isHidden && bounds(values) !== undefined;
      const stated = meta!.statistics;
      const isTold = stated?.min_value !== undefined && stated.max_value !== undefined;
      return stated?.null_count === undefined || isOrdered !== isTold ? [`group ${at}, column ${index}`] : [];
    });
    start = end;
    return missing;
  });
}
