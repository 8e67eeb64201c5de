/** What can be asked of the outputs: codecs and levels, row groups, dictionaries, metadata. */
import { avroCodecs, type ParquetCodec, parquetCodecs } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { wrongStatistics } from '../support/check-statistics.ts';
import { type Converted, carryOut, planCsv, type TextOptions } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import { LIMITS, openedFor } from '../support/open-engine.ts';
import { avroHeader } from '../support/readers/avro-header.ts';
import { queryFile } from '../support/readers/duckdb.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';
import { column, lines, table } from './cases/cell-case.ts';

const ROWS = 5000;
const { csv, expected } = makeTable(ROWS);

type ParquetOptions = NonNullable<TextOptions['parquetOptions']>;
type Files = Extract<Converted, { status: 'converted' }>;

const LEVELS: Readonly<Record<ParquetCodec, readonly (number | undefined)[]>> = {
  snappy: [undefined],
  lz4_raw: [undefined],
  none: [undefined],
  gzip: [undefined, 1, 9],
  zstd: [undefined, 1, 19],
};
const codecs = parquetCodecs.flatMap((codec) => LEVELS[codec].map((level) => ({ codec, level })));

/** What a level changes nothing of, and what is out of its range. */
const wrongLevels = [
  { codec: 'snappy', level: 3 },
  { codec: 'none', level: 1 },
  { codec: 'gzip', level: 10 },
] as const;

describe.each(engineNames)('%s writes', (name) => {
  const opened = openedFor(name);

  /** Undefined where the plan is not supported, which the engine says beforehand, too, with a reason. */
  async function written(text: string, options: TextOptions): Promise<Files | undefined> {
    const { engine, session, store } = opened;
    const plan = await planCsv(store, { csv: text, ...options });
    const support = engine.supports(plan, LIMITS);
    const outcome = await carryOut(session, store, plan);
    expect(outcome.status).toBe(support.supported ? 'converted' : 'unsupported');
    if (outcome.status === 'converted') return outcome;
    expect(support.supported ? '' : support.because).toBe(outcome.because);
    expect(outcome.because).toMatch(/\w+ \w+/);
    return undefined;
  }

  const parquet = (options: ParquetOptions, codec: ParquetCodec = 'snappy', text = csv) =>
    written(text, { parquet: codec, avro: null, parquetOptions: options });

  const expectCells = async ({ parquet: file }: Files) =>
    expect(await complaints(file, expected, readersFor(opened.engine, 'parquet'))).toEqual([]);

  it.each(codecs)('Parquet with codec $codec at level $level', async ({ codec, level }) => {
    const files = await parquet(level === undefined ? {} : { level }, codec);
    if (files === undefined) return;
    await expectCells(files);
    expect(wrongStatistics(files.parquet, expected)).toEqual([]);
  });

  it.each(wrongLevels)('no Parquet with codec $codec at level $level', async ({ codec, level }) => {
    expect(await parquet({ level }, codec)).toBeUndefined();
  });

  it('smaller files at higher levels, where it has levels', async () => {
    for (const codec of ['zstd', 'gzip'] as const) {
      const [low, high] = [await parquet({ level: 1 }, codec), await parquet({ level: 9 }, codec)];
      if (low && high) expect(high.parquet.length).toBeLessThan(low.parquet.length);
    }
  });

  it.each([1, 999, 5000, 1_000_000])('row groups of %i rows at most', async (rowGroupRows) => {
    const text = rowGroupRows === 1 ? 'a,b\n1,x\n2,y\n3,z\n' : csv;
    const files = await parquet({ rowGroupRows }, 'snappy', text);
    if (files === undefined) return;
    const groups = hyparquetMetadata(files.parquet).row_groups.map((group) => Number(group.num_rows));
    const rows = rowGroupRows === 1 ? 3 : ROWS;
    expect(Math.max(...groups)).toBeLessThanOrEqual(rowGroupRows);
    expect(groups.reduce((sum, count) => sum + count, 0)).toBe(rows);
    expect(groups.length).toBeGreaterThanOrEqual(Math.ceil(rows / rowGroupRows));
    if (text === csv) {
      await expectCells(files);
      expect(wrongStatistics(files.parquet, expected)).toEqual([]);
    }
  });

  const dictionaries: readonly [string, NonNullable<ParquetOptions['dictionary']>, readonly string[]][] = [
    ['everywhere', true, ['w']],
    ['nowhere', false, []],
    ['where they are asked for', { w: true, u: false }, ['w']],
    ['not where they are forbidden', { w: false }, []],
  ];

  it.each(dictionaries)('dictionaries %s', async (_where, dictionary, withOne) => {
    const files = await parquet({ dictionary });
    if (files === undefined) return;
    const chunks = hyparquetMetadata(files.parquet).row_groups[0]!.columns;
    for (const wanted of ['w'].filter((column) => !withOne.includes(column))) {
      const { encodings } = chunks.find(({ meta_data: meta }) => meta?.path_in_schema[0] === wanted)!
        .meta_data!;
      expect(encodings.filter((encoding) => encoding.includes('DICTIONARY'))).toEqual([]);
    }
    for (const wanted of withOne) {
      const { encodings } = chunks.find(({ meta_data: meta }) => meta?.path_in_schema[0] === wanted)!
        .meta_data!;
      expect(encodings.some((encoding) => encoding.includes('DICTIONARY'))).toBe(true);
    }
    await expectCells(files);
  });

  it('key-value metadata into Parquet', async () => {
    const metadata = { origin: 'flights été 😀', empty: '', 'a key': '{"x":1}' };
    const files = await parquet({ metadata });
    if (files === undefined) return;
    const pairs = hyparquetMetadata(files.parquet).key_value_metadata ?? [];
    const found = Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
    expect(found).toMatchObject(metadata);
    await expectCells(files);
  });

  it.each(
    avroCodecs.flatMap((codec) =>
      (codec === 'deflate' ? [1, 9, undefined] : [undefined]).map((level) => ({ codec, level })),
    ),
  )('Avro with codec $codec at level $level and metadata', async ({ codec, level }) => {
    const metadata = { origin: 'flights été 😀' };
    const avroOptions = { metadata, ...(level !== undefined && { level }) };
    const files = await written(csv, { parquet: null, avro: codec, avroOptions });
    if (files === undefined) return;
    expect(avroHeader(files.avro).codec).toBe(codec);
    expect(avroHeader(files.avro).metadataKeys).toContain('origin');
    expect(await complaints(files.avro, expected, readersFor(opened.engine, 'avro'))).toEqual([]);
  });

  it('the same bytes for the same options', async () => {
    const options: TextOptions = {
      parquetOptions: { metadata: { b: '1', a: '2' }, rowGroupRows: 700 },
      avroOptions: { metadata: { b: '1', a: '2' } },
    };
    const [first, again] = [await written(csv, options), await written(csv, options)];
    expect(first?.status).toBe(again?.status);
    if (first && again) expect([again.parquet, again.avro]).toEqual([first.parquet, first.avro]);
  });

  it('statistics that are right for NaN, minus zero and strings beyond the first plane', async () => {
    const values = [Number.NaN, -0, 0, -1.5, null];
    const strings = ['\uFFFF', '😀', 'a', null, '\u{10FFFF}'];
    const text = lines('f,s', 'NaN,\uFFFF', '-0.0,😀', '0.0,a', '-1.5,', ',\u{10FFFF}');
    const plan = await planCsv(opened.store, {
      csv: text,
      declared: { f: 'float64', s: 'string' },
      avro: null,
    });
    const files = await carryOut(opened.session, opened.store, plan);
    if (files.status === 'unsupported') {
      expect(files.because).toMatch(/row \d+.*"f"|"f".*row \d+/);
      return;
    }
    const made = table(column('f', 'float64', values), column('s', 'string', strings));
    expect(wrongStatistics(files.parquet, made)).toEqual([]);
    const counted = await queryFile(
      files.parquet,
      (path) =>
        `select (select count(*) from read_parquet('${path}') where f = 0),
                (select count(*) from read_parquet('${path}') where s >= '😀'),
                (select count(*) from read_parquet('${path}') where s = '\uFFFF')`,
    );
    expect(counted.columns.map((counts) => Number(counts[0]))).toEqual([2, 2, 1]);
  });
});
