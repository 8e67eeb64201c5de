/** What a plan may ask of its outputs. */
import { memoryStore, type OutputPlan } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { outputSupport } from '../../src/shared/output-support.ts';
import { wasmArrow } from '../../src/wasm-arrow/wasm-arrow-engine.ts';
import { type Converted, type CsvInput, convertCsv, planCsv } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import { openedFor } from '../support/open-engine.ts';
import { avroHeader } from '../support/readers/avro-header.ts';
import { avsc } from '../support/readers/avsc.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';
import { parquetWasm } from '../support/readers/parquet-wasm.ts';

const open = openedFor('wasm-arrow');

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
    await using session = await wasmArrow.open(store, { memoryBytes: 2 ** 26, threads: 1 });
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
