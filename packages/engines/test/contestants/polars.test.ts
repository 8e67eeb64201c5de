import { openAvro } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { installCommand } from '../../src/contestants/polars/load-polars.ts';
import { createPolars } from '../../src/contestants/polars/polars-engine.ts';
import { column, table } from '../support/compare-tables.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { makeTable } from '../support/made-table.ts';
import { contestant, LIMITS } from './support.ts';

const missing = () =>
  Promise.reject(Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' }));

describe('polars', () => {
  const opened = contestant('polars');

  it.each(['snappy', 'deflate', 'null'] as const)(
    'writes Avro with %s, and Parquet from the same parse',
    async (avro) => {
      const text =
        'n,f,b,d,l,t,s\n1,0.5,true,2024-02-29,2024-07-01 12:56:23.5,1965-01-01T00:00:00Z,x\n,,,,,,\n';
      const expected = table(
        column('n', 'int64', [1n, null]),
        column('f', 'float64', [0.5, null]),
        column('b', 'boolean', [true, null]),
        column('d', 'date', [19_782, null]),
        column('l', 'local_timestamp', [1_719_838_583_500_000n, null]),
        column('t', 'timestamp', [-157_766_400_000_000n, null]),
        column('s', 'string', ['x', null]),
      );
      const converted = await opened().convert(text, { avro });
      if (converted.status === 'unsupported') throw new Error(converted.because);
      const [hyparquet] = readersFor(opened().engine, 'parquet');
      expect(await complaints(converted.parquet, expected, [hyparquet!])).toEqual([]);
      expect(await complaints(converted.avro, expected, readersFor(opened().engine, 'avro'))).toEqual([]);
      expect(converted.result.outputs.map(({ bytes }) => bytes)).toEqual([
        converted.parquet.length,
        converted.avro.length,
      ]);
    },
  );

  it('writes Avro of more rows than Polars keeps in one chunk', async () => {
    const { csv, expected } = makeTable(100_000);
    const converted = await opened().convert(csv, { avro: 'snappy' });
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const [avsc] = readersFor(opened().engine, 'avro');
    expect(await complaints(converted.avro, expected, [avsc!])).toEqual([]);
  });

  it('writes Avro without an instant as Polars does: with every value, and a record that has no name', async () => {
    const converted = await opened().convert('n,s\n1,x\n2,\n', { avro: 'null', parquet: null });
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const { store } = opened();
    const table = await openAvro(store, converted.plan.outputs[0]!.ref);
    expect(table.columns.map(({ name, type }) => `${name}: ${type}`)).toEqual(['n: int64', 's: string']);
    for await (const { columns } of table.batches()) {
      expect(columns.map((cells) => Array.from(cells))).toEqual([
        [1n, 2n],
        ['x', null],
      ]);
    }
  });

  it('reads instants of every form, whichever way it takes', async () => {
    const text = 'n,t\n1,2024-07-01T12:56Z\n2,2024-07-01 14:56:00+02\n3,\n';
    const at = 1_719_838_560_000_000n;
    const expected = table(column('n', 'int64', [1n, 2n, 3n]), column('t', 'timestamp', [at, at, null]));
    const converted = await opened().convert(text);
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const [hyparquet] = readersFor(opened().engine, 'parquet');
    expect(await complaints(converted.parquet, expected, [hyparquet!])).toEqual([]);
  });

  it('refuses an instant that is none', async () => {
    const declared = { n: 'int64', t: 'timestamp' } as const;
    await expect(opened().convert('n,t\n1,yesterday\n', { declared })).rejects.toThrow(
      'could not parse `yesterday`',
    );
  });

  it('takes no path for a pattern', async () => {
    await opened().convert('a,s\n1,one\n', {}, 'x1.csv');
    const expected = table(column('a', 'int64', [2n]), column('s', 'string', ['two']));
    const converted = await opened().convert('a,s\n2,two\n', {}, 'x[1]*.csv');
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const [hyparquet] = readersFor(opened().engine, 'parquet');
    expect(await complaints(converted.parquet, expected, [hyparquet!])).toEqual([]);
  });

  it.each([
    ['a b,s\n1,x\n', { avro: 'null' }, /"a b", which Avro forbids/],
    ['a,s\n1,x\n', { parquetOptions: { metadata: { a: 'b' } } }, /no metadata/],
    ['a||s\n1||x\n', { delimiter: '||' }, /one byte/],
    ['a,s\n1,x\n', { quote: '', escape: '' }, /switch quotes off/],
    ['a,s\n1,x\n', { quotedEmpty: 'string', nulls: ['NA'] }, /within quotes/],
    ['[{"a":1,"s":"x"}]', { kind: 'json' }, /as a whole alone/],
  ] as const)('says of %j with %j that it is unsupported', async (text, options, because) => {
    const plan = await opened().plan(text, options as object);
    expect(opened().engine.supports(plan, LIMITS)).toEqual({
      supported: false,
      because: expect.stringMatching(because),
    });
  });

  it('says that the threads of a process are settled when another number is asked for', async () => {
    await using session = await opened().engine.open(opened().store, { ...LIMITS, threads: 7 });
    expect(await session.convert(await opened().plan('a,s\n1,x\n'))).toEqual({
      status: 'unsupported',
      because: expect.stringMatching(/^Polars has 2 threads in this process .* cannot become 7/),
    });
  });

  it('says how to install it where it is not', async () => {
    await using session = await createPolars(missing).open(opened().store, LIMITS);
    expect(await session.convert(await opened().plan('a,s\n1,x\n'))).toEqual({
      status: 'unsupported',
      because: `nodejs-polars is not installed; run ${installCommand()}`,
    });
  });

  it('names the native part of the machine in the command, because npm does not fetch it', () => {
    expect(installCommand('linux-x64-gnu')).toBe('npm install nodejs-polars nodejs-polars-linux-x64-gnu');
    expect(installCommand('linux-arm64-gnu')).toMatch(/no native part for linux-arm64-gnu/);
  });
});
