import type { CellValue, OutputFormat, RowCounts } from '@parquetry/core';
import { expect } from 'vitest';
import { column, table } from './compare-tables.ts';
import { type Converted, convertText, type RejectLine, type TextOptions } from './convert-csv.ts';
import { complaints, readersFor, underAvroNames } from './independent-readers.ts';
import type { OpenEngine } from './open-engine.ts';
import type { ReadTable } from './read-table.ts';

/** A text of some shape, and what every engine makes of it. */
export interface ShapeCase {
  readonly name: string;
  readonly text: string | Uint8Array;
  readonly options?: TextOptions;
  readonly expected: ReadTable;
  /** The whole rejects file, in its order; members that are left out are not compared. */
  readonly rejects?: readonly Partial<RejectLine>[];
  /** The numbers of the rows that are filled up or cut: ten at most. */
  readonly padded?: readonly number[];
}

/** A table of text columns from its rows; null is null. */
export function textTable(
  names: readonly string[],
  ...rows: readonly (readonly (string | null)[])[]
): ReadTable {
  return table(
    ...names.map((name, at) =>
      column(
        name,
        'string',
        rows.map((row): CellValue => row[at]!),
      ),
    ),
  );
}

type Files = Extract<Converted, { status: 'converted' }>;

/** Holds the files of a conversion, those that are not empty, against a table, with libraries that did not write them. */
export async function expectTable(
  { engine }: OpenEngine,
  { parquet, avro }: Pick<Files, 'parquet' | 'avro'>,
  expected: ReadTable,
): Promise<void> {
  const reader = (format: OutputFormat) =>
    readersFor(engine, format).filter((one) => one.canShow?.(expected) !== false)[0]!;
  if (parquet.length > 0) expect(await complaints(parquet, expected, [reader('parquet')])).toEqual([]);
  if (avro.length > 0) {
    expect(await complaints(avro, underAvroNames(expected), [reader('avro')])).toEqual([]);
  }
}

/** Converts a text; the conversion has to be supported. */
export async function converted(
  { session, store }: OpenEngine,
  text: string | Uint8Array,
  options: TextOptions = {},
): Promise<Files> {
  const files = await convertText(session, store, text, options);
  if (files.status === 'unsupported') throw new Error(files.because);
  return files;
}

/** Converts the text of a case and holds cells, counts and rejects against what is expected. */
export async function expectShape(opened: OpenEngine, one: ShapeCase): Promise<void> {
  const { text, options, expected, rejects = [], padded = [] } = one;
  const files = await converted(opened, text, options);
  const written = expected.rowCount;
  const rows: RowCounts = {
    read: written + rejects.length,
    written,
    rejected: rejects.length,
    padded: padded.length,
    ...(padded.length > 0 && { firstPadded: padded }),
  };
  expect(files.result.rows).toEqual(rows);
  expect(files.rejects).toMatchObject(rejects);
  await expectTable(opened, files, expected);
}
