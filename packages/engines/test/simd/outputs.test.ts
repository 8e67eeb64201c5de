/** What a plan may ask of its outputs. */
import { memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { simd } from '../../src/simd/simd-engine.ts';
import { type Converted, type CsvInput, convertCsv, planCsv } from '../support/convert-csv.ts';
import { makeTable } from '../support/made-table.ts';
import { openedFor } from '../support/open-engine.ts';
import { duckdb } from '../support/readers/duckdb.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';
import { openResized } from './watched-kernel.ts';

const LIMITS = { memoryBytes: 256 << 20, threads: 1 };

const open = openedFor('simd');

async function convert(input: CsvInput): Promise<Extract<Converted, { status: 'converted' }>> {
  const converted = await convertCsv(open.session, open.store, input);
  if (converted.status === 'unsupported') throw new Error(converted.because);
  return converted;
}

const { csv } = makeTable(5000);

const chunksOf = (file: Uint8Array) => hyparquetMetadata(file).row_groups.flatMap(({ columns }) => columns);

describe('a Parquet file', () => {
  it('has row groups of as many rows as asked for, fewer where their pages need the room', async () => {
    const groupsOf = async (arenaBytes: number, rowGroupRows: number) => {
      const store = memoryStore();
      const { session, expectIntact } = await openResized(store, { arenaBytes, batchRows: 500 }, LIMITS);
      const options = { avro: null, parquet: 'none' as const, parquetOptions: { rowGroupRows } };
      const converted = await convertCsv(session, store, { csv, ...options });
      if (converted.status === 'unsupported') throw new Error(converted.because);
      expectIntact();
      return hyparquetMetadata(converted.parquet).row_groups.map(({ num_rows }) => Number(num_rows));
    };
    expect(await groupsOf(8 << 20, 1800)).toEqual([1800, 1800, 1400]);
    expect(await groupsOf(8 << 20, 1_000_000_000)).toEqual([5000]);
    const bounded = await groupsOf(100_000, 4000);
    expect(Math.max(...bounded)).toBeLessThan(4000);
    expect(bounded.reduce((sum, rows) => sum + rows, 0)).toBe(5000);
  });

  it('has dictionaries for all columns that repeat themselves, none, or those that are named', async () => {
    const days = ['2024-01-01', '2024-01-02', '2024-02-01'];
    const rows = Array.from({ length: 6000 }, (_, row) => [
      row % 9,
      (row % 7) / 4,
      days[row % 3],
      `word ${row % 11}`,
      row * 7919,
    ]);
    const repeating = `n,f,d,w,u\n${rows.map((cells) => cells.join()).join('\n')}\n`;
    const withDictionary = async (dictionary?: boolean | Record<string, boolean>) => {
      const { parquet } = await convert({
        csv: repeating,
        avro: null,
        ...(dictionary !== undefined && { parquetOptions: { dictionary } }),
      });
      const { columns } = await duckdb.read(parquet);
      expect(columns[3]!.values).toEqual(rows.map((cells) => cells[3]));
      expect(columns[1]!.values).toEqual(rows.map((cells) => cells[1]));
      return chunksOf(parquet)
        .filter(({ meta_data }) => meta_data!.dictionary_page_offset !== undefined)
        .map(({ meta_data }) => meta_data!.path_in_schema.join())
        .join('');
    };
    expect(await withDictionary()).toBe('nfdw');
    expect(await withDictionary(true)).toBe('nfdw');
    expect(await withDictionary(false)).toBe('');
    expect(await withDictionary({ w: false, n: false })).toBe('fd');
  });
});

it('what no file can have is refused by the session', async () => {
  const store = memoryStore();
  await using session = await simd.open(store, { memoryBytes: 2 ** 26, threads: 1 });
  const plan = await planCsv(store, { csv, parquet: 'gzip', parquetOptions: { level: 20 } });
  expect(await session.convert(plan)).toMatchObject({ status: 'unsupported' });
});
