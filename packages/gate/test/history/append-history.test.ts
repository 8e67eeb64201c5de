import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendHistory } from '../../src/history/append-history.ts';
import { branchDirectory } from '../../src/history/history-path.ts';
import { GateFailure } from '../../src/unit/gate-failure.ts';
import { benchmarkOf, ENVIRONMENT, gateOf, runOf } from './support/gate-run.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'history-'));
});
afterEach(() => rm(directory, { recursive: true }));

const append = (record = runOf(1), branch = 'main') => appendHistory(directory, { branch, record });
const entryAt = async (path: string) => JSON.parse(await readFile(path, 'utf8'));

describe('a run that is added', () => {
  test('is a file by branch, machine, time and commit', async () => {
    const parts = relative(directory, await append()).split(sep);
    expect(parts).toEqual([
      'main',
      expect.stringMatching(/^[0-9a-f]{12}$/),
      '2026-01-01T10-00-00.000Z-000000000000.json',
    ]);
  });

  test('keeps medians over processes of head with their range, and counters of head', async () => {
    const entry = await entryAt(await append());
    expect(entry.benchmarks).toHaveLength(1);
    expect(entry.benchmarks[0].figures).toEqual([
      { metric: 'cpu', unit: 'ms', value: 20, low: 10, high: 30, processes: 3 },
      { metric: 'rss', unit: 'bytes', value: 50e6, low: 50e6, high: 50e6, processes: 3 },
    ]);
    expect(entry.benchmarks[0].counters).toEqual({ requests: 3 });
  });

  test('keeps what has to agree before it is drawn with another: system and memory, too', async () => {
    const { fingerprint } = await entryAt(await append());
    expect(fingerprint).toEqual({
      node: 'v24.21.0',
      cpu: 'A CPU',
      harness: 'f'.repeat(64),
      osImage: 'Ubuntu 24.04.3 LTS',
      kernel: '6.11.0',
      memory: '16 GB',
      memoryLimit: 'none',
    });
  });

  test('of counters alone has no figures and is kept all the same', async () => {
    const counted = benchmarkOf([], { name: 'tree', kind: 'tree', comparisons: [] });
    const entry = await entryAt(await append(runOf(1, { benchmarks: [counted] })));
    expect(entry.benchmarks[0]).toMatchObject({ name: 'tree', figures: [], counters: { requests: 3 } });
  });

  test('is kept when it is a regression: a history tells what was, not what should have been', async () => {
    const slower = gateOf({ verdict: 'regression', exitCode: 1 });
    await expect(append({ ...runOf(1), gate: slower })).resolves.toContain('aaaaaaaaaaaa');
  });

  test('is never written over', async () => {
    const path = await append();
    const before = await readFile(path, 'utf8');
    await expect(append(runOf(1, { benchmarks: [benchmarkOf([99])] }))).rejects.toThrow('never written over');
    expect(await readFile(path, 'utf8')).toBe(before);
  });
});

describe('a run that says nothing of a commit is refused', () => {
  const head = { name: 'HEAD', commit: 'a'.repeat(40), dirty: false, lockfileSha256: null };
  test.each([
    ['a dirty head', runOf(1, { head: { ...head, dirty: true } }), 'commit, and measure again'],
    ['a head without a commit', runOf(1, { head: { ...head, commit: null } }), 'without a commit'],
    [
      'a failure',
      runOf(1, { verdict: 'infrastructure-failure', sentence: 'The canary slept.' }),
      'The canary slept.',
    ],
    [
      'a record of something else',
      { createdAt: '2026-01-01T10:00:00.000Z', environment: ENVIRONMENT },
      'of no gate',
    ],
    ['a run without a benchmark', runOf(1, { benchmarks: [] }), 'no benchmark'],
    [
      'one of canaries alone',
      runOf(1, { benchmarks: [benchmarkOf([1], { kind: 'canary' })] }),
      'no benchmark',
    ],
  ])('%s, and nothing is written', async (_what, record, because) => {
    const failure = await append(record).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GateFailure);
    expect(failure).toMatchObject({ kind: 'history' });
    expect(String(failure)).toContain(because);
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('the directory of a branch', () => {
  test.each(['../../etc', '..', '.git', '/root', '-rf', 'a\0b', 'a\nb', 'C:\\x', 'größe', 'x'.repeat(300)])(
    'is one name below the history for %j',
    (branch) => {
      const name = branchDirectory(branch);
      expect(name).toMatch(/^[A-Za-z0-9_%][A-Za-z0-9._%-]*$/);
      expect(name.length).toBeLessThanOrEqual(120);
    },
  );

  test('is another for every branch', () => {
    const long = 'x'.repeat(300);
    const branches = ['a/b', 'a%2Fb', 'a-b', 'a.b', '.a', '%2Ea', `${long}1`, `${long}2`];
    expect(new Set(branches.map(branchDirectory)).size).toBe(branches.length);
  });
});
