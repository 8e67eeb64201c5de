import { type Column, type ReadColumn, type TypeName, typeName } from '@parquetry/core';
import type { RetypedColumn } from '../record/run-record.ts';

/** Other widths and units of one type. */
const FAMILIES: readonly (readonly [RegExp, TypeName])[] = [
  [/^u?int\d+$/, 'int64'],
  [/^(float\d+|decimal\(\d+,\d+\))$/, 'float64'],
  [/^local_timestamp(_millis|_nanos)?$/, 'local_timestamp'],
  [/^timestamp(_millis|_nanos)?$/, 'timestamp'],
  [/^(string|enum|json|uuid)$/, 'string'],
];

/** A type by the kind of its values: `int32` is `int64`. */
const familyOf = (type: string): string => FAMILIES.find(([pattern]) => pattern.test(type))?.[1] ?? type;

/** The columns that were given a type of another kind than the project's law gives them, in their order. */
export function retypedColumns(columns: readonly Column[], found: readonly ReadColumn[]): RetypedColumn[] {
  return columns.flatMap(({ name, type }, index) => {
    const expected = typeName(type);
    const other = found[index]?.type ?? 'nothing';
    return familyOf(other) === expected ? [] : [{ column: name, expected, found: other }];
  });
}
