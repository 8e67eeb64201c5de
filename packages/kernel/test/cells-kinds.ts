import { type ColumnType, parseCell, type TypeGuess } from '@parquetry/core';
import {
  KIND_BOOLEAN,
  KIND_DATE,
  KIND_FLOAT64,
  KIND_INT64,
  KIND_TIMESTAMP_LOCAL,
  KIND_TIMESTAMP_UTC,
  SPELLING_LOWER,
  SPELLING_TITLE,
  SPELLING_UPPER,
} from '../src/abi/layout.ts';

/** A column's type as core and as the kernel say it. */
export interface CellKind {
  readonly name: string;
  readonly kind: number;
  readonly type: ColumnType;
  readonly guess?: TypeGuess;
  readonly spellings: number;
  readonly takesNonFinite: boolean;
}

const NO_BOOLEAN = { spellings: 0, takesNonFinite: false };
const ALL_SPELLINGS = SPELLING_LOWER | SPELLING_UPPER | SPELLING_TITLE;

const booleanKind = (name: string, spellings: number, spelling?: 'true' | 'TRUE' | 'True'): CellKind => ({
  name,
  kind: KIND_BOOLEAN,
  type: { kind: 'boolean' },
  ...(spelling === undefined ? {} : { guess: { spelling } }),
  spellings,
  takesNonFinite: false,
});

export const INTEGERS: CellKind = { name: 'int64', kind: KIND_INT64, type: { kind: 'int64' }, ...NO_BOOLEAN };
export const GUESSED_DOUBLES: CellKind = {
  name: 'guessed float64',
  kind: KIND_FLOAT64,
  type: { kind: 'float64' },
  guess: {},
  ...NO_BOOLEAN,
};
export const DECLARED_DOUBLES: CellKind = {
  name: 'declared float64',
  kind: KIND_FLOAT64,
  type: { kind: 'float64' },
  spellings: 0,
  takesNonFinite: true,
};
export const BOOLEANS: readonly CellKind[] = [
  booleanKind('declared boolean', ALL_SPELLINGS),
  booleanKind('boolean spelled true', SPELLING_LOWER, 'true'),
  booleanKind('boolean spelled TRUE', SPELLING_UPPER, 'TRUE'),
  booleanKind('boolean spelled True', SPELLING_TITLE, 'True'),
];
export const DATES: CellKind = { name: 'date', kind: KIND_DATE, type: { kind: 'date' }, ...NO_BOOLEAN };
export const UTC_TIMESTAMPS: CellKind = {
  name: 'timestamp',
  kind: KIND_TIMESTAMP_UTC,
  type: { kind: 'timestamp', isAdjustedToUTC: true },
  ...NO_BOOLEAN,
};
export const LOCAL_TIMESTAMPS: CellKind = {
  name: 'local_timestamp',
  kind: KIND_TIMESTAMP_LOCAL,
  type: { kind: 'timestamp', isAdjustedToUTC: false },
  ...NO_BOOLEAN,
};

/** What core's law makes of a cell, in a form that tells −0 from 0 and one NaN from none. */
export function lawfulValue(text: string, kind: CellKind): string | undefined {
  const value = parseCell(text, kind.type, kind.guess);
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && kind.kind === KIND_FLOAT64 ? bitsOf(value) : String(value);
}

const scratch = new DataView(new ArrayBuffer(8));

export function bitsOf(double: number): string {
  scratch.setFloat64(0, double);
  return scratch.getBigUint64(0).toString(16);
}
