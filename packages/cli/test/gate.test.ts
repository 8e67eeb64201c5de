import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunRecord, writeRecord } from '@parquetry/bench';
import { beforeEach, describe, expect, test } from 'vitest';
import { gate as compareTrees } from '../src/commands/gate/gate.ts';
import { fakeCanaries } from './support/fake-canaries.ts';
import { benchmarkOf, gateOf, recordOfGate } from './support/gate-of.ts';
import { useDirectory } from './support/run-cli.ts';
import { type InProcessOptions, runCommand, runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
let project = '';

const IDENTITY = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

const git = (...words: string[]) =>
  execFileSync('git', words, { cwd: project, encoding: 'utf8', env: { ...process.env, ...IDENTITY } }).trim();

async function commit(files: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'a commit');
  return git('rev-parse', 'HEAD');
}

const QUIET = { GITHUB_ACTIONS: '', GITHUB_STEP_SUMMARY: '', GITHUB_BASE_REF: '' };

const gate = (words: readonly string[], { environment = {}, ...options }: InProcessOptions = {}) =>
  runInProcess(project, ['gate', ...words], {
    ...options,
    environment: {
      ...QUIET,
      XDG_CACHE_HOME: join(directory(), 'cache'),
      ...environment,
    },
  });

beforeEach(async () => {
  project = join(directory(), 'project');
  await mkdir(project);
  git('init', '--quiet', '--initial-branch', 'main');
});

/** Computes for so many milliseconds of CPU time. */
const WORK = (units: number) =>
  `let sum = 0; for (let i = 0; i < ${units} * 1e7; i += 1) sum += i % 7; console.log(sum);`;

describe('gate', () => {
  test('a slower command is a regression: exit code 1, a table, a record, a summary and annotations', async () => {
    await commit({ 'work.js': WORK(2) });
    await commit({ 'work.js': WORK(5) });
    const summary = join(directory(), 'summary.md');
    const options = {
      bench: [{ name: 'work', run: 'node work.js' }],
      maxMinutes: 10,
      maxUndecided: 0.1,
      seed: 1,
    };
    const { code, out, err } = await runCommand(
      project,
      (context) => compareTrees(options, context, fakeCanaries),
      {
        ...QUIET,
        XDG_CACHE_HOME: join(directory(), 'cache'),
        GITHUB_ACTIONS: 'true',
        GITHUB_STEP_SUMMARY: summary,
      },
    );
    expect(code, out + err).toBe(1);
    expect(out).toContain('regression in 1 of 1 benchmark: work');
    expect(out).toMatch(/work +CPU time +\+\d+/);
    expect(out).toContain('canary +10 %');
    expect(err).toMatch(/^plan: .*work .* a pair; about /m);
    expect(err).toContain('::error title=');
    expect(await readFile(summary, 'utf8')).toContain('Regression');
    const recordPath = /record: (\S+)/.exec(err)![1]!;
    const record = JSON.parse(await readFile(join(project, recordPath), 'utf8')) as RunRecord;
    expect(record.gate).toMatchObject({ verdict: 'regression', exitCode: 1 });
    expect(record.gate!.benchmarks[0]!.pairs.length).toBeGreaterThanOrEqual(12);
    expect(record.command).toContain(`--base ${git('rev-parse', 'HEAD~1')}`);
  }, 120_000);

  test('without a base the run says nothing, wherever people look', async () => {
    const summary = join(directory(), 'summary.md');
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    await commit({ 'work.js': WORK(1) });
    const { code, err, out } = await gate(['--bench', 'work=node work.js', '--json'], { environment });
    expect(code).toBe(2);
    expect(err).toContain('error: no base to compare');
    expect(err).toMatch(/^::error title=Gate%3A infrastructure failure::no base/m);
    expect(await readFile(summary, 'utf8')).toContain('infrastructure failure');
    expect(JSON.parse(out)).toMatchObject({ verdict: 'infrastructure-failure', kind: 'no-base' });
  });

  test('nothing to measure is no pass', async () => {
    await commit({ 'a.txt': 'a' });
    await commit({ 'a.txt': 'b' });
    const { code, err } = await gate([]);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('nothing is to be measured: name scenarios or benchmarks'),
    ]);
  });

  test('a benchmark that head no longer declares is missing', async () => {
    const declared = { benchmarks: { work: { kind: 'command', run: 'node work.js' } } };
    await commit({ 'parquetry.gate.json': JSON.stringify(declared), 'work.js': WORK(1) });
    await commit({ 'parquetry.gate.json': '{}' });
    const { code, err } = await gate([]);
    expect([code, err]).toEqual([2, expect.stringContaining('head no longer declares work')]);
  });

  test('a scenario that head no longer names is missing, and an unknown one is told', async () => {
    await commit({ 'parquetry.gate.json': '{"scenarios":["csv-simd"]}' });
    await commit({ 'parquetry.gate.json': '{"scenarios":[]}' });
    const gone = await gate([]);
    expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('head no longer measures csv-simd')]);
    const unknown = await gate(['--scenarios', 'csv-sind']);
    expect([unknown.code, unknown.err]).toEqual([
      2,
      expect.stringContaining('no scenario csv-sind; known: csv-simd'),
    ]);
  });

  test('a reviewed file that cannot be read ends it', async () => {
    await commit({ 'a.txt': 'a' });
    await commit({ 'parquetry.gate.json': '{"benchmark": {}}' });
    const { code, err } = await gate([]);
    expect([code, err]).toEqual([2, expect.stringContaining('parquetry.gate.json')]);
  });

  test('trees are installed and built as the reviewed file says, unless the command line says otherwise', async () => {
    const reviewed = { install: 'echo from the file && exit 3', build: null };
    await commit({ 'parquetry.gate.json': JSON.stringify(reviewed), 'work.js': WORK(1) });
    await commit({ 'work.js': WORK(2) });
    const words = ['--bench', 'work=node work.js'];
    const declared = await gate(words);
    expect([declared.code, declared.err]).toEqual([2, expect.stringContaining('echo from the file')]);
    const asked = await gate([...words, '--install', 'echo from the line && exit 3']);
    expect([asked.code, asked.err]).toEqual([2, expect.stringContaining('echo from the line')]);
  });

  test('what the reviewed file leaves out with null is not run', async () => {
    const manifest = { scripts: { build: 'echo of package.json && exit 3' } };
    await commit({ 'package.json': JSON.stringify(manifest), 'parquetry.gate.json': '{"build":null}' });
    await commit({ 'a.txt': 'a' });
    const { code, err } = await gate([]);
    expect([code, err]).toEqual([2, expect.stringContaining('nothing is to be measured')]);
  });

  test.each([
    [['--bench', 'work'], 'It must be name=command'],
    [['--bench', 'a=b', '--bench', 'a=c'], 'is given twice'],
    [['--max-undecided', '0.1'], 'It must be a slowdown such as 10%'],
    [['--counters', '--base', 'HEAD~1'], '--counters looks at this tree alone'],
  ])('%j is refused with the way out', async (words, told) => {
    const { code, err } = await gate(words);
    expect([code, err]).toEqual([2, expect.stringContaining(told)]);
  });
});

describe('gate accept', () => {
  test('binds what may be lost to the base', async () => {
    const base = await commit({ 'a.txt': 'a' });
    await commit({ 'a.txt': 'b' });
    const { code, out, err } = await gate(['accept', 'csv', '--up-to', '8%', '--because', 'checks UTF-8']);
    expect(code, err).toBe(0);
    expect(out).toContain(`csv may take up to 8% more CPU time than ${base.slice(0, 12)}`);
    const file = JSON.parse(await readFile(join(project, 'parquetry.gate.json'), 'utf8'));
    expect(file).toEqual({
      accepted: [{ benchmark: 'csv', metric: 'cpu', upTo: 0.08, because: 'checks UTF-8', base }],
    });
  });

  test.each([
    [['accept', 'csv', '--because', 'x'], 'name the benchmark and what it may lose'],
    [['accept', '--up-to', '8%', '--because', 'x'], 'name the benchmark and what it may lose'],
    [['accept', 'csv', '--up-to', '8', '--because', 'x'], 'as a percentage above 0'],
    [['accept', 'csv', '--up-to', '8%', '--because', ' '], 'nobody can review what has no reason'],
    [['accept', 'csv', '--up-to', '8%'], "required option '--because <reason>'"],
    [['accept', '--counters', '--up-to', '8%', '--because', 'x'], 'counters have no tolerance'],
  ])('%j is refused', async (words, told) => {
    await commit({ 'a.txt': 'a' });
    await commit({ 'a.txt': 'b' });
    const { code, err } = await gate(words);
    expect([code, err]).toEqual([2, expect.stringContaining(told)]);
  });

  test('declares counters of this tree, and a benchmark that is not counted is told', async () => {
    await commit({
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/a': {} } }),
    });
    const declared = await gate(['accept', '--counters', '--because', 'a is needed']);
    expect(declared.code, declared.err).toBe(0);
    const file = JSON.parse(await readFile(join(project, 'parquetry.gate.json'), 'utf8'));
    expect(file).toEqual({
      counters: { tree: { 'production dependencies': 1 } },
      countersBecause: 'a is needed',
    });
    const other = await gate(['accept', 'csv', '--counters', '--because', 'x']);
    expect([other.code, other.err]).toEqual([
      2,
      expect.stringContaining('nothing is counted of csv; counted here: tree'),
    ]);
  });
});

describe('gate history', () => {
  const history = (...words: string[]) => gate(['history', '--directory', 'history', ...words]);

  test('adds a record, and draws the branch', async () => {
    const record = await recordOfGate(gateOf([benchmarkOf('parse', 1, 'pass')]));
    const path = await writeRecord(directory(), record);
    const { code, out, err } = await history('--branch', 'main', '--add', path);
    expect(code, err).toBe(0);
    expect(err).toMatch(/^added: .*history/m);
    expect(out).toMatch(/parse +CPU time +1 +10\.1 ms/);
    const again = await history('--branch', 'main', '--json');
    expect(JSON.parse(again.out)).toMatchObject({ history: { branch: 'main' } });
  });

  test('says what it has nothing of', async () => {
    const { code, err } = await history();
    expect([code, err]).toEqual([2, expect.stringContaining('history holds nothing of the branch main')]);
  });

  test('asks for a branch where none is checked out', async () => {
    await commit({ 'a.txt': 'a' });
    git('checkout', '--quiet', '--detach');
    const { code, err } = await history();
    expect([code, err]).toEqual([2, expect.stringContaining('name one with --branch')]);
  });
});

describe('gate comment', () => {
  test('tells a record of somebody else, with the warning that nobody has confirmed it', async () => {
    const record = await recordOfGate(gateOf([benchmarkOf('parse', 1, 'pass')]));
    const { code, out } = await gate(['comment', await writeRecord(directory(), record)]);
    expect(code).toBe(0);
    expect(out).toContain('Nobody has confirmed these figures');
  });

  test('tells nothing of what is no record', async () => {
    await writeFile(join(project, 'gate.json'), '{"verdict":"pass"}');
    const { code, err } = await gate(['comment', 'gate.json']);
    expect([code, err]).toEqual([2, expect.stringContaining('gate.json: the artifact is no run record')]);
  });

  test('does not even read what is too large', async () => {
    await writeFile(join(project, 'gate.json'), Buffer.alloc(5_000_001));
    const { code, err } = await gate(['comment', 'gate.json']);
    expect([code, err]).toEqual([2, expect.stringContaining('more than any record of a gate')]);
  });
});

describe('gate init', () => {
  test('writes the workflows once, and says what is left to do', async () => {
    await commit({
      'package.json': '{"name":"p"}',
      'package-lock.json': '{"lockfileVersion":3,"packages":{}}',
    });
    const first = await gate(['init']);
    expect(first.code, first.err).toBe(0);
    expect(first.out).toMatch(/parquetry-gate\.yml +written/);
    const second = await gate(['init']);
    expect(second.out).toMatch(/parquetry-gate\.yml +already there/);
  });
});
