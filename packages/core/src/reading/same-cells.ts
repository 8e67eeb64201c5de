import type { CellValue, ColumnType } from '../schema/table-schema.ts';
import type { CellColumn } from './table-reading.ts';

/** Where a column of a batch starts to be compared. */
export interface ColumnSlice {
  readonly cells: CellColumn;
  readonly start: number;
}

export type SameCell = (a: CellValue, b: CellValue) => boolean;

/** Equal values of one kind: NaN equals NaN, and −0 differs from 0. */
export const sameValue: SameCell = (a, b) => Object.is(a, b);

const isNumeric = ({ kind }: ColumnType) => kind === 'int64' || kind === 'float64';

const isExactly = (integer: bigint, number: number): boolean =>
  Number.isInteger(number) && !Object.is(number, -0) && BigInt(number) === integer;

/** Compares an integer with a float64 by their exact values. */
const sameNumber: SameCell = (a, b) => {
  if (typeof a === 'bigint' && typeof b === 'number') return isExactly(a, b);
  if (typeof a === 'number' && typeof b === 'bigint') return isExactly(b, a);
  return Object.is(a, b);
};

const bothNull: SameCell = (a, b) => a === null && b === null;

/** How cells of two types compare: by value within a kind and between numbers, otherwise only nulls are the same. */
export function cellComparison(a: ColumnType, b: ColumnType): SameCell {
  if (a.kind === b.kind) return sameValue;
  return isNumeric(a) && isNumeric(b) ? sameNumber : bothNull;
}

/** The first of `count` rows in which two columns differ; `count` when none does. */
export function firstDifference(a: ColumnSlice, b: ColumnSlice, count: number, same: SameCell): number {
  const { cells: left, start: leftStart } = a;
  const { cells: right, start: rightStart } = b;
  for (let row = 0; row < count; row += 1) {
    const x = left[leftStart + row]!;
    const y = right[rightStart + row]!;
    // Most cells are identical; only zero can be identical and differ, by its sign.
    if (x === y && x !== 0) continue;
    if (!same(x, y)) return row;
  }
  return count;
}
