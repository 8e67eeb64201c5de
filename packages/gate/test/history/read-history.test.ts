import { copyFile, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gateHistory } from '@parquetry/bench/record';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendHistory } from '../../src/history/append-history.ts';
import { readHistory } from '../../src/history/read-history.ts';
import { benchmarkOf, gateOf, runOf } from './support/gate-run.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'history-'));
});
afterEach(() => rm(directory, { recursive: true }));

const append = (day: number, change: Parameters<typeof runOf>[1] = {}) =>
  appendHistory(directory, { branch: 'main', record: runOf(day, change) });

async function read(branch = 'main') {
  const found = await readHistory(directory, branch);
  if (found === undefined) throw new Error('no history');
  return { ...found, history: gateHistory.parse(found.history) };
}

const cpuOf = async () => {
  const { history } = await read();
  return history.machines.flatMap(({ series }) => series.filter(({ metric }) => metric === 'cpu'));
};

test('a branch without a run has no history, nor has a directory that is not there', async () => {
  await append(1);
  expect(await readHistory(directory, 'other')).toBeUndefined();
  expect(await readHistory(join(directory, 'absent'), 'main')).toBeUndefined();
});

test('runs are points in the order of time, whatever the order in which they were added', async () => {
  for (const day of [2, 10, 1]) await append(day, { benchmarks: [benchmarkOf([day])] });
  const [cpu] = await cpuOf();
  expect(cpu?.points.map(({ at, value }) => [at.slice(0, 10), value])).toEqual([
    ['2026-01-01', 1],
    ['2026-01-02', 2],
    ['2026-01-10', 10],
  ]);
  expect(cpu?.changes).toEqual([]);
});

describe('never on one line', () => {
  test('runs of another machine, Node or setting', async () => {
    await append(1);
    await append(2, { fingerprint: { node: 'v26.0.0', cpu: 'A CPU' } });
    const { history } = await read();
    expect(history.machines.map(({ fingerprint }) => fingerprint['node'])).toEqual(['v26.0.0', 'v24.21.0']);
    expect(history.machines.flatMap(({ series }) => series.map(({ points }) => points.length))).toEqual([
      1, 1, 1, 1,
    ]);
  });

  test('runs of another harness', async () => {
    await append(1);
    await append(2, { harnessSha256: 'e'.repeat(64) });
    expect((await read()).history.machines).toHaveLength(2);
  });

  test('runs under another kernel, whatever their processes say of themselves', async () => {
    await append(1);
    const { environment, ...run } = runOf(2);
    const record = { ...run, environment: { ...environment, kernel: '6.14.0' } };
    await appendHistory(directory, { branch: 'main', record });
    expect((await read()).history.machines.map(({ fingerprint }) => fingerprint['kernel'])).toEqual([
      '6.14.0',
      '6.11.0',
    ]);
  });

  test('runs on data of another seed', async () => {
    await append(1);
    await append(2, { plan: { ...gateOf().plan, seed: 2 } });
    expect((await cpuOf()).map(({ points }) => points.length)).toEqual([1, 1]);
  });

  test('a benchmark that does other work under its old name', async () => {
    await append(1);
    await append(2, { benchmarks: [benchmarkOf([10], { about: 'converts 8 files' })] });
    await append(3, { benchmarks: [benchmarkOf([11], { about: 'converts 8 files' })] });
    const lines = await cpuOf();
    expect(lines.map(({ points }) => points.length).toSorted()).toEqual([1, 2]);
    expect(lines.find(({ points }) => points.length === 2)?.benchmark).toBe('small-files');
    expect(lines.find(({ points }) => points.length === 1)?.benchmark).toContain(
      'as it was until 2026-01-01',
    );
  });
});

test('the order of keys in a fingerprint makes no other machine', async () => {
  await append(1, { fingerprint: { a: '1', b: '2' } });
  await append(2, { fingerprint: { b: '2', a: '1' } });
  expect((await read()).history.machines).toHaveLength(1);
});

describe('where the level changed', () => {
  const steps = async () => {
    for (let day = 1; day <= 24; day += 1) {
      await append(day, { benchmarks: [benchmarkOf([(day <= 14 ? 100 : 106) + (day % 3)])] });
    }
  };

  test('is found with the levels on both sides, and the same again', async () => {
    await steps();
    const [cpu] = await cpuOf();
    expect(cpu?.changes).toMatchObject([{ index: 14, before: 101, after: 107 }]);
    expect(await cpuOf()).toEqual([cpu]);
  });

  test('is found by the run that brought it, whatever other machines measured between', async () => {
    await steps();
    for (let day = 1; day <= 24; day += 2) await append(day, { fingerprint: { cpu: 'another' } });
    const lines = await cpuOf();
    expect(lines.flatMap(({ changes }) => changes.map(({ index }) => index))).toEqual([14]);
  });
});

test('a counter that moved is told with the commit that moved it', async () => {
  const counting = (head: number) =>
    benchmarkOf([10], {
      counters: [{ name: 'requests', rule: 'exact', base: head, head, declared: null, verdict: 'same' }],
    });
  for (const [day, requests] of [2, 2, 3, 3].entries())
    await append(day + 1, { benchmarks: [counting(requests)] });
  const { history } = await read();
  expect(history.machines[0]?.counterMoves).toMatchObject([
    { benchmark: 'small-files', counter: 'requests', before: 2, after: 3, at: '2026-01-03T10:00:00.000Z' },
  ]);
});

describe('what is no run of this branch is named, and left out', () => {
  const warningOf = async () => {
    const { warnings, history } = await read();
    expect(warnings).toHaveLength(1);
    expect(history.machines.flatMap(({ series }) => series.map(({ points }) => points.length))).toEqual([
      1, 1,
    ]);
    return warnings[0];
  };

  test('a file that was cut off', async () => {
    const path = join(dirname(await append(1)), '2026-01-02T10-00-00.000Z-000000000000.json');
    await writeFile(path, '{"historyVersion": 1, "bran');
    expect(await warningOf()).toBe(`left out: ${path} is no JSON, perhaps cut off`);
  });

  test('a file of another version', async () => {
    const path = join(dirname(await append(1)), 'later.json');
    await writeFile(path, '{"historyVersion": 2}');
    expect(await warningOf()).toContain(`${path} is damaged, or of another version`);
  });

  test('a run that was copied under another name, which would count twice', async () => {
    const path = await append(1);
    await copyFile(path, join(dirname(path), 'copy.json'));
    expect(await warningOf()).toContain(`is the run that ${basename(path)} should hold`);
  });

  test('a run of another machine', async () => {
    const machine = dirname(await append(1));
    const other = await append(2, { fingerprint: { cpu: 'another' } });
    await rename(other, join(machine, basename(other)));
    expect(await warningOf()).toContain('is a run of another machine');
  });

  test('a run of another branch', async () => {
    const machine = dirname(await append(1));
    const other = await appendHistory(directory, { branch: 'topic', record: runOf(2) });
    await rename(other, join(machine, basename(other)));
    expect(await warningOf()).toContain('is a run of branch "topic"');
  });

  test('files and directories where none belong', async () => {
    const machine = dirname(await append(1));
    await writeFile(join(dirname(machine), 'notes.txt'), '');
    expect(await warningOf()).toContain('notes.txt is no directory of a machine');
    await rm(join(dirname(machine), 'notes.txt'));
    await mkdir(join(machine, 'more'));
    expect(await warningOf()).toContain('more is no file');
  });
});
