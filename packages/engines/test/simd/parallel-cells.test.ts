import type { EngineSession } from '@parquetry/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSimd } from '../../src/simd/simd-engine.ts';
import type { TextOptions } from '../support/convert-csv.ts';
import { MEMORY_BYTES, openThreads, outcomeOf, SourceDirectory } from './parallel-support.ts';

/** Sessions are few, since each has its threads; the ranges of a text are many or few by its length. */
const THREADS = [
  { threads: 2, rangeBytes: 40 },
  { threads: 2, rangeBytes: 300 },
  { threads: 3, rangeBytes: 100 },
  { threads: 4, rangeBytes: 700 },
] as const;

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const number = fc.integer({ min: -1000, max: 100_000 }).map(String);
const word = fc.constantFrom(
  '',
  'alpha',
  'Ω',
  quoted('two\nlines'),
  quoted('a "quote", a comma'),
  quoted('\r\n'),
  '""',
);
const goodRecord = fc.tuple(number, word, word).map((fields) => fields.join(','));

/** Records that one thread alone can judge, and text after which a line feed may be anything. */
const oddRecord = fc.constantFrom(
  '1',
  '1,a,b,c',
  'x,a,b',
  '1,"a"b,c',
  '1,a\rb,c',
  '',
  '"1",a,b',
  '1,"open,b',
  '1.5,a,b',
  '9007199254740993,a,b',
);
const INVALID = Buffer.of(0x31, 0x2c, 0xff, 0x2c, 0x62);

const text = fc
  .record({
    records: fc.array(goodRecord, { maxLength: 120 }),
    lineEnd: fc.constantFrom('\n', '\r\n'),
    endsWithLine: fc.boolean(),
    bom: fc.constantFrom('', '\uFEFF'),
    odd: fc.array(fc.tuple(fc.nat(), fc.oneof(oddRecord, fc.constant(INVALID))), { maxLength: 3 }),
    hasOdd: fc.boolean(),
  })
  .map(({ records, lineEnd, endsWithLine, bom, odd, hasOdd }) => {
    const lines: (string | Buffer)[] = [...records];
    for (const [at, record] of hasOdd ? odd : []) lines.splice(at % (lines.length + 1), 0, record);
    const ended = lines.map((line, at) => (at < lines.length - 1 || endsWithLine ? [line, lineEnd] : [line]));
    return Buffer.concat([`${bom}n,s,u${lineEnd}`, ...ended.flat()].map((part) => Buffer.from(part)));
  });

const options: fc.Arbitrary<TextOptions> = fc.record({
  onBadRow: fc.constantFrom('fail', 'reject', 'pad'),
  allowance: fc.constantFrom(undefined, { rows: 1 }, { fraction: 0.02 }),
  declared: fc.constantFrom(
    { n: 'int64', s: 'string', u: 'string' },
    { n: 'int64!', s: 'string', u: 'string' },
  ),
  parquet: fc.constantFrom('snappy', 'zstd', 'none', null),
  avro: fc.constantFrom('snappy', 'deflate', 'null'),
});

describe('a source that several threads convert in ranges', () => {
  let directory: SourceDirectory;
  let one: EngineSession;
  let sessions: EngineSession[];

  beforeAll(async () => {
    directory = await SourceDirectory.make();
    one = await openSimd(directory.store, { memoryBytes: MEMORY_BYTES, threads: 1 });
    sessions = await Promise.all(
      THREADS.map(({ threads, rangeBytes }) => openThreads(directory.store, threads, { rangeBytes })),
    );
  });
  afterAll(async () => {
    for (const session of [one, ...sessions]) await session[Symbol.asyncDispose]();
    await directory[Symbol.asyncDispose]();
  });

  it('becomes the same cells in the same order, with the same rejects and the same errors, as by one thread', async () => {
    await fc.assert(
      fc.asyncProperty(text, options, fc.nat({ max: THREADS.length - 1 }), async (csv, chosen, which) => {
        const plan = await directory.plan(csv, chosen);
        const expected = await outcomeOf(one, directory, plan);
        expect(await outcomeOf(sessions[which]!, directory, plan)).toEqual(expected);
        expect(await directory.outputs()).toEqual([]);
      }),
      { numRuns: 250 },
    );
  });

  it.each(['5\n', 'late\n', '1.5\n', '2020-01-01\n'])(
    'is contradicted in the same row, and says the same, by %j late in it',
    async (cell) => {
      const rows = Array.from({ length: 300 }, (_, row) => `${row}\n`).join('');
      const plan = await directory.planFromBeginning(`n\n${rows}`, `${rows}${cell}${rows}`, { avro: null });
      const expected = await outcomeOf(one, directory, plan);
      expect(expected.status).toBe(cell === '5\n' ? 'converted' : 'failed');
      for (const session of sessions) expect(await outcomeOf(session, directory, plan)).toEqual(expected);
      expect(await directory.outputs()).toEqual([]);
    },
  );

  it('is read on by one thread from the first record that a range cuts in two', async () => {
    const long = quoted('x\n'.repeat(2000));
    const rows = (from: number) => Array.from({ length: 200 }, (_, row) => `${from + row},a,b\n`).join('');
    const plan = await directory.plan(`n,s,u\n${rows(0)}200,${long},b\n${rows(201)}`);
    const expected = await outcomeOf(one, directory, plan);
    expect(expected).toMatchObject({ status: 'converted', rows: { written: 401 } });
    for (const session of sessions) expect(await outcomeOf(session, directory, plan)).toEqual(expected);
  });

  it('may have no record at all, or none that ends', async () => {
    for (const csv of ['n,s,u\n', 'n,s,u', 'n,s,u\n1,a,b', 'n,s,u\n1,"a,b\n2,a,b\n']) {
      const plan = await directory.plan(csv, { onBadRow: 'reject', declared: 'strings' });
      const expected = await outcomeOf(one, directory, plan);
      for (const session of sessions) expect(await outcomeOf(session, directory, plan)).toEqual(expected);
    }
  });

  it('is refused for its header as by one thread', async () => {
    const plan = await directory.plan('n,s\n1,2\n', { declared: 'strings' });
    const { etag: _, ...source } = plan.source;
    await directory.plan('n,s,u\n1,2,3\n', { declared: 'strings' });
    const outgrown = { ...plan, source: { ...source, bytes: 12 } };
    const expected = await outcomeOf(one, directory, outgrown);
    expect(expected).toMatchObject({ status: 'failed', name: 'BadInputError' });
    for (const session of sessions) expect(await outcomeOf(session, directory, outgrown)).toEqual(expected);
  });
});
