/** What the files say of themselves: codecs, statistics, logical types, schemas. */
import { type AvroCodec, avroCodecs, type ParquetCodec, parquetCodecs } from '@parquetry/core';
import { parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { wrongStatistics } from '../support/check-statistics.ts';
import { type Converted, type CsvInput, carryOut, planCsv } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import { LIMITS, openedFor } from '../support/open-engine.ts';
import { avroHeader } from '../support/readers/avro-header.ts';
import { queryFile } from '../support/readers/duckdb.ts';
import { hyparquetLeaves, hyparquetMetadata } from '../support/readers/hyparquet.ts';
import { column, lines, table } from './cases/cell-case.ts';

const PARQUET_CODEC_NAMES: Readonly<Record<ParquetCodec, string>> = {
  snappy: 'SNAPPY',
  zstd: 'ZSTD',
  gzip: 'GZIP',
  lz4_raw: 'LZ4_RAW',
  none: 'UNCOMPRESSED',
};

/** Beyond what the issue of every format asks of every engine. */
const optionalCodecs: readonly (ParquetCodec | AvroCodec)[] = ['zstd', 'lz4_raw'];

const { csv, expected } = makeTable(3000);

const everyType = {
  csv: lines('b,i,f,d,t,s,r', 'true,1,1.5,2024-02-29,2024-02-29T12:00:00Z,one,7', ',,,,,,8'),
  declared: { r: 'int64!' },
} as const;

describe.each(engineNames)('%s', (name) => {
  const opened = openedFor(name);

  /** Undefined where the plan is not supported; then the engine has to say so in both places, naming the codec. */
  async function converted(
    input: CsvInput,
  ): Promise<Extract<Converted, { status: 'converted' }> | undefined> {
    const { engine, session, store } = opened;
    const plan = await planCsv(store, input);
    const support = engine.supports(plan, LIMITS);
    const outcome = await carryOut(session, store, plan);
    expect(outcome.status).toBe(support.supported ? 'converted' : 'unsupported');
    if (outcome.status === 'converted') return outcome;
    const codec = input.parquet ?? input.avro;
    expect(optionalCodecs).toContain(codec);
    expect(outcome.because).toContain(codec);
    return undefined;
  }

  it.each(parquetCodecs)('writes Parquet with codec %s', async (codec) => {
    const file = await converted({ csv, parquet: codec, avro: null });
    if (file === undefined) return;
    const { row_groups: groups } = hyparquetMetadata(file.parquet);
    const used = new Set(groups.flatMap(({ columns }) => columns.map(({ meta_data: meta }) => meta?.codec)));
    expect([...used]).toEqual([PARQUET_CODEC_NAMES[codec]]);
    expect(await complaints(file.parquet, expected, readersFor(opened.engine, 'parquet'))).toEqual([]);
  });

  it.each(avroCodecs)('writes Avro with codec %s', async (codec) => {
    const file = await converted({ csv, parquet: null, avro: codec });
    if (file === undefined) return;
    expect(avroHeader(file.avro).codec).toBe(codec);
    expect(await complaints(file.avro, expected, readersFor(opened.engine, 'avro'))).toEqual([]);
  });

  it('states only what is true in the statistics of Parquet', async () => {
    const file = (await converted({ csv, avro: null }))!;
    expect(wrongStatistics(file.parquet, expected)).toEqual([]);
  });

  it('states only what is true of strings that sort differently in UTF-16, long ones and empty columns', async () => {
    const long = '😀'.repeat(200);
    const values = ['\uFFFF', '😀', 'a', null, `${long}x`, 'é'];
    const file = (await converted({
      csv: lines('s,e', ...values.map((value) => `${value ?? ''},`)),
      declared: 'strings',
      avro: null,
    }))!;
    const strings = table(
      column('s', 'string', values),
      column(
        'e',
        'string',
        values.map(() => null),
      ),
    );
    expect(wrongStatistics(file.parquet, strings)).toEqual([]);
  });

  it('keeps NaN out of the statistics', async () => {
    const plan = await planCsv(opened.store, {
      csv: lines('f', 'NaN', '1.5', '-2.5', 'NaN'),
      declared: { f: 'float64' },
      avro: null,
    });
    const file = await carryOut(opened.session, opened.store, plan);
    if (file.status === 'unsupported') return;
    const floats = table(column('f', 'float64', [Number.NaN, 1.5, -2.5, Number.NaN]));
    expect(wrongStatistics(file.parquet, floats)).toEqual([]);
  });

  it.each(['alpha', '😀', '\uFFFF', 'row "2999", unlike any other', 'not there'])(
    'lets a search that skips by statistics find %j',
    async (word) => {
      const file = (await converted({ csv, avro: null }))!;
      const wanted = expected.columns
        .filter(({ type }) => type === 'string')
        .map(({ values }) => values.filter((value) => value === word).length);
      const literal = `'${word}'`;
      const { columns } = await queryFile(
        file.parquet,
        (path) =>
          `select (select count(*) from read_parquet('${path}') where w = ${literal}),
                  (select count(*) from read_parquet('${path}') where u >= ${literal} and u <= ${literal})`,
      );
      expect(columns.map((counts) => Number(counts[0]))).toEqual(wanted);
      const found = await parquetReadObjects({
        file: new Uint8Array(file.parquet).buffer,
        compressors,
        filter: { w: { $eq: word } },
        useBloomFilters: true,
        usePageIndex: true,
      });
      expect(found).toHaveLength(wanted[0]!);
    },
  );

  it('marks dates and instants by the logical types of Parquet', async () => {
    const file = (await converted({ ...everyType, avro: null }))!;
    const leaves = hyparquetLeaves(hyparquetMetadata(file.parquet));
    expect(leaves.map(({ type, repetition_type: repetition }) => [type, repetition])).toEqual([
      ['BOOLEAN', 'OPTIONAL'],
      ['INT64', 'OPTIONAL'],
      ['DOUBLE', 'OPTIONAL'],
      ['INT32', 'OPTIONAL'],
      ['INT64', 'OPTIONAL'],
      ['BYTE_ARRAY', 'OPTIONAL'],
      ['INT64', 'REQUIRED'],
    ]);
    expect(leaves[3]?.converted_type ?? leaves[3]?.logical_type?.type).toBe('DATE');
    expect(leaves[5]?.converted_type ?? leaves[5]?.logical_type?.type).toMatch(/^(UTF8|STRING)$/);
    // The older annotation means an instant in UTC as well.
    const instant = leaves[4]?.logical_type ?? { type: 'TIMESTAMP', unit: 'MICROS', isAdjustedToUTC: true };
    expect(instant).toEqual({ type: 'TIMESTAMP', unit: 'MICROS', isAdjustedToUTC: true });
  });

  it('marks nullable fields, dates and instants in the schema of Avro, under legal names', async () => {
    const file = (await converted({ ...everyType, parquet: null }))!;
    const { schema } = avroHeader(file.avro);
    const optional = (type: unknown) => ({ type: ['null', type], default: null });
    expect(schema).toMatchObject({
      type: 'record',
      fields: [
        { name: 'b', ...optional('boolean') },
        { name: 'i', ...optional('long') },
        { name: 'f', ...optional('double') },
        { name: 'd', ...optional({ type: 'int', logicalType: 'date' }) },
        { name: 't', ...optional({ type: 'long', logicalType: 'timestamp-micros' }) },
        { name: 's', ...optional('string') },
        { name: 'r', type: 'long' },
      ],
    });
    const renamed = (await converted({ csv: lines('a b,a_b,1', '1,2,3'), parquet: null }))!;
    expect(avroHeader(renamed.avro).schema.fields.map((field) => [field.name, field.originalName])).toEqual([
      ['a_b_2', 'a b'],
      ['a_b', undefined],
      ['_1', '1'],
    ]);
  });
});
