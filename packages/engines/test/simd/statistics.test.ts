/** What only files of this engine say about their values. */
import type { CellValue } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { checkIndexes } from '../support/check-indexes.ts';
import { missingStatistics, wrongStatistics } from '../support/check-statistics.ts';
import { column, table } from '../support/compare-tables.ts';
import { type CsvInput, convertCsv } from '../support/convert-csv.ts';
import { openedFor } from '../support/open-engine.ts';
import type { ReadTable } from '../support/read-table.ts';
import { queryFile } from '../support/readers/duckdb.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';

const open = openedFor('simd');

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
  ...missingStatistics(file, expected, 'hides bounds'),
  ...checkIndexes(file, expected).wrong,
];

/** One column of strings, some in quotes because they are empty or need them. */
const csvOfTexts = (texts: readonly CellValue[]) =>
  `s,x\n${texts.map((text) => `${text === null ? '' : `"${text}"`},\n`).join('')}`;

describe('statistics', () => {
  it('of a string of the highest characters alone have no upper end where it is cut', async () => {
    const file = await parquetOf({ csv: csvOfTexts(['\u{10ffff}'.repeat(30)]), declared: 'strings' });
    const [stated] = chunkStatistics(file)[0]!;
    expect(stated?.max_value).toBeUndefined();
  });

  it('hold for many row groups of many pages that share dictionaries, up to where they are given up', async () => {
    const rows = Array.from(
      { length: 60_000 },
      (_, row) => [BigInt(row % 997), `${row % 311} of 311`, `only ${row}`] as const,
    );
    const file = await parquetOf({
      csv: `n,s,u\n${rows.map((cells) => cells.join(',')).join('\n')}\n`,
      parquetOptions: { rowGroupRows: 25_000 },
    });
    const expected = table(
      column(
        'n',
        'int64',
        rows.map(([n]) => n),
      ),
      column(
        's',
        'string',
        rows.map(([, s]) => s),
      ),
      column(
        'u',
        'string',
        rows.map(([, , u]) => u),
      ),
    );
    expect(faults(file, expected)).toEqual([]);
    expect(hyparquetMetadata(file).row_groups.length).toBe(3);
    expect(checkIndexes(file, expected).pages).toBe(15);
  });
});

describe('a query with a filter finds every row', () => {
  const words = ['a', 'z', '\uffff', '\uffff\uffff', '😀', '😀é', '\u{10ffff}', `${'😀'.repeat(40)}!`];
  const texts = Array.from({ length: 4000 }, (_, row) => words[(row * 7 + (row >> 9)) % words.length]!);
  const numbers = texts.map((_, row) => (row % 5 === 0 ? Number.NaN : row % 3 === 0 ? -0 : row));
  const count = async (file: Uint8Array, condition: string) => {
    const { columns } = await queryFile(file, (path) => `select count(*) from '${path}' where ${condition}`);
    return Number(columns[0]![0]);
  };
  const number = (value: number) => (Object.is(value, -0) ? '-0.0' : String(value));
  const made = (options: CsvInput['parquetOptions']) =>
    parquetOf({
      csv: `s,f\n${texts.map((text, row) => `${text},${number(numbers[row]!)}\n`).join('')}`,
      declared: { s: 'string', f: 'float64' },
      parquet: 'zstd',
      parquetOptions: { rowGroupRows: 300, ...options },
    });

  it.each([{}, { level: 5 }, { dictionary: false }, { dictionary: false, level: 5 }])(
    'with %o',
    async (options) => {
      const file = await made(options);
      expect(hyparquetMetadata(file).row_groups.length).toBe(14);
      for (const word of words) {
        expect(await count(file, `s = '${word}'`)).toBe(texts.filter((text) => text === word).length);
      }
      expect(await count(file, 'f = 0')).toBe(numbers.filter((value) => value === 0).length);
      expect(await count(file, 'f = 7')).toBe(1);
      expect(await count(file, 'isnan(f)')).toBe(800);
    },
  );
});
