/** What a plan may ask of its outputs. */
import { memoryStore, type OutputPlan } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { outputSupport } from '../../src/shared/output-support.ts';
import { wasmArrow } from '../../src/wasm-arrow/wasm-arrow-engine.ts';
import { type Converted, type CsvInput, convertCsv, planCsv } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import { openedFor } from '../support/open-engine.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';

const open = openedFor('wasm-arrow');

async function convert(input: CsvInput): Promise<Extract<Converted, { status: 'converted' }>> {
  const converted = await convertCsv(open.session, open.store, input);
  if (converted.status === 'unsupported') throw new Error(converted.because);
  return converted;
}

const { csv, expected } = makeTable(5000);

const chunksOf = (file: Uint8Array) => hyparquetMetadata(file).row_groups.flatMap(({ columns }) => columns);

describe('a Parquet file', () => {
  it('has row groups of as many rows as asked for, fewer where the memory limit asks for it', async () => {
    const groupsOf = async (memoryBytes: number, table: string, rowGroupRows: number) => {
      const store = memoryStore();
      await using session = await wasmArrow.open(store, { memoryBytes, threads: 1 });
      const options = { avro: null, parquet: 'none' as const, parquetOptions: { rowGroupRows } };
      const converted = await convertCsv(session, store, { csv: table, ...options });
      if (converted.status === 'unsupported') throw new Error(converted.because);
      return hyparquetMetadata(converted.parquet).row_groups.map(({ num_rows }) => Number(num_rows));
    };
    expect(await groupsOf(2 ** 30, csv, 1800)).toEqual([1800, 1800, 1400]);
    expect(await groupsOf(2 ** 30, csv, 1_000_000_000)).toEqual([5000]);
    const { csv: large } = makeTable(60_000);
    const bounded = await groupsOf(1 << 20, large, 50_000);
    expect(Math.max(...bounded)).toBeLessThan(50_000);
    expect(bounded.reduce((sum, rows) => sum + rows, 0)).toBe(60_000);
  });

  it('has dictionaries for all columns, none, or those that are named', async () => {
    const withDictionary = async (dictionary?: boolean | Record<string, boolean>) => {
      const { parquet } = await convert({
        csv,
        avro: null,
        ...(dictionary !== undefined && { parquetOptions: { dictionary } }),
      });
      expect(await complaints(parquet, expected, readersFor(open.engine, 'parquet'))).toEqual([]);
      return chunksOf(parquet)
        .filter(({ meta_data }) => meta_data!.dictionary_page_offset !== undefined)
        .map(({ meta_data }) => meta_data!.path_in_schema.join())
        .join('');
    };
    expect(await withDictionary()).toBe('nfdtwu');
    expect(await withDictionary(true)).toBe('nfdtwu');
    expect(await withDictionary(false)).toBe('');
    expect(await withDictionary({ w: false, n: false })).toBe('fdtu');
  });
});

describe('what no file can have is refused before anything is read', () => {
  const ref = { bucket: '/out', key: 'x' };
  const parquet = (options: object) =>
    ({ format: 'parquet', ref, codec: 'snappy', ...options }) as OutputPlan;
  const avro = (options: object) => ({ format: 'avro', ref, codec: 'null', ...options }) as OutputPlan;

  it.each([
    [parquet({ level: 3 }), 'snappy has no levels'],
    [parquet({ codec: 'none', level: 1 }), 'none has no levels'],
    [parquet({ codec: 'gzip', level: 10 }), 'gzip has levels from 1 to 9, not 10'],
    [avro({ level: 2 }), 'null has no levels'],
    [avro({ metadata: { 'avro.codec': 'x' } }), '"avro.codec" has a meaning of its own'],
    [parquet({ metadata: { 'ARROW:schema': 'x' } }), '"ARROW:schema" has a meaning of its own'],
  ])('%o', (output, because) => {
    expect(outputSupport([output])).toEqual({ supported: false, because: expect.stringContaining(because) });
  });

  it.each([
    [parquet({ codec: 'zstd', level: 22 })],
    [parquet({ codec: 'gzip', level: 9, metadata: { 'avro.codec': 'x' } })],
    [avro({ codec: 'deflate', level: 9, metadata: { 'ARROW:schema': 'x' } })],
  ])('but not %o', (output) => {
    expect(outputSupport([output])).toEqual({ supported: true });
  });

  it('by the session as well', async () => {
    const store = memoryStore();
    await using session = await wasmArrow.open(store, { memoryBytes: 2 ** 26, threads: 1 });
    const plan = await planCsv(store, { csv, parquet: 'gzip', parquetOptions: { level: 20 } });
    expect(await session.convert(plan)).toMatchObject({ status: 'unsupported' });
  });
});
