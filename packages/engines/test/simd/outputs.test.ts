/** What a plan may ask of its outputs. */
import { memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { simd } from '../../src/simd/simd-engine.ts';
import { type Converted, type CsvInput, convertCsv, planCsv } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import { openedFor } from '../support/open-engine.ts';
import { avroHeader } from '../support/readers/avro-header.ts';
import { avsc } from '../support/readers/avsc.ts';
import { duckdb } from '../support/readers/duckdb.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';
import { parquetWasm } from '../support/readers/parquet-wasm.ts';
import { openResized } from './watched-kernel.ts';

const LIMITS = { memoryBytes: 256 << 20, threads: 1 };

const open = openedFor('simd');

async function convert(input: CsvInput): Promise<Extract<Converted, { status: 'converted' }>> {
  const converted = await convertCsv(open.session, open.store, input);
  if (converted.status === 'unsupported') throw new Error(converted.because);
  return converted;
}

const { csv, expected } = makeTable(5000);

const chunksOf = (file: Uint8Array) => hyparquetMetadata(file).row_groups.flatMap(({ columns }) => columns);

describe('a Parquet file', () => {
  it('of lz4_raw is read by all readers', async () => {
    const { parquet } = await convert({ csv, avro: null, parquet: 'lz4_raw' });
    const readers = [...readersFor(open.engine, 'parquet'), parquetWasm];
    expect(await complaints(parquet, expected, readers)).toEqual([]);
    expect(new Set(chunksOf(parquet).map(({ meta_data }) => meta_data!.codec))).toEqual(new Set(['LZ4_RAW']));
  });

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

  it('names a column by the whole of its name, dots and all', async () => {
    const { parquet } = await convert({
      csv: 'a.b,a\n1,1\n1,1\n',
      avro: null,
      parquetOptions: { dictionary: { 'a.b': false } },
    });
    const dictionaries = chunksOf(parquet).map(
      ({ meta_data }) => meta_data!.dictionary_page_offset !== undefined,
    );
    expect(dictionaries).toEqual([false, true]);
  });
});

describe('metadata', () => {
  const metadata = {
    zeta: 'last first',
    '': 'no key',
    ключ: '😀 "é"\n',
    alpha: '',
    'a.b': '1',
    __proto: 'x',
  };

  it.each([{}, { level: 4 }])(
    'of a Parquet file is told as it is planned, in its order, with %o',
    async (options) => {
      const converted = await convert({
        csv,
        parquet: 'zstd',
        parquetOptions: { metadata, ...options },
        avroOptions: { metadata },
      });
      const pairs = hyparquetMetadata(converted.parquet).key_value_metadata!.filter(
        ({ key }) => key !== 'ARROW:schema',
      );
      expect(pairs.map(({ key, value }) => [key, value])).toEqual(Object.entries(metadata));
      const readers = [...readersFor(open.engine, 'parquet'), parquetWasm];
      expect(await complaints(converted.parquet, expected, readers)).toEqual([]);
    },
  );

  it('of the same plan gives the same bytes, time after time', async () => {
    const store = memoryStore();
    await using session = await simd.open(store, { memoryBytes: 2 ** 26, threads: 1 });
    const files = [];
    for (let time = 0; time < 4; time += 1) {
      const converted = await convertCsv(session, store, {
        csv,
        parquetOptions: { metadata },
        avroOptions: { metadata },
      });
      if (converted.status === 'unsupported') throw new Error(converted.because);
      files.push([Buffer.from(converted.parquet), Buffer.from(converted.avro)]);
    }
    for (const file of files) expect(file).toEqual(files[0]);
  });

  it('of an Avro file is in its header, behind schema and codec', async () => {
    const { avro } = await convert({ csv, parquet: null, avroOptions: { metadata } });
    expect(avroHeader(avro).metadataKeys).toEqual(['avro.schema', 'avro.codec', ...Object.keys(metadata)]);
    expect(await complaints(avro, expected, readersFor(open.engine, 'avro'))).toEqual([]);
  });
});

describe('levels of deflate', () => {
  it('make Avro files smaller, which hold the same', async () => {
    const bytes = async (level?: number) => {
      const { avro } = await convert({
        csv,
        parquet: null,
        avro: 'deflate',
        ...(level !== undefined && { avroOptions: { level } }),
      });
      expect(await complaints(avro, expected, [avsc])).toEqual([]);
      return avro.length;
    };
    expect(await bytes(9)).toBeLessThan(await bytes(1));
    expect(await bytes(6)).toBe(await bytes());
  });
});

it('what no file can have is refused by the session', async () => {
  const store = memoryStore();
  await using session = await simd.open(store, { memoryBytes: 2 ** 26, threads: 1 });
  const plan = await planCsv(store, { csv, parquet: 'gzip', parquetOptions: { level: 20 } });
  expect(await session.convert(plan)).toMatchObject({ status: 'unsupported' });
});

describe('the empty string', () => {
  it('is a value of text columns, and no value of others', async () => {
    const text = 's,n\n"",1\n,2\n"a""b",3\n';
    const options = { csv: text, quotedEmpty: 'string', declared: { s: 'string', n: 'int64' } } as const;
    const { parquet } = await convert({ ...options, avro: null });
    const { columns } = await parquetWasm.read(parquet);
    expect(columns[0]!.values).toEqual(['', null, 'a"b']);
    const bad = await convert({ ...options, csv: 's,n\na,""\nb,\n', onBadRow: 'reject' });
    expect(bad.result.rows).toEqual({ read: 2, written: 1, rejected: 1, padded: 0 });
    expect(bad.rejects).toMatchObject([{ row: 1, column: 'n', reason: '"" is not an int64' }]);
  });
});
