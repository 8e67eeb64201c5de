import type { CellValue, TypeName } from '@parquetry/core';
import type { ReadColumn, ReadTable } from './read-table.ts';

/** Tells −0 from 0 and takes NaN for itself. */
const sameCell = (a: CellValue | undefined, b: CellValue | undefined) => Object.is(a, b);

const MAX_SHOWN = 120;

function shown(value: CellValue | undefined): string {
  const text =
    typeof value === 'string' ? JSON.stringify(value) : Object.is(value, -0) ? '-0' : String(value);
  const suffix = typeof value === 'bigint' ? 'n' : '';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)` : text + suffix;
}

function columnDifference(actual: ReadColumn, expected: ReadColumn): string | undefined {
  if (actual.name !== expected.name) return `is named ${JSON.stringify(actual.name)}`;
  if (actual.type !== expected.type) return `has type ${actual.type}, expected ${expected.type}`;
  if (actual.nullable !== undefined && actual.nullable !== expected.nullable) {
    return `nullable is ${actual.nullable}, expected ${expected.nullable}`;
  }
  const rows = Math.max(actual.values.length, expected.values.length);
  for (let row = 0; row < rows; row += 1) {
    if (!sameCell(actual.values[row], expected.values[row])) {
      return `row ${row + 1}: ${shown(actual.values[row])}, expected ${shown(expected.values[row])}`;
    }
  }
  return undefined;
}

/** Where a table first departs from what is expected, or undefined where it does not. */
export function firstDifference(actual: ReadTable, expected: ReadTable): string | undefined {
  if (actual.rowCount !== expected.rowCount) return `${actual.rowCount} rows, expected ${expected.rowCount}`;
  if (actual.columns.length !== expected.columns.length) {
    return `${actual.columns.length} columns, expected ${expected.columns.length}`;
  }
  for (const [at, column] of expected.columns.entries()) {
    const difference = columnDifference(actual.columns[at]!, column);
    if (difference !== undefined) return `column ${at} (${JSON.stringify(column.name)}) ${difference}`;
  }
  return undefined;
}

/** A column as a test expects it; nullable unless its type ends in `!`. */
export function column(
  name: string,
  type: TypeName | `${TypeName}!`,
  values: readonly CellValue[],
): ReadColumn {
  const nullable = !type.endsWith('!');
  return { name, type: type.replace('!', '') as TypeName, nullable, values };
}

export function table(...columns: readonly ReadColumn[]): ReadTable {
  return { rowCount: columns[0]!.values.length, columns };
}
