import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineNames } from '@parquetry/engines';
import { describe, expect, it } from 'vitest';
import { rowsOf } from './support/parquet-rows.ts';
import { runCli, useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const put = async (path: string, content: string | Uint8Array) => {
  const whole = join(directory(), path);
  await mkdir(join(whole, '..'), { recursive: true });
  await writeFile(whole, content);
};
const cli = (...args: string[]) => runInProcess(directory(), args);
const read = (path: string) => readFile(join(directory(), path), 'utf8');
const exists = (path: string) => existsSync(join(directory(), path));
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

const DIRTY = 'id,name,alt\n1,"ab",10\n2,"c"\n3,"x"y,4\n4,"d",5,6\n5,"e",9.5\n';
const GOOD = [
  { id: 1n, name: 'ab', alt: 10 },
  { id: 5n, name: 'e', alt: 9.5 },
];
const CLEAN = 'id,name,alt\n1,ab,10\n';

describe('bad rows', () => {
  it.each(engineNames)('are set aside with place, reason and text by %s', async (engine) => {
    await put('a.csv', DIRTY);
    const run = await cli('convert', 'a.csv', '--on-bad-row', 'reject', '--engine', engine);
    expect(run).toMatchObject({ code: 0, out: '' });
    expect(run.err).toMatch(/a\.csv → a\.parquet \(.*\): 2 of 5 rows in /);
    expect(lastLine(run.err)).toBe('3 of 5 rows were set aside: a.rejects.ndjson');
    expect(await rowsOf(join(directory(), 'a.parquet'))).toEqual(GOOD);
    const rejects = (await read('a.rejects.ndjson')).trimEnd().split('\n');
    const source = join(directory(), 'a.csv');
    expect(rejects.map((line) => JSON.parse(line))).toEqual([
      { source, row: 2, byteOffset: 22, reason: '2 fields, the header has 3', raw: '2,"c"' },
      { source, row: 3, byteOffset: 28, reason: 'text after a closing quote', raw: '3,"x"y,4' },
      { source, row: 4, byteOffset: 37, reason: '4 fields, the header has 3', raw: '4,"d",5,6' },
    ]);
  });

  it('are filled with nulls where they are short, when asked', async () => {
    await put('a.csv', DIRTY);
    const { err } = await cli('convert', 'a.csv', '--on-bad-row', 'pad');
    expect(err).toContain('3 of 5 rows in');
    expect(err).toContain("a.csv: 1 row was filled or cut to the header's width: row 2\n");
    expect(lastLine(err)).toBe('2 of 5 rows were set aside: a.rejects.ndjson');
    expect((await rowsOf(join(directory(), 'a.parquet')))[1]).toEqual({ id: 2n, name: 'c', alt: null });
  });

  it('are counted as the last thing said, even when all else is quiet', async () => {
    await put('a.csv', DIRTY);
    expect(await cli('convert', 'a.csv', '--on-bad-row', 'reject', '-q')).toMatchObject({
      code: 0,
      out: '',
      err: '3 of 5 rows were set aside: a.rejects.ndjson\n',
    });
  });

  it('are counted after everything else of all inputs', async () => {
    await put('in/a.csv', DIRTY);
    await put('in/b.csv', 'id,name,alt\n1,x\n');
    await put('in/c.csv', 'z\n1\n');
    await put('in/d.csv', CLEAN);
    const run = await cli('convert', 'in', '-o', 'out', '--on-bad-row', 'reject', '--rejects', 'bad');
    expect(run.code).toBe(2);
    expect(run.err).toContain('error: in/c.csv lacks the column "id" of in/a.csv');
    expect(lastLine(run.err)).toBe('4 of 6 rows of 2 files were set aside: bad/a.rejects.ndjson and 1 more');
    expect(await readdir(join(directory(), 'bad'))).toEqual(['a.rejects.ndjson', 'b.rejects.ndjson']);
  });

  it('of stdin go where it is said', async () => {
    const args = ['convert', '-', '-o', '-', '--on-bad-row', 'reject'];
    const without = await runCli(directory(), args, { stdin: DIRTY });
    expect(without).toMatchObject({ code: 2, out: '' });
    expect(without.err).toContain('need a place: name a file with --rejects');
    const run = await runCli(directory(), [...args, '--rejects', 'r.ndjson'], { stdin: DIRTY });
    expect(lastLine(run.err)).toBe('3 of 5 rows were set aside: r.ndjson');
    expect(await rowsOf(run.stdout)).toEqual(GOOD);
    expect(await read('r.ndjson')).toContain('"source":"stdin","row":2');
  });

  it('may be so many, or such a part of all', async () => {
    await put('a.csv', DIRTY);
    const allowed = (most: string) =>
      cli('convert', 'a.csv', '--on-bad-row', 'reject', '--max-bad-rows', most);
    for (const most of ['2', '59.9%']) {
      const { code, err } = await allowed(most);
      expect(err).toMatch(
        /error: a\.csv: 3 of (the first 4|5) rows are bad, 2 are allowed; raise --max-bad-rows/,
      );
      expect(err).toContain('a.csv row 2 (byte 22): 2 fields, the header has 3');
      expect(code).toBe(1);
      expect(await readdir(directory())).toEqual(['a.csv']);
    }
    expect((await allowed('60%')).code).toBe(0);
  });

  it('leave nothing of their content behind when that is asked', async () => {
    await put('a.csv', 'id\n1\nsecret\n');
    const flags = ['--on-bad-row', 'reject', '--columns', 'id:int64', '--rejects-redact'];
    const { err } = await cli('convert', 'a.csv', ...flags);
    expect(JSON.parse(await read('a.rejects.ndjson'))).toMatchObject({ row: 2, column: 'id', rawBytes: 6 });
    expect((await read('a.rejects.ndjson')) + err).not.toContain('secret');
  });

  it('appear in the JSON answer, with those that ended a conversion', async () => {
    await put('a.csv', DIRTY);
    const { out } = await cli('convert', 'a.csv', '--json', '--on-bad-row', 'reject');
    expect(JSON.parse(out).conversions[0]).toMatchObject({
      status: 'converted',
      rows: { read: 5, written: 2, rejected: 3, padded: 0 },
      rejects: { path: join(directory(), 'a.rejects.ndjson'), bytes: expect.any(Number) },
      columns: [
        { name: 'id', type: 'int64', nullable: true },
        { name: 'name', type: 'string' },
        { name: 'alt', type: 'float64' },
      ],
    });
    const failed = await cli('convert', 'a.csv', '--json', '-o', 'b.parquet');
    expect(JSON.parse(failed.out).conversions[0]).toMatchObject({
      status: 'failed',
      badRow: { row: 2, byteOffset: 22, reason: '2 fields, the header has 3' },
    });
  });
});

describe('what an earlier conversion set aside', () => {
  const REJECT = ['--on-bad-row', 'reject'];

  it('is never replaced unasked', async () => {
    await put('a.csv', DIRTY);
    await put('a.rejects.ndjson', 'mine');
    const { code, err } = await cli('convert', 'a.csv', ...REJECT);
    expect(err).toContain('a.rejects.ndjson exists already; use --overwrite');
    expect({ code, kept: await read('a.rejects.ndjson') }).toEqual({ code: 2, kept: 'mine' });
    expect(exists('a.parquet')).toBe(false);
  });

  it.each([[REJECT], [[]]])('is gone when its output is replaced by a whole one (%j)', async (flags) => {
    await put('a.csv', DIRTY);
    await cli('convert', 'a.csv', ...REJECT);
    expect(exists('a.rejects.ndjson')).toBe(true);
    await put('a.csv', CLEAN);
    expect((await cli('convert', 'a.csv', '--overwrite', ...flags)).code).toBe(0);
    expect(exists('a.rejects.ndjson')).toBe(false);
  });

  it('stays as long as an output in another format stays', async () => {
    await put('a.csv', DIRTY);
    await cli('convert', 'a.csv', ...REJECT);
    await put('a.csv', CLEAN);
    expect((await cli('convert', 'a.csv', '--to', 'avro', '--overwrite')).code).toBe(0);
    expect(exists('a.rejects.ndjson')).toBe(true);
    expect((await cli('convert', 'a.csv', '--to', 'parquet,avro', '--overwrite')).code).toBe(0);
    expect(exists('a.rejects.ndjson')).toBe(false);
  });

  it('stays when the conversion fails, and so does any other file of that name', async () => {
    await put('a.csv', DIRTY);
    await cli('convert', 'a.csv', ...REJECT);
    expect((await cli('convert', 'a.csv', '--overwrite')).code).toBe(1);
    expect(exists('a.rejects.ndjson')).toBe(true);
    await put('b.csv', CLEAN);
    await put('b.rejects.ndjson', 'mine');
    expect((await cli('convert', 'b.csv', '--overwrite')).code).toBe(0);
    expect(await read('b.rejects.ndjson')).toBe('mine');
  });
});
