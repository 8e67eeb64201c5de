import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { runCli, useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const cli = (...args: string[]) => runInProcess(directory(), args);
const write = (path: string, text: string) => writeFile(join(directory(), path), text);

const LETTERS = 'out/_parquetry/dead-letters';
const lettersOf = () => readdir(join(directory(), LETTERS));

const GOOD = 'id,name\n1,one\n2,two\n';
const BAD = 'id,name\n1,one\n2,two,three\n';

interface Listed {
  readonly letters: readonly { readonly id: string; readonly job: { source: { ref: { key: string } } } }[];
  readonly corrupt: readonly unknown[];
}

const listed = async (...args: string[]): Promise<Listed> =>
  JSON.parse((await cli('jobs', 'list', 'out', '--json', ...args)).out);

const idOf = async (key: string) =>
  (await listed()).letters.find(({ job }) => job.source.ref.key === key)!.id;

/** A batch of three files, two of which fail. */
beforeEach(async () => {
  await mkdir(join(directory(), 'in'));
  await write('in/good.csv', GOOD);
  await write('in/bad.csv', BAD);
  await write('in/poison.csv', BAD);
  expect(await cli('run', 'batch', 'in', '--out', 'out')).toMatchObject({ code: 1 });
});

describe('parquetry jobs list', () => {
  it('shows what failed, and what can be done', async () => {
    const { code, out, err } = await cli('jobs', 'list', 'out');
    expect(code).toBe(0);
    const [heading, ...rows] = out.trimEnd().split('\n');
    expect(heading).toMatch(/^id +kind +tries +last failed +source +why$/);
    expect(rows).toHaveLength(2);
    expect(out).toMatch(
      /^[0-9a-f]{16} +data-quality +1 +\S+ \S+ +in\/bad\.csv +row 2 \(byte 14\): 3 fields/m,
    );
    expect(err).toContain('2 dead letters: 2 data-quality');
    expect(err).toMatch(
      /all of one: parquetry jobs show out [0-9a-f]{16}; try them again: parquetry jobs redrive out/,
    );
  });

  it('fits the terminal', async () => {
    const { out } = await runInProcess(directory(), ['jobs', 'list', 'out'], { columns: 100 });
    expect(out.split('\n').every((line) => line.length <= 100)).toBe(true);
    expect(out).toContain('row 2 (byte 14)');
  });

  it('prints JSON', async () => {
    expect(await listed()).toMatchObject({
      letters: [{ failure: { kind: 'data-quality' } }, { failure: { kind: 'data-quality' } }],
      corrupt: [],
    });
  });

  it('shows kinds alone', async () => {
    expect((await listed('--kind', 'data-quality,permanent')).letters).toHaveLength(2);
    const { code, out, err } = await cli('jobs', 'list', 'out', '--kind', 'transient');
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: 'out: no dead letters of kind transient\n' });
  });

  it('is content when there are none', async () => {
    await rm(join(directory(), LETTERS), { recursive: true });
    expect(await cli('jobs', 'list', 'out')).toMatchObject({
      code: 0,
      out: '',
      err: 'out: no dead letters\n',
    });
    await mkdir(join(directory(), 'empty'));
    expect(await cli('jobs', 'list', 'empty')).toMatchObject({ code: 0, err: 'empty: no dead letters\n' });
  });

  it('shows letters that cannot be read as such', async () => {
    await write(`${LETTERS}/0123456789abcdef.json`, '{"version":');
    const { code, err } = await cli('jobs', 'list', 'out');
    expect(code).toBe(0);
    expect(err).toContain('0123456789abcdef cannot be read: it is not JSON');
    expect((await listed()).corrupt).toHaveLength(1);
  });
});

describe('parquetry jobs show', () => {
  it('shows all that is known of a job', async () => {
    const id = await idOf('bad.csv');
    const { code, out } = await cli('jobs', 'show', 'out', id);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^id +${id}$`, 'm'));
    expect(out).toMatch(/^source +in\/bad\.csv \(\d+ B, ETag \S+\)$/m);
    expect(out).toMatch(/^why +in\/bad\.csv row 2 .*\(data-quality, BadInputError\)$/m);
    expect(out).toMatch(/^recipe +[0-9a-f]{16}$/m);
    expect(JSON.parse((await cli('jobs', 'show', 'out', id, '--json')).out)).toMatchObject({
      id,
      redrives: 0,
    });
  });

  it('says when the recipe is another one by now', async () => {
    const id = await idOf('bad.csv');
    const path = 'out/_parquetry/recipe.json';
    const recipe = JSON.parse(await readFile(join(directory(), path), 'utf8'));
    await write(path, JSON.stringify({ ...recipe, invalidBytes: 'replace' }));
    const { out, err } = await cli('jobs', 'show', 'out', id);
    expect(`${out}${err}`).toMatch(
      /^recipe +[0-9a-f]{16}; that of this place is another one now: [0-9a-f]{16}$/m,
    );
  });
});

describe('parquetry jobs redrive', () => {
  it('tries all again, keeps what fails again, and tells', async () => {
    await write('in/bad.csv', GOOD);
    const { code, err } = await cli('jobs', 'redrive', 'out');
    expect(code).toBe(1);
    expect(err).toMatch(/^failed again: in\/poison\.csv row 2 /m);
    expect(err).toMatch(/^1 of 2 dead letters converted in .*, 1 failed again$/m);
    expect(await readdir(join(directory(), 'out'))).toEqual(['_parquetry', 'bad.parquet', 'good.parquet']);
    expect(await lettersOf()).toHaveLength(1);
    const { out } = await cli('jobs', 'show', 'out', await idOf('poison.csv'));
    expect(out).toMatch(/^tries +2, redriven 1 time$/m);
    expect(out).toMatch(/^failures\n.*BadInputError, 1 try: .*\n.*BadInputError, 1 try: /m);
  });

  it('ends well when all succeed, and then the pipeline is healthy', async () => {
    await write('in/bad.csv', GOOD);
    await write('in/poison.csv', GOOD);
    expect(await cli('jobs', 'health', 'out')).toMatchObject({ code: 1 });
    expect(await cli('jobs', 'redrive', 'out', '--engine', 'sequential')).toMatchObject({ code: 0 });
    expect(await lettersOf()).toEqual([]);
    expect(await cli('jobs', 'health', 'out')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^healthy\n/),
    });
    const { code, err } = await cli('jobs', 'redrive', 'out');
    expect({ code, err }).toEqual({ code: 0, err: 'out: no dead letters to redrive\n' });
  });

  it('tries those that are named alone', async () => {
    await write('in/bad.csv', GOOD);
    await write('in/poison.csv', GOOD);
    const id = await idOf('bad.csv');
    const { code, out } = await cli('jobs', 'redrive', 'out', id, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      elapsedMs: expect.any(Number),
      letters: [{ id, status: 'converted', source: join(directory(), 'in/bad.csv') }],
      missing: [],
    });
    expect(await lettersOf()).toHaveLength(1);
  });

  it('tries those of a kind alone', async () => {
    const { code, err } = await cli('jobs', 'redrive', 'out', '--kind', 'transient');
    expect({ code, err }).toEqual({ code: 0, err: 'out: no dead letters to redrive\n' });
    expect(await lettersOf()).toHaveLength(2);
  });

  it('clears the letter of a source that is gone', async () => {
    await rm(join(directory(), 'in/bad.csv'));
    const { code, err } = await cli('jobs', 'redrive', 'out', await idOf('bad.csv'));
    expect(code).toBe(0);
    expect(err).toMatch(/^0 of 1 dead letter converted in .*, 1 gone at the source$/m);
    expect(await lettersOf()).toHaveLength(1);
  });

  it('reports letters that cannot be read, and leaves them', async () => {
    await write('in/bad.csv', GOOD);
    await write('in/poison.csv', GOOD);
    await write(`${LETTERS}/0123456789abcdef.json`, '');
    const { code, err } = await cli('jobs', 'redrive', 'out');
    expect(code).toBe(1);
    expect(err).toContain('0123456789abcdef cannot be read: it is empty');
    expect(await lettersOf()).toEqual(['0123456789abcdef.json']);
  });
});

it('a process of its own answers as well', async () => {
  const { code, out } = await runCli(directory(), ['jobs', 'list', 'out']);
  expect({ code, letters: out.trimEnd().split('\n').length - 1 }).toEqual({ code: 0, letters: 2 });
});

it('a redrive that is called off at once leaves the letters', async () => {
  const stop = new AbortController();
  stop.abort(new DOMException('interrupted', 'AbortError'));
  const { code, err } = await runInProcess(directory(), ['jobs', 'redrive', 'out'], { signal: stop.signal });
  expect(code).not.toBe(0);
  expect(err).not.toBe('');
  expect(await lettersOf()).toHaveLength(2);
});

describe('parquetry jobs health', () => {
  it('tells what the last run told, and what waits', async () => {
    const { code, out } = await cli('jobs', 'health', 'out');
    expect(code).toBe(1);
    expect(out).toMatch(/^unhealthy: 33\.3 % of the jobs succeeded, fewer than 99 %; 2 dead letters wait$/m);
    expect(out).toMatch(/^pipeline +over \(told at /m);
    expect(out).toMatch(/^jobs +1 converted, 0 skipped, 2 failed/m);
    expect(out).toMatch(/^breakers +all closed$/m);
    expect(out).toMatch(/^retry budget +\d+ of 100 left$/m);
    expect(JSON.parse((await cli('jobs', 'health', 'out', '--json')).out)).toMatchObject({
      isHealthy: false,
      state: 'over',
      deadLetters: { letters: 2, isExact: true },
    });
  });

  it('tells when nothing is known', async () => {
    await mkdir(join(directory(), 'empty'));
    expect(await cli('jobs', 'health', 'empty')).toMatchObject({
      code: 0,
      out: 'healthy\npipeline       unknown: no run has told of itself here\ndead letters   0\n',
    });
  });
});

describe('what is refused', () => {
  it.each([
    [['list'], 'name where the outputs are (s3://bucket/prefix or a directory), or a queue with --queue'],
    [['list', 'nowhere'], 'nowhere is no directory; name where the outputs are'],
    [['list', 'out', '--kind', 'odd'], '--kind: there is no "odd"; known: transient, throttling'],
    [['list', 's3://'], 'write s3://bucket/key'],
    [['list', '--queue', 'jobs'], "'jobs' is no URL of a queue; write it as http(s)://host/…"],
    [
      ['list', '--queue', 'https://queues.example.com/1/q'],
      'neither AWS nor on this machine; name it by --endpoint',
    ],
    [['show', 'out'], 'name where the outputs are and the job: parquetry jobs show out <id>'],
    [['show', 'out', 'a', 'b'], 'name one job; parquetry jobs list shows them all'],
    [['show', 'out', 'abc'], 'out has no dead letter abc; parquetry jobs list shows those it has'],
    [['show', 'out', '../recipe'], 'out has no dead letter ../recipe'],
    [['redrive', 'out', 'abc'], 'out has no dead letter abc; parquetry jobs list shows those it has'],
    [['redrive', 'in'], 'there is no in/_parquetry/recipe.json, by which jobs would be tried again'],
  ])('parquetry jobs %j is refused', async (args, message) => {
    const { code, err } = await cli('jobs', ...args);
    expect({ code, says: err.includes(message) || err }).toEqual({ code: 2, says: true });
  });
});
