import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useLocalS3 } from '../support/local-s3.ts';
import { rowsOf } from '../support/parquet-rows.ts';
import { runCli, useDirectory } from '../support/run-cli.ts';
import { runInProcess } from '../support/run-in-process.ts';

const directory = useDirectory();
const s3 = useLocalS3(['lake', 'out']);
const batch = (...args: string[]) =>
  runInProcess(directory(), ['run', 'batch', ...args], { environment: s3().environment });

/** So many small objects below a prefix: `a001.csv`, …; each has its own number in every row. */
async function putMany(prefix: string, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await Promise.all(
    numbers.map((n) => s3().put(`${prefix}a${String(n).padStart(3, '0')}.csv`, `id,name\n${n},x\n${n},y\n`)),
  );
}

const parquet = async (url: string) => rowsOf(await s3().get(url));

describe('parquetry run batch', () => {
  it('converts every object below a prefix by one schema, with one GET and one PUT each', async () => {
    await putMany('s3://lake/many/', 60);
    await s3().put('s3://lake/many/deep/b.csv', 'id,name\n7,z\n');
    await s3().put('s3://lake/many/_SUCCESS', '');
    await s3().resetCounters();
    const { code, err } = await runCli(
      directory(),
      ['run', 'batch', 's3://lake/many', '--out', 's3://out/many/'],
      s3(),
    );
    const requests = await s3().requests();
    expect(err).toContain('types: 2 columns, from 20 objects spread over the listing');
    expect(err).toMatch(/converted 61 of 61 files in .*: 121 rows, .* files\/min/);
    expect(err).toContain('passed over, because they are no sources: 1 hidden');
    expect(code).toBe(0);
    expect(await parquet('s3://out/many/a060.parquet')).toEqual([
      { id: 60n, name: 'x' },
      { id: 60n, name: 'y' },
    ]);
    expect(await parquet('s3://out/many/deep/b.parquet')).toEqual([{ id: 7n, name: 'z' }]);
    const { GetObject = 0, PutObject = 0, HeadObject = 0, ListObjectsV2 = 0 } = requests;
    // Besides: the sampled objects and whether there is a recipe; recipe, manifest and health; sources twice, outputs and state.
    expect(GetObject - 61).toBeLessThanOrEqual(20 + 2);
    expect(PutObject - 61).toBeLessThanOrEqual(5);
    expect({ HeadObject, lists: ListObjectsV2 <= 5 }).toEqual({ HeadObject: 0, lists: true });
    expect(await s3().keys('s3://lake/many/')).toHaveLength(62);
  });

  it('keeps what failed as dead letters, and forgets them when a resumed run succeeds', async () => {
    await putMany('s3://lake/bad/', 5);
    await s3().put('s3://lake/bad/a002.csv', 'id,name\nseven,x\n');
    await s3().put('s3://lake/bad/a004.csv', 'other\n1\n');
    const schema = ['--columns', 'id:int64'];
    const { code, err } = await batch('s3://lake/bad/', '--out', 's3://out/bad/', ...schema);
    expect(err).toContain('converted 3 of 5 files');
    expect(err).toContain('failed: 2, kept in s3://out/bad/_parquetry/dead-letters/');
    expect(err).toContain('data-quality, ');
    expect(err).toContain('npx parquetry jobs list s3://out/bad/');
    expect(code).toBe(1);
    expect(await s3().keys('s3://out/bad/_parquetry/dead-letters/')).toHaveLength(2);

    await s3().put('s3://lake/bad/a002.csv', 'id,name\n2,x\n');
    const resumed = await batch('s3://lake/bad/', '--out', 's3://out/bad/', '--resume');
    expect(resumed.err).toContain('converted 1 of 5 files');
    expect(resumed.err).toContain('skipped: 3 finished before');
    expect(resumed.code).toBe(1);
    expect(await s3().keys('s3://out/bad/_parquetry/dead-letters/')).toHaveLength(1);
    expect(await parquet('s3://out/bad/a002.parquet')).toEqual([{ id: 2n, name: 'x' }]);
  });

  it('is interrupted by Ctrl-C, says how to go on, and goes on where it was', async () => {
    await putMany('s3://lake/long/', 120);
    const places = ['s3://lake/long/', '--out', 's3://out/long/'];
    const interrupted = await runCli(
      directory(),
      ['run', 'batch', ...places, '-v', '--concurrency', '2', '--network-profile', 'same-region'],
      { environment: s3().environment, interruptAt: '"msg":"converted"' },
    );
    expect(interrupted.code).toBe(130);
    expect(interrupted.err).toMatch(/converted \d+ of 120 files/);
    expect(interrupted.err).toMatch(/not finished: \d+/);
    expect(interrupted.err).toContain(
      'interrupted; go on with: npx parquetry run batch s3://lake/long/ --out s3://out/long/ --concurrency 2 ' +
        '--network-profile same-region --resume',
    );
    const before = (await s3().keys('s3://out/long/a')).length;
    expect(before).toBeLessThan(120);

    const { code, out } = await batch(...places, '--resume', '--json');
    const { status, converted, skipped } = JSON.parse(out);
    expect({ code, status, all: converted + skipped.finished }).toEqual({
      code: 0,
      status: 'converted',
      all: 120,
    });
    expect(skipped.finished).toBeGreaterThan(0);
    expect(await s3().keys('s3://out/long/a')).toHaveLength(120);
  });

  it('tells without writing what there is to do and what it costs', async () => {
    await putMany('s3://lake/dry/', 3);
    const args = ['s3://lake/dry/', '--out', 's3://out/dry/', '--dry-run'];
    const { code, out } = await batch(...args);
    expect(out).toMatch(/files to convert +3/);
    expect(out).toMatch(/GetObject requests +3 +\$0\.0000012/);
    const { objects, requests, dollars } = JSON.parse((await batch(...args, '--json')).out);
    expect({ code, objects, puts: requests.PutObject }).toEqual({ code: 0, objects: 3, puts: 4 });
    expect(dollars.total).toBeCloseTo(0.000_031_2, 6);
    expect(await s3().keys('s3://out/dry/')).toEqual([]);
  });

  it('goes from a directory to a directory, and sets rows aside where no table looks', async () => {
    await mkdir(join(directory(), 'in/deep'), { recursive: true });
    await writeFile(join(directory(), 'in/a.csv'), 'x,y\n1,2\n');
    await writeFile(join(directory(), 'in/deep/b.csv'), 'x,y\n1,2\n3\n');
    await writeFile(join(directory(), 'in/deep/c.csv'), 'x,y\n9,9\n');
    const args = ['in', '--out', 'made', '--on-bad-row', 'reject', '--exclude', '**/c.csv'];
    const { code, err } = await batch(...args, '--to', 'parquet,avro');
    expect(err).toContain('converted 2 of 2 files');
    expect(err).toContain('1 of 3 rows was set aside: made/_parquetry/rejects/');
    expect(code).toBe(0);
    const found = await readdir(join(directory(), 'made'), { recursive: true });
    expect(found).toEqual(
      expect.arrayContaining(['a.avro', 'deep/b.parquet', '_parquetry/rejects/deep/b.rejects.ndjson']),
    );
    expect(found).not.toContain('deep/c.parquet');
  });

  it('takes a schema, or types each file by itself', async () => {
    await s3().put('s3://lake/apart/a.csv', 'x\n1\n');
    await s3().put('s3://lake/apart/b.csv', 'y\ntext\n');
    const apart = await batch('s3://lake/apart/', '--out', 's3://out/apart/', '--schema-per-file');
    expect(apart.code).toBe(0);
    expect(await parquet('s3://out/apart/b.parquet')).toEqual([{ y: 'text' }]);
    await writeFile(join(directory(), 's.json'), '{"columns":[{"name":"x","type":"string"}]}');
    const given = ['--schema', 's.json', '--include', 'a*'];
    expect((await batch('s3://lake/apart/', '--out', 's3://out/given/', ...given)).code).toBe(0);
    expect(await parquet('s3://out/given/a.parquet')).toEqual([{ x: '1' }]);
  });

  it('gets through a plan of faults before a local S3', async () => {
    await putMany('s3://lake/faults/', 40);
    const kinds = ['slow-down', 'internal-error', 'reset'];
    const rules = kinds.map((kind) => ({ fault: { kind }, strikes: { rate: 0.1 } }));
    await writeFile(join(directory(), 'faults.json'), JSON.stringify({ rules }));
    const args = ['s3://lake/faults/', '--out', 's3://out/faults/', '--faults', 'faults.json', '--json'];
    const { code, out } = await batch(...args);
    const { converted, retriedRequests } = JSON.parse(out);
    expect({ code, converted, retried: retriedRequests > 0 }).toEqual({
      code: 0,
      converted: 40,
      retried: true,
    });
  });

  it('prints metrics as CloudWatch takes them', async () => {
    await putMany('s3://lake/emf/', 2);
    const { out } = await batch('s3://lake/emf/', '--out', 's3://out/emf/', '--metrics', 'emf');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.filter((line) => line.RecordsProcessed === 2)).toHaveLength(2);
    expect(lines[0]._aws.CloudWatchMetrics[0].Namespace).toBe('Parquetry');
  });

  it('saves the schema that it has found', async () => {
    await putMany('s3://lake/save/', 2);
    const saved = ['--save-schema', 'found.schema.json'];
    await batch('s3://lake/save/', '--out', 's3://out/save/', ...saved);
    const { columns } = JSON.parse(await readFile(join(directory(), 'found.schema.json'), 'utf8'));
    expect(columns).toEqual([
      { name: 'id', type: 'int64', nullable: true },
      { name: 'name', type: 'string', nullable: true },
    ]);
  });
});

const REFUSALS: readonly (readonly [args: readonly string[], message: string])[] = [
  [
    ['.', '--out', 's3://out/x/', '--save-schema', 'found.json'],
    'found.json would be a source of the next run',
  ],
  [['s3://lake/nothing/', '--out', 's3://out/x/'], 's3://lake/nothing/: there is nothing; check the prefix'],
  [['s3://nosuchbucket/', '--out', 's3://out/x/'], 'there is no such bucket'],
  [['s3://lake/in/', '--out', 's3://lake/in/out/'], 'one lies within the other'],
  [['nowhere', '--out', 'x'], 'nowhere is no directory'],
  [['.', '--out', '-'], 'a batch writes many files'],
  [['s3://lake/in/'], "required option '-o, --out <place>' not specified"],
  [['s3://lake/in/', '--out', 's3://out/x/', '--resume'], 's3://out/x/ holds no batch to go on with'],
  [['s3://lake/in/', '--out', 's3://out/x/', '--resume', '--overwrite'], 'choose one'],
  [['s3://lake/in/', '--out', 's3://out/x/', '--json', '--metrics', 'emf'], 'both want stdout'],
  [['s3://lake/in/', '--out', 's3://out/x/', '--faults', 'none.json'], 'none.json cannot be read'],
  [
    ['s3://lake/in/', '--out', 's3://out/x/', '--network-profile', 'slow'],
    'known: none, same-region, report-2025',
  ],
  [
    [
      's3://lake/in/',
      '--out',
      's3://out/x/',
      '--network-profile',
      'none',
      '--endpoint',
      'https://example.com',
    ],
    '--network-profile is for an S3 on this machine',
  ],
  [
    ['s3://lake/in/', '--out', 's3://out/x/', '--schema-per-file', '--types', 'strings'],
    '--types strings goes with one schema',
  ],
];

describe('a batch that cannot go on', () => {
  it('tells what is done, and how to go on when the cause is mended', async () => {
    await mkdir(join(directory(), 'in'));
    await mkdir(join(directory(), 'out/_parquetry'), { recursive: true });
    await writeFile(join(directory(), 'in/a.csv'), 'x,y\n1,2\n');
    await writeFile(join(directory(), 'out/_parquetry/manifest'), 'in the way');
    const { code, err } = await batch('in', '--out', 'out');
    expect(err).toContain('converted 1 of 1 file');
    expect(err).toContain('not all is done; go on with: npx parquetry run batch in --out out --resume');
    expect(err).toMatch(/error: out\/_parquetry\/manifest.* is not a directory/);
    expect(code).toBe(2);
    await rm(join(directory(), 'out/_parquetry/manifest'));
    expect((await batch('in', '--out', 'out', '--resume')).code).toBe(0);
  });
});

describe('a batch is refused', () => {
  it('with one sentence that says why', async () => {
    for (const [args, message] of REFUSALS) {
      const { code, err } = await batch(...args);
      expect(err).toContain(message);
      expect(code).toBe(2);
    }
  });

  it('where one has been begun, or outputs are, unless it is to be gone on with or replaced', async () => {
    await putMany('s3://lake/again/', 2);
    const places = ['s3://lake/again/', '--out', 's3://out/again/'];
    expect((await batch(...places)).code).toBe(0);
    expect((await batch(...places)).err).toContain('s3://out/again/ holds a batch already');
    expect((await batch(...places, '--resume', '--to', 'avro')).err).toContain(
      '--to is avro now, and parquet in s3://out/again/_parquetry/recipe.json',
    );
    expect((await batch(...places, '--overwrite', '--to', 'avro')).code).toBe(0);
    await s3().put('s3://out/taken/old.parquet', 'x');
    const taken = await batch('s3://lake/again/', '--out', 's3://out/taken/');
    expect(taken.err).toContain('s3://out/taken/old.parquet exists already');
  });
});
