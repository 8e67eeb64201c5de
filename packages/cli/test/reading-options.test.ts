import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { metadataOf, rowsOf } from './support/parquet-rows.ts';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const put = async (path: string, content: string | Uint8Array) => {
  const whole = join(directory(), path);
  await mkdir(join(whole, '..'), { recursive: true });
  await writeFile(whole, content);
};
const cli = (...args: string[]) => runInProcess(directory(), args);
const rows = (path: string) => rowsOf(join(directory(), path));

/** The rows that a text converts to. */
async function converted(content: string | Uint8Array, ...flags: string[]) {
  await put('a', content);
  const run = await cli('convert', 'a', '-o', 'a.parquet', ...flags);
  expect(run).toMatchObject({ code: 0 });
  return rows('a.parquet');
}

describe('an option has the effect it names:', () => {
  const cases: [string, string | Uint8Array, string[], object[]][] = [
    ['--encoding', Buffer.from('a\n\x80\n', 'latin1'), ['--encoding', 'windows-1252'], [{ a: '€' }]],
    ['--encoding utf-16le', Buffer.from('a\nü\n', 'utf16le'), ['--encoding', 'utf-16le'], [{ a: 'ü' }]],
    ['--delimiter', 'a::b\n1::2\n', ['--delimiter', '::'], [{ a: 1n, b: 2n }]],
    ['--quote', "a,b\n'1,2',3\n", ['--quote', "'"], [{ a: '1,2', b: 3n }]],
    ['--quote none', 'a,b\n"1,2"\n', ['--quote', 'none'], [{ a: '"1', b: '2"' }]],
    ['--escape', 'a,b\n"x\\"y",1\n', ['--escape', '\\'], [{ a: 'x"y', b: 1n }]],
    [
      '--escape double',
      "a,b\n'it''s',1\n'x',2\n",
      ['--escape', 'double'],
      [
        { a: "it's", b: 1n },
        { a: 'x', b: 2n },
      ],
    ],
    ['--escape double, without quotes', 'a,b\nx,1\n', ['--escape', 'double'], [{ a: 'x', b: 1n }]],
    ['--comment', 'a\n# no\n1\n', ['--comment', '#'], [{ a: 1n }]],
    ['--trim', 'a , b\n x ,  1\n', ['--trim'], [{ a: 'x', b: 1n }]],
    ['--no-trim', 'a,b\n x,1\n', ['--no-trim'], [{ a: ' x', b: 1n }]],
    ['--skip-lines', 'title\n\na,b\n1,2\n', ['--skip-lines', '2'], [{ a: 1n, b: 2n }]],
    ['--trailing-delimiter', 'a,b\n1,2,\n', ['--trailing-delimiter'], [{ a: 1n, b: 2n }]],
    ['--no-header', '1,2\n', ['--no-header'], [{ column0: 1n, column1: 2n }]],
    ['--header', '1,2\n3,4\n', ['--header'], [{ 1: 3n, 2: 4n }]],
    ['--names', 'a,b\n1,2\n', ['--header', '--names', 'x,"y,z"'], [{ x: 1n, 'y,z': 2n }]],
    [
      '--null',
      'a,b\nNA,1\n-,NULL\n',
      ['--null', 'NA', '--null', 'NULL'],
      [
        { a: null, b: 1n },
        { a: '-', b: null },
      ],
    ],
    ['--quoted-empty', 'a,b\n"",\n', ['--quoted-empty', 'string'], [{ a: '', b: null }]],
    [
      '--invalid-bytes',
      Buffer.from('a,b\n\xff,1\n', 'latin1'),
      ['--encoding', 'utf-8', '--invalid-bytes', 'replace'],
      [{ a: '\ufffd', b: 1n }],
    ],
    ['--from', '[1]\n2\n', ['--from', 'csv', '--header'], [{ '[1]': 2n }]],
    ['--types', 'a\n007\n', ['--types', 'strings'], [{ a: '007' }]],
  ];
  it.each(cases)('%s', async (_option, content, flags, expected) => {
    expect(await converted(content, ...flags)).toEqual(expected);
  });

  const json: [string, string, string[], object[]][] = [
    [
      '--names',
      '[[1,"x"],[2,"y"]]',
      ['--names', 'id,name'],
      [
        { id: 1, name: 'x' },
        { id: 2, name: 'y' },
      ],
    ],
    [
      '--records',
      '{"time":1,"states":[["a",1]],"other":[]}',
      ['--records', 'states', '--names', 'k,n'],
      [{ k: 'a', n: 1 }],
    ],
    ['--nested flatten', '{"a":{"b":1}}', ['--nested', 'flatten'], [{ 'a.b': 1 }]],
    ['--nested json', '{"a":{"b":1}}', ['--nested', 'json'], [{ a: '{"b":1}' }]],
  ];
  it.each(json)('%s, of JSON', async (_option, content, flags, expected) => {
    const found = await converted(content, ...flags);
    const plain = found.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, cell]) => {
          if (typeof cell === 'bigint') return [key, Number(cell)];
          return [key, cell !== null && typeof cell === 'object' ? JSON.stringify(cell) : cell];
        }),
      ),
    );
    expect(plain).toEqual(expected);
  });

  it.each([
    ['--max-record-bytes', ['--max-record-bytes', '10'], 'a,b\n1,2\n12345,67890\n', 2],
    ['--max-field-bytes', ['--max-field-bytes', '4'], 'a,b\n1,2\n12345,6\n', 2],
  ])('%s makes what is longer a bad row', async (_option, flags, content, row) => {
    await put('a.csv', content);
    const { code, err } = await cli('convert', 'a.csv', ...flags);
    expect({ code, row: err.includes(`a.csv row ${row} (byte 8)`) }).toEqual({ code: 1, row: true });
    expect(err).toContain(flags[0]);
  });

  it('--max-columns refuses a wider header', async () => {
    await put('a.csv', 'a,b,c\n1,2,3\n');
    const { code, err } = await cli('convert', 'a.csv', '--max-columns', '2');
    expect({ code, says: err.includes('--max-columns') }).toEqual({ code: 1, says: true });
  });

  it('--on-new-column adds what the schema lacks, or rejects its rows', async () => {
    await put('in/a.csv', 'x\n1\n');
    await put('in/b.csv', 'x,y\n2,3\n');
    const fails = await cli('convert', 'in', '-o', 'fail');
    expect(fails).toMatchObject({ code: 2, err: expect.stringContaining('--on-new-column add') });
    expect((await cli('convert', 'in', '-o', 'add', '--on-new-column', 'add')).code).toBe(0);
    expect(await rows('add/a.parquet')).toEqual([{ x: 1n, y: null }]);
    expect(await rows('add/b.parquet')).toEqual([{ x: 2n, y: 3n }]);
    const flags = ['--on-new-column', 'reject', '--on-bad-row', 'reject'];
    const rejects = await cli('convert', 'in', '-o', 'reject', ...flags);
    expect(rejects.err).toMatch(/1 of 1 row of 1 file was set aside: reject\/b\.rejects\.ndjson\n$/);
  });
});

describe('options of outputs have the effect they name:', () => {
  const text = `id,name\n${Array.from({ length: 100 }, (_, row) => `${row},n${row % 3}\n`).join('')}`;

  it('--row-group-rows, --metadata and --dictionary', async () => {
    await put('a.csv', text);
    const flags = ['--row-group-rows', '40', '--metadata', 'origin=test', '--dictionary', 'name=on,id=off'];
    expect((await cli('convert', 'a.csv', ...flags)).code).toBe(0);
    const { row_groups, key_value_metadata } = await metadataOf(join(directory(), 'a.parquet'));
    expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual([40, 40, 20]);
    expect(key_value_metadata).toContainEqual({ key: 'origin', value: 'test' });
    const encodings = row_groups[0]!.columns.map(({ meta_data }) => meta_data!.encodings.join(' '));
    expect(encodings.map((names) => names.includes('DICTIONARY'))).toEqual([false, true]);
  });

  it.each(['zstd', 'gzip'])('--parquet-level of %s', async (codec) => {
    const words = Array.from({ length: 20_000 }, (_, row) => `${row},word ${(row * 7919) % 9973}\n`);
    await put('a.csv', `id,name\n${words.join('')}`);
    const bytes: number[] = [];
    for (const level of ['1', '9']) {
      const flags = ['--parquet-codec', codec, '--parquet-level', level, '-o', `${level}.parquet`];
      const { out } = await cli('convert', 'a.csv', ...flags, '--json');
      bytes.push(JSON.parse(out).conversions[0].outputs[0].bytes);
    }
    expect(bytes[1]).toBeLessThan(bytes[0]!);
    expect((await cli('inspect', '1.parquet', '--diff', '9.parquet')).code).toBe(0);
  });

  it('--parquet-codec lz4_raw, --avro-level and metadata of Avro', async () => {
    await put('a.csv', text);
    const flags = ['--to', 'parquet,avro', '-o', '.', '--parquet-codec', 'lz4_raw'];
    const avro = ['--avro-codec', 'deflate', '--avro-level', '9', '--metadata', 'origin=test'];
    expect((await cli('convert', 'a.csv', ...flags, ...avro)).code).toBe(0);
    expect((await cli('inspect', 'a.parquet')).out).toMatch(/id +lz4_raw/);
    const { codec, metadataKeys } = JSON.parse((await cli('inspect', 'a.avro', '--json')).out);
    expect({ codec, keys: metadataKeys.includes('origin') }).toEqual({ codec: 'deflate', keys: true });
  });
});

describe('types that a sample showed', () => {
  const long = `id,alt\n${Array.from({ length: 3000 }, (_, row) => `${row},${row}\n`).join('')}`;

  it('are widened where a later row contradicts them, and it is said from which row on', async () => {
    await put('a.csv', `${long}x,1.5\n`);
    const run = await cli('convert', 'a.csv', '--sample', '1kB', '--save-schema', 's.json', '--json');
    expect(run.code).toBe(0);
    expect(run.err).toContain('a.csv: column "alt" is float64 instead of int64, since row 3,001');
    const widened = [
      { column: 'id', from: 'int64', to: 'string', row: 3001 },
      { column: 'alt', from: 'int64', to: 'float64', row: 3001 },
    ];
    expect(JSON.parse(run.out).conversions[0]).toMatchObject({ widened, rows: { written: 3001 } });
    const saved = JSON.parse(await readFile(join(directory(), 's.json'), 'utf8'));
    expect(saved.columns.map(({ type }: { type: string }) => type)).toEqual(['string', 'float64']);
  });

  it('are those of every row with --sample all', async () => {
    await put('a.csv', `${long}x,1.5\n`);
    const { out } = await cli('convert', 'a.csv', '--sample', 'all', '--json');
    expect(JSON.parse(out).conversions[0]).toMatchObject({ widened: [] });
  });

  it('are those of all files together, saved as one schema', async () => {
    await put('in/a.csv', 'x\n1\n');
    await put('in/b.csv.gz', gzipSync('x\n1.5\n'));
    await put('in/c.csv.zst', zstdCompressSync('x\n2\n'));
    const run = await cli('convert', 'in', '-o', 'out', '--save-schema', 'x.schema.json');
    expect(run).toMatchObject({ code: 0 });
    expect(run.err).toContain('schema: x.schema.json (use it with --schema x.schema.json)');
    expect(await rows('out/c.parquet')).toEqual([{ x: 2 }]);
    const saved = JSON.parse(await readFile(join(directory(), 'x.schema.json'), 'utf8'));
    expect(saved).toEqual({ columns: [{ name: 'x', type: 'float64', nullable: true }] });
  });
});

describe('what was guessed', () => {
  it('is said, with the option that says otherwise, once for all files it holds for', async () => {
    for (const name of ['a', 'b']) {
      await put(`in/${name}.csv`, Buffer.from('name,n\nM\xfcller,1\nCaf\xe9,2\n', 'latin1'));
    }
    const { err } = await cli('convert', 'in', '-o', 'out');
    expect(err.match(/encoding .* is a guess/g)).toHaveLength(1);
    expect(err).toMatch(
      /in\/a\.csv and 1 more: encoding Windows-1252 is a guess: .*; otherwise say --encoding /,
    );
  });

  it('is not said where it was given, or is beyond doubt', async () => {
    await put('a.csv', Buffer.from('name,n\nM\xfcller,1\nCaf\xe9,2\n', 'latin1'));
    const flags = ['--encoding', 'windows-1252', '--delimiter', ',', '--header'];
    expect((await cli('convert', 'a.csv', ...flags)).err).not.toContain('is a guess');
  });

  it('includes what is left out of a file, however sure that is', async () => {
    await put('a.json', '{"time":5,"states":[{"a":1}]}');
    const { err } = await cli('convert', 'a.json');
    expect(err).toContain(
      'a.json: "time" is not converted: it stands beside the records in "states"; otherwise say --records \'\'',
    );
    expect((await cli('convert', 'a.json', '--records', '', '-o', 'b.parquet')).err).not.toContain(
      'not converted',
    );
    expect(await rows('b.parquet')).toEqual([{ time: 5n, states: '[{"a":1}]' }]);
  });

  it('does not hide that an option did not concern a file', async () => {
    await put('a.json', '[{"a":1}]');
    const { err } = await cli('convert', 'a.json', '--delimiter', ';');
    expect(err).toContain('a.json: it is JSON; --delimiter did not concern it');
  });
});
