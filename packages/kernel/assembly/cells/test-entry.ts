/** What the tests of the cells call; no part of the kernel. */
import { allocate, allocateZeroed } from '../memory';
import { Column } from '../column';

export { allocate, firstBrokenGuard, freeAll } from '../memory';
export { setDialect } from '../dialect';
export { integerValue, parseInteger, parseIntegerColumnSlowly } from './integer';
export { doubleValue, parseDoubleColumn, parseFloat64 } from './float64';
export { parseBoolean, parseBooleanColumn } from './boolean';
export { parseDate, parseDateColumn } from './date';
export { parseTimestamp, parseTimestampColumn } from './timestamp';
export { nearestDouble } from './eisel-lemire';

/** A column with room for so many rows. */
export function makeColumn(
  kind: i32,
  isNullable: bool,
  spellings: i32,
  takesNonFinite: bool,
  mostRows: i32,
): Column {
  const column = changetype<Column>(allocateZeroed(offsetof<Column>()));
  column.kind = kind;
  column.isNullable = isNullable;
  column.spellings = spellings;
  column.takesNonFinite = takesNonFinite;
  column.values = allocate(<usize>mostRows << 3);
  column.validity = allocate(<usize>mostRows);
  return column;
}

export function valuesOf(column: Column): usize {
  return column.values;
}

export function validityOf(column: Column): usize {
  return column.validity;
}

export function valueCountOf(column: Column): i32 {
  return column.valueCount;
}

export function setValueCount(column: Column, count: i32): void {
  column.valueCount = count;
}
