import { type Column, formatCount, UnsupportedError } from '@parquetry/core';
import type { Row, RowValue } from './row.ts';

/** What parquetjs-lite 0.8.7 would do to a value, where that is not to write it. */
function inexactness(value: RowValue, { type }: Column): string | undefined {
  if (value === null) return undefined;
  switch (type.kind) {
    case 'int64':
      if (typeof value !== 'bigint' || BigInt(Number(value)) === value) return undefined;
      return `rounds ${value} to ${BigInt(Number(value))}`;
    case 'float64':
      if (Object.is(value, -0)) return 'loses the sign of -0';
      return Number.isNaN(value) ? 'cannot write NaN' : undefined;
    case 'timestamp':
      return Number(value) < 0 ? 'cannot write a time before 1970' : undefined;
    default:
      return undefined;
  }
}

const ALWAYS_EXACT: ReadonlySet<Column['type']['kind']> = new Set(['boolean', 'date', 'string']);

/**
 * A check of every row before parquetjs-lite gets it: `index` counts the rows that are written, `numberOf` tells their
 * numbers in the source that is called `name`.
 *
 * @throws UnsupportedError naming row and column of a value that would not be written exactly.
 */
export function parquetGuard(
  name: string,
  columns: readonly Column[],
  numberOf: (index: number) => number,
): (row: Row, index: number) => void {
  const checked = columns.filter((column) => !ALWAYS_EXACT.has(column.type.kind));
  return (row, index) => {
    for (const column of checked) {
      const complaint = inexactness(row[column.name]!, column);
      if (complaint === undefined) continue;
      const place = `${name} row ${formatCount(numberOf(index))}, column ${JSON.stringify(column.name)}`;
      throw new UnsupportedError(`${place}: parquetjs-lite ${complaint}`);
    }
  };
}
