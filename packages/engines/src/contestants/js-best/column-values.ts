import {
  badRowError,
  type Column,
  ContradictionError,
  cellComplaint,
  displayRef,
  type ObjectRef,
} from '@parquetry/core';
import { type CellConverter, cellConverter } from '../../row-codecs/convert-cell.ts';
import type { RowValue } from '../../row-codecs/row.ts';

type Converter = (text: string) => RowValue | undefined;

/** Texts that are kept with their values: most booleans and timestamps of a file stand in it more than once. */
const MOST_KNOWN = 1 << 16;

function remembering(convert: CellConverter): Converter {
  const known = new Map<string, RowValue | undefined>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const value = wide(convert(text));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, value);
    return value;
  };
}

/** hyparquet-writer takes 64-bit integers as bigints alone. */
const wide = (value: RowValue | undefined) => (typeof value === 'number' ? BigInt(value) : value);

function converterFor(column: Column): Converter {
  const convert = cellConverter(column);
  switch (column.type.kind) {
    case 'boolean':
    case 'timestamp':
      return remembering(convert);
    case 'int64':
      return (text) => wide(convert(text));
    default:
      return convert;
  }
}

/** The cells of one field of some rows, by the type of its column; `broken` throws for the first that is none. */
export type ColumnReader = (
  rows: readonly (readonly string[])[],
  broken: (row: number, text: string) => never,
) => RowValue[];

export function columnReader(column: Column, index: number): ColumnReader {
  const convert = converterFor(column);
  const ofNull = column.nullable ? null : undefined;
  return (rows, broken) =>
    rows.map((row, at) => {
      const text = row[index]!;
      const value = text === '' ? ofNull : convert(text);
      return value === undefined ? broken(at, text) : value;
    });
}

/** The error for a cell that breaks its column, in row `row` of the source. */
export function brokenCell(ref: ObjectRef, column: Column, text: string, row: number): Error {
  const complaint = cellComplaint(text === '' ? null : text, column.type);
  if (column.guess) return new ContradictionError(row, column.name, complaint.reason);
  return badRowError(displayRef(ref), { row, byteOffset: 0, column: column.name, ...complaint });
}
