import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli, useDirectory } from './support/run-cli.ts';

const directory = useDirectory();
const put = (path: string, content: string) => writeFile(join(directory(), path), content);
const cli = (...args: string[]) => runCli(directory(), args);

const CSV = 'id;name;when;\n1;ab;2024-01-01;x\n2;;2024-01-02;y\n';

describe('parquetry inspect', () => {
  it('shows dialect, schema, nulls, renamed columns and first rows of CSV', async () => {
    await put('a.csv', CSV);
    const { code, out } = await cli('inspect', 'a.csv');
    expect(code).toBe(0);
    expect(out).toContain('CSV, 2 rows × 4 columns');
    expect(out).toContain('UTF-8; delimiter semicolon; quote "; lines end with LF');
    expect(out).toContain('column 4 has no name; it is called "column3"');
    expect(out).toMatch(/name +string +text +optional +1 \(50.0 %\)/);
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
      delimiter: ';',
      rows: 2,
      head: [['1', 'ab', '2024-01-01', 'x']],
    });
  });

  it('saves a schema that convert takes', async () => {
    await put('a.csv', CSV);
    expect((await cli('inspect', 'a.csv', '--save-schema', 's.json', '--quiet')).code).toBe(0);
    const saved = JSON.parse(await readFile(join(directory(), 's.json'), 'utf8'));
    expect(saved.columns[2]).toEqual({ name: 'when', type: 'date', nullable: true });
    expect((await cli('convert', 'a.csv', '--schema', 's.json', '-o', 'b.parquet')).code).toBe(0);
  });

  it('never replaces a file with a schema unless told to, least of all its input', async () => {
    await put('a.csv', CSV);
    const { code, err } = await cli('inspect', 'a.csv', '--save-schema', 'a.csv');
    expect({ code, says: err.includes('a.csv exists already; use --overwrite') }).toEqual({
      code: 2,
      says: true,
    });
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

  it('matches rows by key', async () => {
    await put('a.csv', 'id,v\n1,x\n2,y\n');
    await put('b.csv', 'id,v\n2,y\n1,x\n');
    expect((await cli('inspect', 'a.csv', '--diff', 'b.csv', '--key', 'id')).code).toBe(0);
    expect((await cli('inspect', 'a.csv', '--diff', 'b.csv')).code).toBe(1);
    const wrong = await cli('inspect', 'a.csv', '--diff', 'b.csv', '--key', 'nope');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('--key: ') });
  });
});
