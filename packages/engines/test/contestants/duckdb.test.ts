import { describe, expect, it } from 'vitest';
import { createDuckdb } from '../../src/contestants/duckdb/duckdb-engine.ts';
import { column, table } from '../support/compare-tables.ts';
import { complaints, readersFor } from '../support/independent-readers.ts';
import { contestant, LIMITS } from './support.ts';

describe('duckdb', () => {
  const opened = contestant('duckdb');

  it('reads an array of JSON objects, and objects on any number of lines', async () => {
    const expected = table(column('a', 'int64', [1n, 2n]), column('s', 'string', ['x', 'y']));
    for (const text of ['[{"a":1,"s":"x"},\n{"a":2,"s":"y"}]', '{"a":1,\n"s":"x"}\n{"a":2,"s":"y"}\n']) {
      const converted = await opened().convert(text, { kind: 'json' });
      if (converted.status === 'unsupported') throw new Error(converted.because);
      expect(await complaints(converted.parquet, expected, readersFor(opened().engine, 'parquet'))).toEqual(
        [],
      );
    }
  });

  it('keeps quotes within names, paths and metadata', async () => {
    const metadata = { "it's": '"mine"' };
    const expected = table(column("a'b", 'int64', [1n]), column('c"d', 'string', ['x']));
    const converted = await opened().convert(
      'a\'b,"c""d"\n1,x\n',
      { parquetOptions: { metadata } },
      "o'clock.csv",
    );
    if (converted.status === 'unsupported') throw new Error(converted.because);
    expect(await complaints(converted.parquet, expected, readersFor(opened().engine, 'parquet'))).toEqual([]);
    expect(Buffer.from(converted.parquet).includes('"mine"')).toBe(true);
  });

  it('says that it writes no Avro', async () => {
    const plan = await opened().plan('a,s\n1,x\n', { avro: 'snappy' });
    const because = expect.stringMatching(/no Avro/);
    expect(opened().engine.supports(plan, LIMITS)).toEqual({ supported: false, because });
  });

  it('says that names which differ by case alone are one to it', async () => {
    const plan = await opened().plan('a,A\n1,x\n');
    const because = expect.stringMatching(/by case: "A"/);
    expect(opened().engine.supports(plan, LIMITS)).toEqual({ supported: false, because });
  });

  it('says that it takes a path for a pattern', async () => {
    const plan = await opened().plan('a,b\n1,x\n', {}, 'x[1].csv');
    const because = expect.stringMatching(/x\[1\]\.csv" for a pattern/);
    expect(opened().engine.supports(plan, LIMITS)).toEqual({ supported: false, because });
  });

  it('is interrupted while it converts', async () => {
    const rows = Array.from({ length: 400_000 }, (_, row) => `${row},"text ${row}"`).join('\n');
    const plan = await opened().plan(`a,s\n${rows}\n`, { declared: { a: 'int64', s: 'string' } });
    const abort = new AbortController();
    const converting = opened().session.convert(plan, abort.signal);
    setTimeout(() => abort.abort(new Error('enough')), 20);
    await expect(converting).rejects.toThrow('enough');
  });

  it('says how to install it where it is not', async () => {
    const absent = createDuckdb(() =>
      Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })),
    );
    await using session = await absent.open(opened().store, LIMITS);
    expect(await session.convert(await opened().plan('a,s\n1,x\n'))).toEqual({
      status: 'unsupported',
      because: '@duckdb/node-api is not installed; run npm install @duckdb/node-api',
    });
  });

  it('says why it cannot be loaded where its native part is of another machine', async () => {
    const broken = createDuckdb(() => Promise.reject(new Error('GLIBC_2.99 not found\nand more')));
    await using session = await broken.open(opened().store, LIMITS);
    expect(await session.convert(await opened().plan('a,s\n1,x\n'))).toEqual({
      status: 'unsupported',
      because:
        '@duckdb/node-api cannot be loaded here (GLIBC_2.99 not found); try npm install @duckdb/node-api',
    });
  });
});
