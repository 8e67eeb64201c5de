/** What files of the columnar engines say about their values, recomputed from the values. */
import type { CellValue } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryCsv } from '../support/arbitrary-table.ts';
import { checkIndexes } from '../support/check-indexes.ts';
import { missingStatistics, wrongStatistics } from '../support/check-statistics.ts';
import { column, table } from '../support/compare-tables.ts';
import { type CsvInput, convertCsv } from '../support/convert-csv.ts';
import { makeTable } from '../support/made-table.ts';
import { openedFor } from '../support/open-engine.ts';
import type { ReadTable } from '../support/read-table.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';

/** `nan`: what a NaN does to the bounds of its chunk. */
const ENGINES = [
  { name: 'wasm-arrow', nan: 'left out', mayLackUpperBounds: false },
  { name: 'simd', nan: 'hides bounds', mayLackUpperBounds: true },
] as const;

describe.each(ENGINES)('of $name', ({ name, nan, mayLackUpperBounds }) => {
  const open = openedFor(name);

  async function parquetOf(input: CsvInput): Promise<Uint8Array> {
    const converted = await convertCsv(open.session, open.store, { avro: null, ...input });
    if (converted.status === 'unsupported') throw new Error(converted.because);
    return converted.parquet;
  }

  const chunkStatistics = (file: Uint8Array) =>
    hyparquetMetadata(file).row_groups.map(({ columns }) =>
      columns.map(({ meta_data }) => meta_data!.statistics),
    );

  const faults = (file: Uint8Array, expected: ReadTable) => [
    ...wrongStatistics(file, expected),
    ...missingStatistics(file, expected, nan),
    ...checkIndexes(file, expected).wrong,
  ];

  /** One column of strings, some in quotes because they are empty or need them. */
  const csvOfTexts = (texts: readonly CellValue[]) =>
    `s,x\n${texts.map((text) => `${text === null ? '' : `"${text}"`},\n`).join('')}`;

  const textsTable = (texts: readonly CellValue[]) =>
    table(
      column('s', 'string', texts),
      column(
        'x',
        'string',
        texts.map(() => null),
      ),
    );

  describe('statistics of chunks and pages', () => {
    it('hold for any table, cut into any row groups, with any codec', async () => {
      const options = fc.record({
        rowGroupRows: fc.integer({ min: 1, max: 40 }),
        parquet: fc.constantFrom('snappy', 'lz4_raw', 'none', 'zstd', 'gzip'),
        hasLevel: fc.boolean(),
        dictionary: fc.boolean(),
      });
      const property = fc.asyncProperty(arbitraryCsv('hard'), options, async (made, given) => {
        const { rowGroupRows, parquet, dictionary } = given;
        const isLeveled = given.hasLevel && (parquet === 'zstd' || parquet === 'gzip');
        const declared = Object.fromEntries(
          made.table.columns.map(({ name, type, nullable }) => [
            name,
            nullable ? type : (`${type}!` as const),
          ]),
        );
        const file = await parquetOf({
          csv: made.csv,
          delimiter: made.delimiter,
          declared,
          parquet,
          parquetOptions: { rowGroupRows, dictionary, ...(isLeveled && { level: 3 }) },
        });
        expect(faults(file, made.table)).toEqual([]);
      });
      await fc.assert(property, { numRuns: 60 });
    });

    it('hold for many pages of every type', async () => {
      const { csv, expected } = makeTable(90_000);
      for (const parquetOptions of [{}, { dictionary: false, rowGroupRows: 50_000, level: 2 }]) {
        const file = await parquetOf({ csv, parquet: 'zstd', parquetOptions });
        expect(faults(file, expected)).toEqual([]);
        expect(checkIndexes(file, expected).pages).toBeGreaterThan(expected.columns.length * 2);
      }
    });

    it('leave NaN out, or the bounds where there is one, which has no order', async () => {
      const values = [Number.NaN, 2, Number.NaN, -1, Number.NaN, Number.NaN, null, null];
      const csv = `f,s\n${values.map((value) => `${value ?? ''},a\n`).join('')}`;
      const file = await parquetOf({
        csv,
        declared: { f: 'float64', s: 'string' },
        parquetOptions: { rowGroupRows: 2 },
      });
      const stated = chunkStatistics(file).map(([f]) => [f?.min_value, f?.max_value, Number(f?.null_count)]);
      expect(stated).toEqual([
        ...(nan === 'left out'
          ? [
              [2, 2, 0],
              [-1, -1, 0],
            ]
          : [
              [undefined, undefined, 0],
              [undefined, undefined, 0],
            ]),
        [undefined, undefined, 0],
        [undefined, undefined, 2],
      ]);
      expect(
        faults(
          file,
          table(
            column('f', 'float64', values),
            column(
              's',
              'string',
              values.map(() => 'a'),
            ),
          ),
        ),
      ).toEqual([]);
    });

    it.each([
      ['0.0', '5.5', -0, 5.5],
      ['-0.0', '5.5', -0, 5.5],
      ['-5.5', '-0.0', -5.5, 0],
      ['0.0', '-0.0', -0, 0],
    ])('of %s and %s have −0 as minimum and +0 as maximum for zero', async (a, b, min, max) => {
      const file = await parquetOf({ csv: `f,s\n${a},\n${b},\n`, declared: { f: 'float64', s: 'string' } });
      const stated = chunkStatistics(file)[0]![0];
      expect(stated?.min_value).toBe(min);
      expect(stated?.max_value).toBe(max);
    });

    it('of long strings are cut after 64 bytes, between characters, and said to be inexact', async () => {
      const values = [`${'é'.repeat(31)}x😀${'y'.repeat(100)}`, 'a'.repeat(200)];
      const file = await parquetOf({ csv: csvOfTexts(values), declared: 'strings' });
      const [stated] = chunkStatistics(file)[0]!;
      expect(stated).toMatchObject({
        min_value: 'a'.repeat(64),
        is_min_value_exact: false,
        max_value: `${'é'.repeat(31)}y`,
        is_max_value_exact: false,
      });
    });

    it('of long strings are bounds, however they are cut short', async () => {
      const letter = fc.constantFrom('a', 'é', '\u007f', '\u07ff', '\uffff', '😀', '\u{10ffff}', 'z');
      const long = fc.tuple(letter, fc.nat({ max: 300 }), letter, fc.nat({ max: 90 }));
      const texts = fc.array(
        fc.option(
          long.map(([a, many, b, some]) => a.repeat(many) + b.repeat(some + 1)),
          { freq: 6 },
        ),
        { minLength: 1, maxLength: 30 },
      );
      const property = fc.asyncProperty(texts, fc.boolean(), async (values, dictionary) => {
        const file = await parquetOf({
          csv: csvOfTexts(values),
          declared: 'strings',
          parquetOptions: { rowGroupRows: 8, dictionary },
        });
        // A long string of nothing but the highest characters has no upper bound of 64 bytes: none is stated.
        const wrong = [
          ...wrongStatistics(file, textsTable(values)),
          ...checkIndexes(file, textsTable(values)).wrong,
        ];
        const isExcused = (what: string) => mayLackUpperBounds && what.endsWith('no column index');
        expect(wrong.filter((what) => !isExcused(what))).toEqual([]);
      });
      await fc.assert(property, { numRuns: 60 });
    });
  });
});
