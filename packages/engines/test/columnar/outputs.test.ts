/** What a plan may ask of its outputs, of engines that write columns. */
import { memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { type Converted, type CsvInput, convertCsv } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import { openedFor } from '../support/open-engine.ts';
import { avroHeader } from '../support/readers/avro-header.ts';
import { avsc } from '../support/readers/avsc.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';
import { parquetWasm } from '../support/readers/parquet-wasm.ts';

const { csv, expected } = makeTable(5000);

const chunksOf = (file: Uint8Array) => hyparquetMetadata(file).row_groups.flatMap(({ columns }) => columns);

describe.each(['wasm-arrow', 'simd'] as const)('of %s', (name) => {
  const open = openedFor(name);

  async function convert(input: CsvInput): Promise<Extract<Converted, { status: 'converted' }>> {
    const converted = await convertCsv(open.session, open.store, input);
    if (converted.status === 'unsupported') throw new Error(converted.because);
    return converted;
  }

  describe('a Parquet file', () => {
    it('of lz4_raw is read by all readers', async () => {
      const { parquet } = await convert({ csv, avro: null, parquet: 'lz4_raw' });
      const readers = [...readersFor(open.engine, 'parquet'), parquetWasm];
      expect(await complaints(parquet, expected, readers)).toEqual([]);
      expect(new Set(chunksOf(parquet).map(({ meta_data }) => meta_data!.codec))).toEqual(
        new Set(['LZ4_RAW']),
      );
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
      await using session = await open.engine.open(store, { memoryBytes: 2 ** 26, threads: 1 });
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
});
