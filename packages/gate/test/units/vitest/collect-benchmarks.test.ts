import { describe, expect, it } from 'vitest';
import {
  collectBenchmarks,
  requireTimed,
  type VitestModule,
  type VitestTask,
  type VitestTest,
} from '../../../src/units/vitest/collect-benchmarks.ts';

const FILE = '/tree/a.bench.ts';

const task = (name: string, p50: number, more: Partial<VitestTask> = {}): VitestTask => ({
  name,
  latency: { p50 },
  ...more,
});

const batch = { iterations: 1, cpuMs: 1, wallMs: 1, medianMs: 1, timedShare: 1 };

const passed = (fullName: string, ...tasks: VitestTask[]): VitestTest => ({
  fullName,
  result: () => ({ state: 'passed' }),
  benchmarks: () => tasks.map((one) => ({ tasks: [one] })),
});

const moduleOf = (tests: readonly VitestTest[], more: Partial<VitestModule> = {}): VitestModule => ({
  moduleId: FILE,
  errors: () => [],
  children: { allTests: () => tests },
  ...more,
});

describe('benchmarks of a file that vitest ran', () => {
  it('are named by suite, test and benchmark, those that were read from a file left out', () => {
    const tests = [
      passed('group > sort', task('native', 2), task('old', 9, { fromStore: true })),
      passed('top', task('x', 1, { latency: { p50: 1, batches: [batch] } })),
    ];
    const other = moduleOf([passed('y', task('y', 1))], { moduleId: '/tree/aa.bench.ts' });
    expect(collectBenchmarks([other, moduleOf(tests)], FILE)).toEqual([
      { name: 'group > sort > native', medianMs: 2, batches: [] },
      { name: 'top > x', medianMs: 1, batches: [batch] },
    ]);
  });

  const failed: VitestTest = {
    fullName: 'group > bad',
    result: () => ({ state: 'failed', errors: [{ message: 'out of luck' }] }),
    benchmarks: () => [],
  };

  it.each<[string, readonly VitestModule[], string]>([
    ['vitest does not take the file', [], 'does not take it for a file of benchmarks'],
    [
      'the file cannot be run',
      [moduleOf([], { errors: () => [{ message: 'no such module' }] })],
      'no such module',
    ],
    ['a test fails', [moduleOf([passed('a', task('a', 1)), failed])], 'group > bad failed:\nout of luck'],
    ['none ran', [moduleOf([passed('a')])], 'no benchmark in it ran'],
    [
      'two share a name',
      [moduleOf([passed('a', task('b', 1), task('b', 2))])],
      'two benchmarks are named a > b',
    ],
  ])('are none where %s', (_, modules, message) => {
    expect(() => collectBenchmarks(modules, FILE)).toThrow(message);
  });

  it('can be named and not measured where one takes no time', () => {
    const named = collectBenchmarks([moduleOf([passed('a', task('b', 0))])], FILE);
    expect(named.map(({ name }) => name)).toEqual(['a > b']);
    expect(() => requireTimed(named)).toThrow('a > b takes less than the clock can tell');
    expect(() => requireTimed([{ name: 'c', medianMs: 1, batches: [] }])).not.toThrow();
  });
});
