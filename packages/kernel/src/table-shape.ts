import type { Column, ColumnType, CsvFormat, TableSchema, TypeGuess } from '@parquetry/core';
import {
  KIND_BOOLEAN,
  KIND_DATE,
  KIND_FLOAT64,
  KIND_INT64,
  KIND_STRING,
  KIND_TIMESTAMP_LOCAL,
  KIND_TIMESTAMP_UTC,
  KIND_UNSEEN,
  SPELLING_LOWER,
  SPELLING_TITLE,
  SPELLING_UPPER,
} from './abi/layout.ts';
import type { ColumnKind } from './parquet/parquet-format.ts';

const ALL_SPELLINGS = SPELLING_LOWER | SPELLING_UPPER | SPELLING_TITLE;
const SPELLINGS = { true: SPELLING_LOWER, TRUE: SPELLING_UPPER, True: SPELLING_TITLE } as const;

/** A column as the kernel wants it described. */
export interface ColumnShape {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly isNullable: boolean;
  /** The record's field that holds it; −1: the source has none. */
  readonly field: number;
  readonly spellings: number;
  readonly takesNonFinite: boolean;
  readonly wantsDictionary: boolean;
}

/** Which cells go into which columns. */
export interface TableShape {
  readonly columns: readonly ColumnShape[];
  /** Fields per record. */
  readonly width: number;
  /** Fields without a column: a value in one of them is for the host to judge. */
  readonly unknownFields: readonly number[];
}

function kindOf(type: ColumnType, guess: TypeGuess | undefined): ColumnKind {
  if (guess?.isUnseen) return KIND_UNSEEN;
  switch (type.kind) {
    case 'boolean':
      return KIND_BOOLEAN;
    case 'int64':
      return KIND_INT64;
    case 'float64':
      return KIND_FLOAT64;
    case 'date':
      return KIND_DATE;
    case 'timestamp':
      return type.isAdjustedToUTC ? KIND_TIMESTAMP_UTC : KIND_TIMESTAMP_LOCAL;
    case 'string':
      return KIND_STRING;
    default:
      return type satisfies never;
  }
}

/** Columns of text take memory of their own: see `shareMemory`. */
export const countStringColumns = ({ columns }: TableShape): number =>
  columns.filter(({ kind }) => kind === KIND_STRING).length;

/** Dictionary encoding: for all columns, or by column name; the kernel's choice where absent. */
export type DictionaryChoice = boolean | Readonly<Record<string, boolean>> | undefined;

const wantsDictionary = (choice: DictionaryChoice, name: string): boolean =>
  (typeof choice === 'object' ? choice[name] : choice) ?? true;

function columnShape(
  { name, type, nullable, guess }: Column,
  field: number,
  choice: DictionaryChoice,
): ColumnShape {
  return {
    name,
    kind: kindOf(type, guess),
    isNullable: nullable,
    field,
    spellings: guess?.spelling ? SPELLINGS[guess.spelling] : ALL_SPELLINGS,
    takesNonFinite: guess === undefined,
    wantsDictionary: wantsDictionary(choice, name),
  };
}

/** `names` are those of the source's fields, in their order. */
export function tableShape(
  schema: TableSchema,
  names: readonly string[],
  choice?: DictionaryChoice,
): TableShape {
  const places = new Map(names.map((name, field) => [name, field]));
  const known = new Set(schema.columns.map(({ name }) => name));
  return {
    columns: schema.columns.map((column) => columnShape(column, places.get(column.name) ?? -1, choice)),
    width: names.length,
    unknownFields: names.flatMap((name, field) => (known.has(name) ? [] : [field])),
  };
}

/** Whether the kernel scans the text itself; all else comes to it as canonical rows. */
export function isScannable(format: CsvFormat, isPlain: boolean): boolean {
  return isPlain && format.encoding === 'utf-8' && format.nulls.length === 0;
}
