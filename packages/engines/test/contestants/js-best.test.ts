import { memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { loadEngine } from '../../src/index.ts';
import { column, table } from '../support/compare-tables.ts';
import { convertCsv } from '../support/convert-csv.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { contestant, LIMITS } from './support.ts';

describe('js-best', () => {
  const opened = contestant('js-best');

  it('converts objects of any store', async () => {
    const store = memoryStore();
    const { engine } = opened();
    await using session = await engine.open(store, LIMITS);
    const converted = await convertCsv(session, store, { csv: 'a,s\n1,x\n', avro: null });
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const expected = table(column('a', 'int64', [1n]), column('s', 'string', ['x']));
    expect(await complaints(converted.parquet, expected, readersFor(engine, 'parquet'))).toEqual([]);
  });

  it('marks a column that forbids nulls', async () => {
    const declared = { a: 'int64!', s: 'string' } as const;
    const converted = await opened().convert('a,s\n1,x\n', { declared });
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const expected = table(column('a', 'int64!', [1n]), column('s', 'string', ['x']));
    expect(await complaints(converted.parquet, expected, readersFor(opened().engine, 'parquet'))).toEqual([]);
  });

  it('names row and column of a cell that breaks its type', async () => {
    const declared = { a: 'int64', s: 'string' } as const;
    await expect(opened().convert('a,s\n1,x\n2x,y\n', { declared })).rejects.toThrow(
      /row 2 .*column "a": "2x" is not an int64/,
    );
    await expect(
      opened().convert('a,s\n1,x\n,y\n', { declared: { ...declared, a: 'int64!' } }),
    ).rejects.toThrow(/row 2 .*column "a": a null in a required column/);
  });

  it('tells a contradiction of a guess apart', async () => {
    const plan = await opened().plan('a,s\n1,x\ny,z\n');
    const columns = plan.schema.columns.map((one) =>
      one.name === 'a' ? { ...one, type: { kind: 'int64' as const } } : one,
    );
    await expect(opened().session.convert({ ...plan, schema: { columns } })).rejects.toThrow(
      'row 2, column "a": "y" is not an int64',
    );
  });

  it('refuses bytes that are not UTF-8', async () => {
    const declared = { a: 'string', s: 'string' } as const;
    await expect(opened().convert(Buffer.from('a,s\n\xff,x\n', 'latin1'), { declared })).rejects.toThrow(
      /not UTF-8/,
    );
  });

  it('refuses a file that is longer than a string', async () => {
    const plan = await opened().plan('a,s\n1,x\n');
    const long = { ...plan, source: { ...plan.source, bytes: 2 ** 30 } };
    expect((await loadEngine('js-best')).supports(long, LIMITS)).toEqual({
      supported: false,
      because: expect.stringMatching(/longer than a string/),
    });
  });

  it.each([
    ['a\n1\n', {}, /one column/],
    ['a||s\n1||x\n', { delimiter: '||' }, /one character/],
    ['#\na,s\n1,x\n', { comment: '#' }, /comments/],
    ['t\na,s\n1,x\n', { skipLines: 1 }, /skips no lines/],
    ['a,s\n1,x\n', { quotedEmpty: 'string' }, /quoted one/],
    ['a,s\n1,x\n', { nulls: ['NA'] }, /null text/],
    ['{"a":1}\n{"a":2}\n', { kind: 'json' }, /CSV alone/],
    ['a,s\n1,x\n', { avro: 'null' }, /no Avro/],
  ] as const)('says of %j with %j that it is unsupported', async (text, options, because) => {
    const plan = await opened().plan(text, options as object);
    expect(opened().engine.supports(plan, LIMITS)).toEqual({
      supported: false,
      because: expect.stringMatching(because),
    });
  });
});
