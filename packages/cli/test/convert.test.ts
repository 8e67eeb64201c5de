import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { engineNames } from '@parquetry/engines';
import { describe, expect, it } from 'vitest';
import { rowsOf as parquetRows } from './support/parquet-rows.ts';
import { BIN, runCli, useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
async function put(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(directory(), path)), { recursive: true });
  await writeFile(join(directory(), path), content);
}

/** A process of its own is left to what only one can show: its streams, its signals, that each engine runs in it. */
const cli = (...args: string[]) => runInProcess(directory(), args);
const spawned = (...args: string[]) => runCli(directory(), args);

const rowsOf = (path: string | Buffer) =>
  parquetRows(typeof path === 'string' ? join(directory(), path) : path);

const CSV = 'icao24,alt\n0042,10.5\nabc,\n';
const ROWS = [
  { icao24: '0042', alt: 10.5 },
  { icao24: 'abc', alt: null },
];

describe('parquetry convert', () => {
  it('writes Parquet beside the input and says how many rows', async () => {
    await put('a.csv', CSV);
    const { code, out, err } = await spawned('convert', 'a.csv');
    expect(err).toMatch(/a\.csv → .*a\.parquet \(.*\): 2 rows in /);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(await rowsOf('a.parquet')).toEqual(ROWS);
  });

  it.each(engineNames)('writes both formats from one file with %s', async (engine) => {
    await put('a.csv.gz', gzipSync(CSV));
    const { code } = await spawned(
      'convert',
      'a.csv.gz',
      '--to',
      'parquet,avro',
      '-o',
      'out',
      '--engine',
      engine,
    );
    expect(code).toBe(0);
    expect(await readdir(join(directory(), 'out'))).toEqual(['a.avro', 'a.parquet']);
    expect(await rowsOf('out/a.parquet')).toEqual(ROWS);
  });

  it('keeps relative paths below the output directory, for all the files of a directory', async () => {
    await mkdir(join(directory(), 'in/deep'), { recursive: true });
    await put('in/a.csv', 'x\n1\n');
    await put('in/deep/b.csv', 'x\n1.5\n');
    expect((await cli('convert', 'in', '--out', 'out')).code).toBe(0);
    expect(await rowsOf('out/a.parquet')).toEqual([{ x: 1 }]);
    expect(await rowsOf('out/deep/b.parquet')).toEqual([{ x: 1.5 }]);
  });

  it('reads stdin and writes to stdout', async () => {
    const { code, stdout } = await runCli(directory(), ['convert', '-', '-o', '-'], { stdin: CSV });
    expect(code).toBe(0);
    expect(await rowsOf(stdout)).toEqual(ROWS);
  });

  it('gives stdout nothing of an attempt that had to be made again with wider types', async () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => `${index},${index % 1000}\n`);
    await put('a.csv', `id,v\n${rows.join('')}200000,1.5\n`);
    const piped = await spawned('convert', 'a.csv', '--to', 'avro', '-o', '-');
    expect(piped.err).toContain('column "v" is float64 instead of int64, since row 200,001');
    await cli('convert', 'a.csv', '-o', 'b.avro');
    expect(piped.stdout.equals(await readFile(join(directory(), 'b.avro')))).toBe(true);
  });

  it('gives stdout nothing when the rejects cannot be written, and leaves a file called stdout alone', async () => {
    await put('a.csv', 'x,y\n1,2\n3\n');
    await put('stdout', 'mine');
    const run = await spawned(
      'convert',
      'a.csv',
      '-o',
      '-',
      '--on-bad-row',
      'reject',
      '--rejects',
      'stdout/bad',
    );
    expect(run).toMatchObject({ code: 2, out: '' });
    expect(await readFile(join(directory(), 'stdout'), 'utf8')).toBe('mine');
  });

  it.skipIf(!existsSync('/dev/full'))(
    'says so when stdout takes no more, and leaves no rejects',
    async () => {
      await put('a.csv', 'x,y\n1,2\n3\n');
      const command = `${process.execPath} ${BIN} convert a.csv -o - --on-bad-row reject --rejects bad.ndjson`;
      const shell = spawnSync('sh', ['-c', `${command} > /dev/full`], { cwd: directory(), encoding: 'utf8' });
      expect(shell.stderr).toContain('error: stdout: ENOSPC: no space left on device, write\n');
      expect(shell.status).toBe(2);
      expect(await readdir(directory())).toEqual(['a.csv']);
    },
  );

  it('takes types from --columns, --schema and --types', async () => {
    await put('a.csv', 'x,y\n1,2\n');
    await put(
      's.json',
      '{ "columns": [{ "name": "x", "type": "float64" }, { "name": "y", "type": "string" }] }',
    );
    await cli('convert', 'a.csv', '-o', 'columns.parquet', '--columns', 'x:string');
    await cli('convert', 'a.csv', '-o', 'schema.parquet', '--schema', 's.json');
    await cli('convert', 'a.csv', '-o', 'types.parquet', '--types', 'strings');
    expect(await rowsOf('columns.parquet')).toEqual([{ x: '1', y: 2n }]);
    expect(await rowsOf('schema.parquet')).toEqual([{ x: 1, y: '2' }]);
    expect(await rowsOf('types.parquet')).toEqual([{ x: '1', y: '2' }]);
  });

  it.each(['a.csv', 'a.parquet', 'a.rejects.ndjson'])(
    'refuses to save the schema as %s, which has another use',
    async (path) => {
      await put('a.csv', CSV);
      const options = ['--overwrite', '--on-bad-row', 'reject', '--save-schema', path];
      const { code, err } = await cli('convert', 'a.csv', ...options);
      expect(err).toBe(
        `error: --save-schema ${path}: that file is read or written otherwise; name another one\n`,
      );
      expect(code).toBe(2);
      expect(await readdir(directory())).toEqual(['a.csv']);
    },
  );

  it('tells what was converted also where the schema cannot be saved', async () => {
    await put('a.csv', CSV);
    const { code, err } = await cli('convert', 'a.csv', '--save-schema', 'a.csv/s.json');
    expect(err).toMatch(/a\.parquet \(.*\): 2 rows in .*\nerror: a\.csv\/s\.json/);
    expect(code).toBe(2);
  });

  it('prints every conversion as JSON', async () => {
    await put('a.csv', CSV);
    const { out } = await cli('convert', 'a.csv', '--json', '--to', 'parquet,avro');
    expect(JSON.parse(out)).toMatchObject({
      conversions: [
        {
          status: 'converted',
          rows: { read: 2, written: 2, rejected: 0 },
          bytes: { read: CSV.length, parsed: CSV.length },
          outputs: [{ format: 'parquet' }, { format: 'avro' }],
        },
      ],
    });
  });

  it('writes empty files, with their columns, for a file that is only a header', async () => {
    await put('a.csv', 'x,y\n');
    expect((await cli('convert', 'a.csv', '--to', 'parquet,avro', '-o', '.')).code).toBe(0);
    expect(await rowsOf('a.parquet')).toEqual([]);
    expect((await cli('inspect', 'a.avro')).out).toContain('Avro, 0 rows × 2 columns');
  });

  it('types text per file when files differ', async () => {
    await put('a.csv', 'x\n1\n');
    await put('b.csv', 'y\n2\n');
    const run = await cli(
      'convert',
      'a.csv',
      'b.csv',
      '-o',
      'out',
      '--types',
      'strings',
      '--schema-per-file',
    );
    expect(run.code).toBe(0);
    expect(await rowsOf('out/b.parquet')).toEqual([{ y: '2' }]);
  });

  it('stops quietly and tidies up when its reader has seen enough', async () => {
    const rows = Array.from({ length: 200_000 }, (_, row) => `${row},text of row ${row}\n`).join('');
    await put('a.csv', `id,text\n${rows}`);
    const temporary = join(directory(), 'tmp');
    await mkdir(temporary);
    const command = `cat a.csv | "${process.execPath}" "${BIN}" convert - -o - | head -c 10 | wc -c; echo "\${PIPESTATUS[1]}"`;
    const shell = spawnSync('bash', ['-c', command], {
      cwd: directory(),
      env: { ...process.env, TMPDIR: temporary },
    });
    expect(shell.stdout.toString().trim().split(/\s+/)).toEqual(['10', '0']);
    expect(await readdir(temporary)).toEqual([]);
  });

  it('reports columns that got a new name', async () => {
    await put('a.csv', 'x,,x\n1,2,3\n');
    const { err } = await cli('convert', 'a.csv');
    expect(err).toContain('column 2 has no name; it is called "column1"');
    expect(err).toContain('column 3 repeats the name "x"; it is called "x_2"');
  });

  it('is quiet when asked', async () => {
    await put('a.csv', CSV);
    expect(await spawned('convert', 'a.csv', '--quiet')).toMatchObject({ code: 0, out: '', err: '' });
  });
});

describe('parquetry convert refuses', () => {
  const refusals: [string, string[], Record<string, string | Uint8Array>, number, RegExp][] = [
    ['a missing file', ['nothing.csv'], {}, 2, /nothing\.csv does not exist; check the path/],
    ['a directory without CSV', ['.'], {}, 2, /no \.csv, \.tsv, \.json, \.ndjson or \.jsonl file/],
    ['an empty file', ['a.csv'], { 'a.csv': '' }, 1, /a\.csv is empty: it has no header line/],
    [
      'a flag that says nothing of the source',
      ['a.csv', '--from', 'csv', '--nested', 'json'],
      { 'a.csv': CSV },
      2,
      /--nested does not go with --from csv/,
    ],
    [
      'a dictionary for a column that there is not',
      ['a.csv', '--dictionary', 'id=off'],
      { 'a.csv': CSV },
      2,
      /--dictionary: a\.csv has no column "id"; it has: icao24, alt/,
    ],
    [
      'one schema file for several schemas',
      ['a.csv', 'b.csv', '-o', 'out', '--schema-per-file', '--save-schema', 's.json'],
      { 'a.csv': CSV, 'b.csv': CSV },
      2,
      /--save-schema writes one schema, --schema-per-file makes several/,
    ],
    [
      'a schema file that exists',
      ['a.csv', '--save-schema', 's.json'],
      { 'a.csv': CSV, 's.json': '{}' },
      2,
      /s\.json exists already; use --overwrite/,
    ],
    [
      'columns that a given schema lacks',
      ['a.csv', '--schema', 's.json'],
      { 'a.csv': CSV, 's.json': '{"columns":[{"name":"icao24","type":"string"}]}' },
      2,
      /a\.csv has the column "alt" that the schema lacks/,
    ],
    [
      'too few fields',
      ['a.csv'],
      { 'a.csv': 'x,y\n1,2\n3\n' },
      1,
      /a\.csv row 2 \(byte 8\): 1 field, the header has 2/,
    ],
    ['too many fields', ['a.csv'], { 'a.csv': 'x,y\n1,2,3\n' }, 1, /a\.csv row 1 \(byte 4\): 3 fields/],
    [
      'invalid UTF-8',
      ['a.csv', '--encoding', 'utf-8'],
      { 'a.csv': Buffer.from('x,y\n1,\xe9\n', 'latin1') },
      1,
      /row 1 \(byte 4\): byte 0xE9 \(at byte 6\)/,
    ],
    [
      'a bad cell',
      ['a.csv', '--columns', 'x:int64'],
      { 'a.csv': 'x,y\n1,2\nz,2\n' },
      1,
      /row 2 \(byte 8\): column "x": "z" is not an int64/,
    ],
    [
      'an existing output',
      ['a.csv'],
      { 'a.csv': CSV, 'a.parquet': 'old' },
      2,
      /a\.parquet exists already; use --overwrite/,
    ],
    [
      'an unknown engine',
      ['a.csv', '--engine', 'magic'],
      { 'a.csv': CSV },
      2,
      /--engine: unknown engine "magic"; known: sequential/,
    ],
    [
      'a codec the engine lacks',
      ['a.csv', '--engine', 'sequential', '--parquet-codec', 'zstd'],
      { 'a.csv': CSV },
      2,
      /sequential cannot do this: .*zstd.*choose another --engine/,
    ],
    [
      'an output below a file',
      ['a.csv', '-o', 'b.csv/out/'],
      { 'a.csv': CSV, 'b.csv': 'x' },
      2,
      /lies below something that is not a directory/,
    ],
  ];
  it.each(refusals)('%s', async (_what, args, files, code, message) => {
    for (const [path, content] of Object.entries(files)) await put(path, content);
    const run = await cli('convert', ...args);
    expect(run.err).toMatch(message);
    expect(run).toMatchObject({ code, out: '' });
    const expected = Object.keys(files).map((path) => path.split('/')[0]);
    expect((await readdir(directory())).toSorted()).toEqual(expected.toSorted());
  });

  it.each([
    ['a row too wide', 'x,y\n1,2,3\n', 1, 'bad.csv row 1 (byte 4): 3 fields, the header has 2'],
    ['nothing in it', '', 1, 'bad.csv is empty'],
    ['other columns', 'z\n1\n', 2, 'bad.csv lacks the column "x" of'],
  ])('one file with %s without holding up the others', async (_what, content, exitCode, message) => {
    await put('a.csv', 'x,y\n1,2\n');
    await put('bad.csv', content);
    await put('c.csv', 'x,y\n1.5,2\n');
    const { code, err, out } = await cli('convert', 'a.csv', 'bad.csv', 'c.csv', '-o', 'out', '--json');
    expect(code).toBe(exitCode);
    expect(err).toContain(message);
    const statuses = JSON.parse(out).conversions.map((one: { status: string }) => one.status);
    expect(statuses).toEqual(['converted', 'failed', 'converted']);
    expect(await rowsOf('out/a.parquet')).toEqual([{ x: 1, y: 2n }]);
    expect(await readdir(join(directory(), 'out'))).toEqual(['a.parquet', 'c.parquet']);
  });

  it('one bad file without holding up the others, also where all types are declared', async () => {
    await put('bad.csv', 'x,y\n1\n');
    await put('good.csv', 'x,y\n1,2\n');
    const { code, err } = await cli(
      'convert',
      'bad.csv',
      'good.csv',
      '-o',
      'out',
      '--columns',
      'x:string,y:string',
    );
    expect(code).toBe(1);
    expect(err).toContain('bad.csv row 1 (byte 4): 1 field, the header has 2');
    expect(await readdir(join(directory(), 'out'))).toEqual(['good.parquet']);
  });

  it('wrong use, with a hint', async () => {
    expect(await spawned('convert')).toMatchObject({
      code: 2,
      err: expect.stringContaining("missing required argument 'inputs'"),
    });
    expect(await spawned('convrt', 'a')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean convert?'),
    });
  });
});

describe('parquetry convert on a full disk', () => {
  it('says so and leaves nothing behind', async (context) => {
    const disk = join(directory(), 'disk');
    await mkdir(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    if (mounted.status !== 0) context.skip('a small disk cannot be mounted here');
    try {
      const rows = Array.from({ length: 50_000 }, (_, row) => `${row},${(row * 7919) % 50_021}\n`).join('');
      await put('a.csv', `x,y\n${rows}`);
      const { code, err } = await cli('convert', 'a.csv', '-o', 'disk', '--to', 'parquet,avro');
      expect(err).toMatch(/disk\/a\.(parquet|avro): the disk is full; free some space or write elsewhere/);
      expect(code).toBe(2);
      expect(await readdir(disk)).toEqual([]);
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});

describe('interrupting parquetry convert', () => {
  it.each(engineNames)('leaves no output behind with %s, and exits 130', async (engine) => {
    const rows = Array.from({ length: 150_000 }, (_, row) => `${row},${row * 7.25},name ${row}\n`).join('');
    await put('a.csv', `id,value,name\n${rows}`);
    const run = await runCli(
      directory(),
      ['convert', 'a.csv', '--engine', engine, '--to', 'parquet,avro', '-v'],
      {
        interruptAt: '"msg":"converting"',
      },
    );
    expect(run.code).toBe(130);
    expect(run.err).toContain('interrupted; nothing half-written is left behind');
    expect(await readdir(directory())).toEqual(['a.csv']);
  });
});
