import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowsOf } from './support/parquet-rows.ts';
import { BIN, useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const put = (path: string, content: string | Uint8Array) => writeFile(join(directory(), path), content);
const cli = (...args: string[]) => runInProcess(directory(), args);

const CSV = 'id;name;when;\n1;ab;2024-01-01;x\n2;;2024-01-02;y\n';

describe('parquetry inspect', () => {
  it('shows dialect, schema, nulls, renamed columns and first rows of CSV', async () => {
    await put('a.csv', CSV);
    const { code, out } = await cli('inspect', 'a.csv');
    expect(code).toBe(0);
    expect(out).toContain('CSV, 2 rows × 4 columns');
    expect(out).toContain('UTF-8; delimiter semicolon; quote ", doubled within; names in the first record');
    expect(out).toContain('column 4 has no name; it is called "column3"');
    expect(out).toMatch(/name +string +optional +1 \(50.0 %\)/);
    expect(out).toMatch(/2 +· +2024-01-02 +y/);
  });

  it('shows row groups, sizes and statistics of Parquet, and blocks of Avro', async () => {
    await put('a.csv', CSV);
    await cli('convert', 'a.csv', '--to', 'parquet,avro', '-o', '.');
    const parquet = (await cli('inspect', 'a.parquet')).out;
    expect(parquet).toMatch(/row group 1: 2 rows/);
    expect(parquet).toMatch(/when +snappy .* 2024-01-01 +2024-01-02 +0/);
    const avro = (await cli('inspect', 'a.avro')).out;
    expect(avro).toMatch(/codec snappy; 1 block of at most 2 rows.*sync marker [0-9a-f]{32}/);
  });

  it('prints everything as JSON', async () => {
    await put('a.csv', CSV);
    const { out } = await cli('inspect', 'a.csv', '--json', '--head', '1');
    expect(JSON.parse(out)).toMatchObject({
      format: 'csv',
      source: { kind: 'csv', encoding: 'utf-8', dialect: { delimiter: ';' }, hasHeader: true },
      compression: 'none',
      findings: expect.arrayContaining([expect.objectContaining({ part: 'delimiter', value: '";"' })]),
      badRows: { count: 0, first: [] },
      command: expect.stringContaining("npx parquetry convert a.csv --delimiter ';'"),
      rows: 2,
      head: [['1', 'ab', '2024-01-01', 'x']],
    });
  });

  it('saves a schema that convert takes', async () => {
    await put('a.csv', CSV);
    expect((await cli('inspect', 'a.csv', '--save-schema', 's.json', '--quiet')).code).toBe(0);
    const saved = JSON.parse(await readFile(join(directory(), 's.json'), 'utf8'));
    expect(saved.columns[2]).toEqual({ name: 'when', type: 'date', nullable: true });
    const run = await cli(
      'convert',
      'a.csv',
      '--schema',
      's.json',
      '-o',
      'b.parquet',
      '--save-schema',
      't.json',
    );
    expect(run.code).toBe(0);
    expect(JSON.parse(await readFile(join(directory(), 't.json'), 'utf8'))).toEqual(saved);
  });

  it('never replaces a file with a schema unless told to, and its input not even then', async () => {
    await put('a.csv', CSV);
    await put('s.json', '{}');
    const existing = await cli('inspect', 'a.csv', '--save-schema', 's.json');
    expect(existing.err).toContain('s.json exists already; use --overwrite');
    const input = await cli('inspect', 'a.csv', '--save-schema', 'a.csv', '--overwrite');
    expect(input.err).toContain('--save-schema a.csv: that file is read or written otherwise');
    expect([existing.code, input.code]).toEqual([2, 2]);
    expect(await readFile(join(directory(), 'a.csv'), 'utf8')).toBe(CSV);
  });

  it('takes types for CSV, so that it compares with a typed file', async () => {
    await put('a.csv', 'id\n1\n');
    await cli('convert', 'a.csv', '--columns', 'id:string');
    expect((await cli('inspect', 'a.parquet', '--diff', 'a.csv')).code).toBe(1);
    expect((await cli('inspect', 'a.parquet', '--diff', 'a.csv', '--columns', 'id:string')).code).toBe(0);
  });

  it('makes control characters in cells visible', async () => {
    await put('a.csv', 'x,y\n"line\nbreak",\u001b[31mred\n');
    const { out } = await cli('inspect', 'a.csv');
    expect(out).toContain('line\\u000abreak');
    expect(out).toContain('\\u001b[31mred');
  });

  it('refuses a file cut short', async () => {
    await put('a.csv', CSV);
    await cli('convert', 'a.csv');
    const whole = await readFile(join(directory(), 'a.parquet'));
    await writeFile(join(directory(), 'cut.parquet'), whole.subarray(0, whole.length - 20));
    const { code, err } = await cli('inspect', 'cut.parquet');
    expect({ code, clean: err.includes('cut.parquet') && !err.includes('should not have happened') }).toEqual(
      {
        code: 1,
        clean: true,
      },
    );
  });
});

describe('parquetry inspect of a file that is not as it should be', () => {
  it.each([
    ['a title', 'Sales of 2020\nall branches\n', '--skip-lines 2'],
    ['comments', '# from the till\n# all branches\n', "--comment '#'"],
  ])('tells the command that leaves %s out', async (_what, before, option) => {
    const rows = Array.from({ length: 20 }, (_, row) => `${row},name ${row},${row}.5\n`).join('');
    await put('titled.csv', `${before}id,name,amount\n${rows}`);
    const { out: stdout } = await cli('inspect', 'titled.csv');
    expect(stdout).toContain(`convert it as advised\nnpx parquetry convert titled.csv ${option}\n`);
  });

  it('suggests no command where only a person can say what the columns are', async () => {
    const rows = Array.from({ length: 20 }, (_, row) => `${row},name ${row},${row}.5\n`).join('');
    await put('narrow.csv', `id,name\n${rows}`);
    const { out: stdout } = await cli('inspect', 'narrow.csv');
    expect(stdout).toContain('the header has 2 fields, most records 3');
    expect(stdout).not.toContain('npx parquetry convert');
  });

  it('counts its bad rows, shows the first ten, and exits 0', async () => {
    const short = Array.from({ length: 12 }, (_, row) => `${row}\n`).join('');
    await put('a.csv', `id,name\n1,x\n2,y\n${short}${'3,z\n'.repeat(28)}`);
    const { code, out } = await cli('inspect', 'a.csv', '--delimiter', ',');
    expect(code).toBe(0);
    expect(out).toContain('CSV, 30 rows × 2 columns');
    expect(out).toContain('12 bad rows of 42, left out of everything below:');
    expect(out).toContain('  row 3 (byte 16): 1 field, the header has 2\n');
    expect(out).toContain('  … and 2 more\n');
    expect(out).toMatch(/npx parquetry convert a\.csv .*--on-bad-row reject\n$/);
  });

  it('tells rows whose cells break a declared type', async () => {
    await put('a.csv', 'id,n\n1,x\n2,y\nz,w\n');
    const { code, out } = await cli('inspect', 'a.csv', '--columns', 'id:int64');
    expect(code).toBe(0);
    expect(out).toContain('row 3 (byte 13): column "id": "z" is not an int64');
    expect(out).toContain('--columns id:int64 --on-bad-row reject');
  });

  it('exits 1 when nothing of it can be read', async () => {
    await put('a.csv', '');
    expect(await cli('inspect', 'a.csv')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is empty'),
    });
  });

  it.each([
    ['semicolons', 'a;b\n1;x,y\n2;z\n3;w\n', []],
    ['no header', '1,2.5\n3,4.5\n5,6.5\n', []],
    ['Windows-1252', Buffer.from('name,n\nM\xfcller,1\nCaf\xe9,2\n', 'latin1'), []],
    ['UTF-16', Buffer.from('\ufeffname\tn\nMüller\t1\nZoë\t2\n', 'utf16le'), []],
    ['strange quotes', "a|b\n'1|2'|x\n'3'|'it''s'\n", ['--quote', "'", '--delimiter', '|']],
    ['control characters', 'a\x1fb\n1\x1fNA\n2\x1f"x"\n', ['--delimiter', '\\x1f', '--null', 'NA']],
    ['several characters', 'a||b\n1||x|y\n', ['--delimiter', '||', '--names', 'one,"t,wo"']],
    ['lines before the header', 'made today\nby us\na,b\n1,2\n', ['--skip-lines', '2']],
    ['comments and spaces', '#x\na , b\n1 , "2"\n', ['--comment', '#', '--trim']],
  ])('gives the command that converts a file with %s as it is shown', async (_what, content, flags) => {
    await put('a.csv', content);
    const shown = JSON.parse((await cli('inspect', 'a.csv', '--json', ...flags)).out);
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', shown.command.replace('npx parquetry', '"$0" "$1"'), process.execPath, BIN],
      {
        cwd: directory(),
      },
    );
    expect(stderr.toString()).not.toContain('is a guess');
    expect(status).toBe(0);
    const rows = await rowsOf(join(directory(), 'a.parquet'));
    expect(Object.keys(rows[0]!)).toEqual(shown.columns.map(({ name }: { name: string }) => name));
    expect(rows.map((row) => Object.values(row).map(String))).toEqual(
      shown.head.map((row: unknown[]) => row.map(String)),
    );
  });
});

describe('parquetry inspect --diff', () => {
  it('proves that two formats hold the same cells', async () => {
    await put('a.csv', CSV);
    await cli('convert', 'a.csv', '--to', 'parquet,avro', '-o', '.');
    const { code, out } = await cli('inspect', 'a.parquet', '--diff', 'a.avro');
    expect({ code, out }).toEqual({
      code: 0,
      out: 'equal: 2 rows, the same schema and the same cells in a.parquet and a.avro\n',
    });
  });

  it('shows the first differences and exits 1', async () => {
    await put('a.csv', 'id,v\n1,x\n2,y\n3,z\n');
    await put('b.csv', 'id,v\n1,x\n2,Y\n');
    const { code, out } = await cli('inspect', 'a.csv', '--diff', 'b.csv');
    expect(code).toBe(1);
    expect(out).toContain('different: 1 cell in 1 row; 1 row only in a.csv (3 rows in a.csv, 2 in b.csv)');
    expect(out).toContain('row 2, column "v": "y" | "Y"');
    expect(out).toContain('from row 3 on, only a.csv has rows');
  });

  it('compares JSON with CSV', async () => {
    await put('a.json', '[{"id":1,"v":"x"},{"id":2,"v":null}]');
    await put('b.csv', 'id,v\n1,x\n2,\n');
    await put('c.csv', 'id,v\n1,x\n2,y\n');
    expect((await cli('inspect', 'a.json', '--diff', 'b.csv')).code).toBe(0);
    const { code, out } = await cli('inspect', 'a.json', '--diff', 'c.csv');
    expect({ code, says: out.includes('row 2, column "v": null | "y"') }).toEqual({ code: 1, says: true });
  });

  it('matches rows by key', async () => {
    await put('a.csv', 'id,v\n1,x\n2,y\n');
    await put('b.csv', 'id,v\n2,y\n1,x\n');
    expect((await cli('inspect', 'a.csv', '--diff', 'b.csv', '--key', 'id')).code).toBe(0);
    expect((await cli('inspect', 'a.csv', '--diff', 'b.csv')).code).toBe(1);
    const wrong = await cli('inspect', 'a.csv', '--diff', 'b.csv', '--key', 'nope');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('--key: ') });
  });
});
