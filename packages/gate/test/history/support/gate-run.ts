import type { GateBenchmark, GateRecord, SideSample } from '@parquetry/bench/record';
import type { RecordedGate } from '../../../src/history/entry-of-record.ts';

const sampleOf = (cpuMs: number): SideSample => ({
  cpuMs,
  wallMs: cpuMs / 2,
  reported: null,
  peakRssBytes: 50e6,
  beforeCpuMs: null,
  turns: [],
});

const pairOf = (headCpuMs: number, pair: number): GateBenchmark['pairs'][number] => ({
  pair,
  slot: pair,
  first: 'base',
  startedAt: '2026-01-01T00:00:00.000Z',
  base: sampleOf(1000),
  head: sampleOf(headCpuMs),
  logRatios: { cpu: Math.log(headCpuMs / 1000) },
  stealMs: null,
  loadAverage: 0,
});

const ratio = { estimate: 1, low: 0, high: null, tail: 0.01, pairs: 1 };
const comparisonOf = (metric: 'cpu' | 'rss'): GateBenchmark['comparisons'][number] => ({
  metric,
  role: 'fine',
  alarmFrom: 1.025,
  passBelow: 1.05,
  ratio,
  pValue: 1,
  adjustedP: 1,
  verdict: 'pass',
  watch: false,
});

export const benchmarkOf = (
  headCpuMs: readonly number[],
  change: Partial<GateBenchmark> = {},
): GateBenchmark => ({
  name: 'small-files',
  kind: 'scenario',
  about: 'converts 4 files of 256 KB, 5 turns',
  pairs: headCpuMs.map(pairOf),
  comparisons: [comparisonOf('cpu'), comparisonOf('rss')],
  counters: [{ name: 'requests', rule: 'exact', base: 2, head: 3, declared: 3, verdict: 'declared' }],
  verdict: 'pass',
  because: 'it passed',
  looks: [12],
  warnings: [],
  ...change,
});

export const gateOf = (change: Partial<GateRecord> = {}): GateRecord => ({
  gateVersion: 1,
  base: { name: 'main', commit: 'b'.repeat(40), dirty: false, lockfileSha256: null },
  head: { name: 'HEAD', commit: 'a'.repeat(40), dirty: false, lockfileSha256: null },
  plan: {
    looks: [12],
    spent: [1],
    alarmLevel: 0.01,
    familyLevel: 0.04,
    tail: 0.01,
    maxUndecided: 0.1,
    inconclusive: 'by-interval',
    maxMinutes: 10,
    seed: 1,
  },
  harnessSha256: 'f'.repeat(64),
  fingerprint: { node: 'v24.21.0', cpu: 'A CPU' },
  benchmarks: [benchmarkOf([30, 10, 20])],
  canaries: [],
  acceptances: [],
  notMeasured: [],
  verdict: 'pass',
  sentence: 'Nothing is slower.',
  reasons: [],
  exitCode: 0,
  ...change,
});

export const ENVIRONMENT: RecordedGate['environment'] = {
  cpuModel: 'A CPU',
  cores: 2,
  cpuQuotaCores: null,
  memoryBytes: 16 * 2 ** 30 - 12_345_678,
  memoryLimitBytes: null,
  architecture: 'x64',
  platform: 'linux',
  osImage: 'Ubuntu 24.04.3 LTS',
  kernel: '6.11.0',
  nodeVersion: 'v24.21.0',
  v8Version: '13',
  execArgv: [],
  nodeOptions: '',
  uvThreadpoolSize: '',
  lockfileSha256: null,
  bundleSha256: 'none',
  gitCommit: null,
  gitDirty: null,
};

/** Run `day` of a month, of a commit of its own. */
export const runOf = (day: number, change: Partial<GateRecord> = {}): RecordedGate => {
  const commit = day.toString(16).padStart(40, '0');
  return {
    environment: ENVIRONMENT,
    createdAt: `2026-01-${String(day).padStart(2, '0')}T10:00:00.000Z`,
    gate: gateOf({ head: { name: 'HEAD', commit, dirty: false, lockfileSha256: null }, ...change }),
  };
};
