import type { ConversionPlan } from '@parquetry/core';

/** Larger row groups gain nothing. */
const MOST_ROW_GROUP_ROWS = 1 << 20;
/** Of a row, to guess how many there are: eight for each cell. */
const BYTES_PER_CELL = 8;

export function mostRowGroupRows({ outputs }: ConversionPlan): number {
  const parquet = outputs.find((output) => output.format === 'parquet');
  return Math.min(parquet?.rowGroupRows ?? MOST_ROW_GROUP_ROWS, MOST_ROW_GROUP_ROWS);
}

/** Rows of a row group, of text of so many bytes; undefined: nobody knows how long it is. */
export function expectedRows(plan: ConversionPlan, bytes: number | undefined): number {
  const most = mostRowGroupRows(plan);
  if (bytes === undefined) return most;
  return Math.min(most, Math.ceil(bytes / (BYTES_PER_CELL * plan.schema.columns.length)));
}
