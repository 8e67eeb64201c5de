import { readdir } from 'node:fs/promises';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { BadInputError, memoryStore, type ParquetCodec, StoreError } from '@parquetry/core';
import { parquetMetadata } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { type ContestantName, contestantNames, loadEngine } from '../../src/index.ts';
import { column, table } from '../support/compare-tables.ts';
import { type Converted, planCsv, type TextOptions } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import type { ReadTable } from '../support/read-table.ts';
import { contestant, LIMITS, type OpenContestant } from './support.ts';

type Files = Extract<Converted, { status: 'converted' }>;

const required = (converted: Converted): Files => {
  if (converted.status === 'unsupported') throw new Error(converted.because);
  return converted;
};

/** What the reader on parquet-wasm cannot read: Polars' large strings, a list of no row groups by hyparquet-writer. */
const isBeyondParquetWasm = ({ engine }: OpenContestant, { rowCount }: ReadTable) =>
  engine.name === 'polars' || (engine.name === 'js-best' && rowCount === 0);

const readersOf = (open: OpenContestant, expected: ReadTable) =>
  readersFor(open.engine, 'parquet').filter(
    ({ library }) => library !== 'parquet-wasm' || !isBeyondParquetWasm(open, expected),
  );

async function expectTable(
  open: OpenContestant,
  text: string | Uint8Array,
  expected: ReadTable,
  options?: TextOptions,
) {
  const files = required(await open.convert(text, options));
  expect(await complaints(files.parquet, expected, readersOf(open, expected))).toEqual([]);
  expect(files.result.rows).toEqual({
    read: expected.rowCount,
    written: expected.rowCount,
    rejected: 0,
    padded: 0,
  });
  return files;
}

const ALL_TYPES = [
  'b,n,f,d,t,l,s,digits',
  'true,9223372036854775807,-0.0,2024-02-29,2024-07-01T12:56:23Z,2024-07-01T12:56:23,"x ""q"", y",007',
  'false,-9223372036854775808,123456789.12345678,0001-01-01,1965-01-01 00:00:00.000001+02:00,1965-01-01 00:00:00.000001,"two\nlines",1.50',
  ',,,,,,,',
  '"","","","","","","",""',
  'true,0,1E-5,9999-12-31,2024-07-01T12:56:23.5-0130,2024-07-01T12:56,Ω😀,true',
  '',
].join('\n');
const LOCAL = 1_719_838_583_000_000n;
const allTypes = table(
  column('b', 'boolean', [true, false, null, null, true]),
  column('n', 'int64', [2n ** 63n - 1n, -(2n ** 63n), null, null, 0n]),
  column('f', 'float64', [-0, 123456789.12345678, null, null, 0.00001]),
  column('d', 'date', [19_782, -719_162, null, null, 2_932_896]),
  column('t', 'timestamp', [LOCAL, -157_773_599_999_999n, null, null, LOCAL + 5_400_500_000n]),
  column('l', 'local_timestamp', [LOCAL, -157_766_399_999_999n, null, null, LOCAL - 23_000_000n]),
  column('s', 'string', ['x "q", y', 'two\nlines', null, null, 'Ω😀']),
  column('digits', 'string', ['007', '1.50', null, null, 'true']),
);

const LEVELS: Readonly<Record<ContestantName, readonly (readonly [ParquetCodec, number])[]>> = {
  duckdb: [['zstd', 19]],
  polars: [
    ['zstd', 19],
    ['gzip', 9],
  ],
  'js-best': [
    ['zstd', 19],
    ['gzip', 9],
  ],
};

describe.each(contestantNames)('%s', (name) => {
  const opened = contestant(name);

  it('writes every type with its nulls, and no number for text', async () => {
    await expectTable(opened(), ALL_TYPES, allTypes);
  });

  it('keeps the order of many rows', async () => {
    const { csv, expected } = makeTable(250_000);
    await expectTable(opened(), csv, expected);
  });

  it('reads a declared schema, NaN among its numbers', async () => {
    const expected = table(
      column('a', 'string', ['1', '2']),
      column('f', 'float64', [Number.NaN, Number.NEGATIVE_INFINITY]),
    );
    await expectTable(opened(), 'a,f\n1,NaN\n2,-Infinity\n', expected, {
      declared: { a: 'string', f: 'float64' },
    });
  });

  it('reads gzip of one member and of two, and zstd', async () => {
    const expected = table(column('a', 'int64', [1n, 2n]), column('s', 'string', ['x', 'y']));
    const [head, rest] = ['a,s\n1,x\n', '2,y\n'];
    await expectTable(opened(), gzipSync(head + rest), expected);
    await expectTable(opened(), Buffer.concat([gzipSync(head), gzipSync(rest)]), expected);
    await expectTable(opened(), zstdCompressSync(head + rest), expected);
  });

  it('tells the bytes of the text within gzip', async () => {
    const files = required(await opened().convert(gzipSync('a,s\n1,x\n2,y\n')));
    expect(files.result.bytes.parsed).toBe(12);
  });

  it.each(['\n', '\r\n'])(
    'reads lines that end in %j, with a byte-order mark and no last end',
    async (end) => {
      const expected = table(column('a', 'int64', [1n, 2n]), column('s', 'string', ['x', null]));
      await expectTable(opened(), `\u{feff}${['a,s', '1,x', '2,'].join(end)}`, expected);
    },
  );

  it('reads other delimiters and quotes, and files without a header', async () => {
    const expected = table(column('a', 'string', ['x;y', "it's"]), column('b', 'int64', [1n, 2n]));
    const options: TextOptions = {
      delimiter: ';',
      quote: "'",
      escape: "'",
      hasHeader: false,
      names: ['a', 'b'],
    };
    await expectTable(opened(), "'x;y';1\n'it''s';2\n", expected, options);
  });

  it('writes no rows into a file of their types', async () => {
    const expected = table(column('a', 'int64', []), column('s', 'string', []));
    const declared = { a: 'int64', s: 'string' } as const;
    await expectTable(opened(), 'a,s\n', expected, { declared });
  });

  it.each(['snappy', 'zstd', 'gzip', 'lz4_raw', 'none'] as const)(
    'compresses with %s, or says why not',
    async (codec) => {
      const { csv, expected } = makeTable(3000);
      const converted = await opened().convert(csv, { parquet: codec });
      if (converted.status === 'unsupported') {
        expect(`${name}: ${converted.because}`).toMatch(/^js-best: there is no lz4_raw/);
        return;
      }
      expect(await complaints(converted.parquet, expected, readersOf(opened(), expected))).toEqual([]);
      const { row_groups } = parquetMetadata(new Uint8Array(converted.parquet).buffer);
      const codecs = row_groups.flatMap(({ columns }) => columns.map(({ meta_data }) => meta_data?.codec));
      expect(new Set(codecs)).toEqual(new Set([codec === 'none' ? 'UNCOMPRESSED' : codec.toUpperCase()]));
    },
  );

  it('compresses harder at a higher level', async () => {
    const { csv } = makeTable(20_000);
    for (const [codec, level] of LEVELS[name]) {
      const sizes: number[] = [];
      for (const given of [1, level]) {
        const options = { parquet: codec, parquetOptions: { level: given } } as const;
        sizes.push(required(await opened().convert(csv, options)).parquet.length);
      }
      expect(sizes[1]).toBeLessThan(sizes[0]!);
    }
  });

  it('keeps to the rows of a row group', async () => {
    const files = required(
      await opened().convert(makeTable(9000).csv, { parquetOptions: { rowGroupRows: 4096 } }),
    );
    const { row_groups } = parquetMetadata(new Uint8Array(files.parquet).buffer);
    expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([4096, 4096, 808]);
  });

  it('converts several files at once', async () => {
    const { csv, expected } = makeTable(2000);
    const all = await Promise.all([1, 2, 3, 4].map(() => opened().convert(csv)));
    for (const one of all) {
      const { parquet } = required(one);
      expect(await complaints(parquet, expected, [readersOf(opened(), expected)[0]!])).toEqual([]);
    }
  });

  it('leaves nothing behind when the input is bad', async () => {
    const open = opened();
    const plan = await open.plan('a,s\n1,x\nnope,y\n', { declared: { a: 'int64', s: 'string' } });
    await expect(open.session.convert(plan)).rejects.toThrow(BadInputError);
    const left = await readdir(plan.outputs[0]!.ref.bucket).catch(() => []);
    expect(left).toEqual([]);
  });

  it('is interrupted before it starts', async () => {
    const plan = await opened().plan('a,s\n1,x\n');
    await expect(opened().session.convert(plan, AbortSignal.abort(new Error('enough')))).rejects.toThrow(
      'enough',
    );
  });

  it('refuses a file that has changed since it was planned', async () => {
    const plan = await opened().plan('a,s\n1,x\n');
    const changed = { ...plan, source: { ...plan.source, etag: 'another' } };
    await expect(opened().session.convert(changed)).rejects.toThrow(StoreError);
  });

  it.each([
    [{ onBadRow: 'reject' }, /set aside/],
    [{ encoding: 'latin1' }, /UTF-8/],
    [{ invalidBytes: 'replace' }, /UTF-8/],
    [{ trim: true }, /spaces around fields/],
    [{ trailingDelimiter: true }, /end of a record/],
    [{ escape: '\\' }, /doubled quotes/],
    [{ parquetOptions: { dictionary: false } }, /dictionaries/],
    [{ parquetOptions: { level: 3 } }, /level/],
    [{ avro: 'snappy', avroOptions: { level: 3 } }, /Avro|level/],
  ] satisfies (readonly [TextOptions, RegExp])[])(
    'says of %j that it is unsupported',
    async (options, because) => {
      const plan = await opened().plan('a,s\n1,x\n', options);
      const support = opened().engine.supports(plan, LIMITS);
      expect(support).toEqual({ supported: false, because: expect.stringMatching(because) });
      expect(await opened().session.convert(plan)).toEqual({
        status: 'unsupported',
        because: expect.stringMatching(because),
      });
    },
  );

  it('says so where the schema is not that of the file', async () => {
    const plan = await opened().plan('a,s\n1,x\n');
    const turned = { ...plan, schema: { columns: plan.schema.columns.toReversed() } };
    expect(opened().engine.supports(turned, LIMITS)).toEqual({
      supported: false,
      because: expect.stringMatching(/another order/),
    });
  });
});

describe.each(['duckdb', 'polars'] as const)('%s', (name) => {
  const opened = contestant(name);

  it('says so where objects are not files', async () => {
    const store = memoryStore();
    await using session = await (await loadEngine(name)).open(store, LIMITS);
    const plan = await planCsv(store, { csv: 'a,s\n1,x\n', avro: null });
    expect(await session.convert(plan)).toEqual({
      status: 'unsupported',
      because: expect.stringMatching(/not a file of this machine/),
    });
  });

  it('reads texts that stand for null, comments and lines before the header', async () => {
    const expected = table(column('a', 'int64', [1n, null, null]), column('s', 'string', ['x', null, null]));
    const options: TextOptions = { nulls: ['NA', '-'], comment: '#', skipLines: 1 };
    await expectTable(opened(), 'title\na,s\n1,x\n# no row\nNA,-\n,"NA"\n', expected, options);
  });

  it('tells an empty string from nothing where it is asked to', async () => {
    const expected = table(column('a', 'int64', [1n, 2n]), column('s', 'string', ['', null]));
    await expectTable(opened(), 'a,s\n1,""\n2,\n', expected, { quotedEmpty: 'string' });
  });

  it('reads lines of JSON', async () => {
    const text =
      '{"n":1,"s":"x","f":1.5,"t":"2024-07-01T12:56:23Z","d":"2024-07-01","b":true}\n{"n":null,"s":""}\n';
    const declared = { t: 'timestamp', d: 'date' } as const;
    const expected = table(
      column('n', 'int64', [1n, null]),
      column('s', 'string', ['x', '']),
      column('f', 'float64', [1.5, null]),
      column('t', 'timestamp', [LOCAL, null]),
      column('d', 'date', [19_905, null]),
      column('b', 'boolean', [true, null]),
    );
    await expectTable(opened(), text, expected, { kind: 'json', declared });
  });

  it.each([
    ['{"a":{"b":1}}\n{"a":{"b":2}}\n', /flatten/],
    ['{"a":1}\n{"a":"x"}\n', /mixed kinds/],
    ['[1,2]\n[3,4]\n', /objects/],
  ])('says that it does not read JSON such as %j', async (text, because) => {
    const plan = await opened().plan(text, { kind: 'json' });
    const support = opened().engine.supports(plan, LIMITS);
    expect(support).toEqual({ supported: false, because: expect.stringMatching(because) });
  });

  it('says that it cannot forbid nulls', async () => {
    const plan = await opened().plan('a,s\n1,x\n', { declared: { a: 'int64!', s: 'string' } });
    expect(opened().engine.supports(plan, LIMITS)).toEqual({
      supported: false,
      because: expect.stringMatching(/"a" forbids nulls/),
    });
  });
});
