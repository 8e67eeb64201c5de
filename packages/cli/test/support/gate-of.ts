import {
  describeHost,
  type GateBenchmark,
  type GatePair,
  type GateRecord,
  type GateVerdict,
  RECORD_VERSION,
  type RunRecord,
} from '@parquetry/bench';

const BASE = 'b'.repeat(40);

const side = (cpuMs: number) => ({
  cpuMs,
  wallMs: cpuMs,
  reported: null,
  peakRssBytes: 80e6,
  beforeCpuMs: 200,
  turns: [{ cpuMs, wallMs: cpuMs }],
});

const pairOf = (pair: number, ratio: number): GatePair => {
  const base = 10 + (pair % 5) / 10;
  return {
    pair,
    slot: pair,
    first: pair % 2 === 0 ? 'base' : 'head',
    startedAt: '2026-11-22T02:00:00.000Z',
    base: side(base),
    head: side(base * ratio),
    logRatios: { cpu: Math.log(ratio) },
    stealMs: 0,
    loadAverage: 1,
  };
};

/** A benchmark of twelve pairs, each of which found this ratio. */
export const benchmarkOf = (name: string, ratio: number, verdict: GateVerdict): GateBenchmark => ({
  name,
  kind: 'command',
  about: `runs ${name}`,
  pairs: Array.from({ length: 12 }, (_, pair) => pairOf(pair, ratio)),
  comparisons: [
    {
      metric: 'cpu',
      role: 'fine',
      alarmFrom: 1.025,
      passBelow: 1.05,
      ratio: { estimate: ratio, low: ratio - 0.01, high: ratio + 0.01, tail: 0.01, pairs: 12 },
      pValue: 0.5,
      adjustedP: 0.5,
      verdict: verdict === 'infrastructure-failure' ? 'inconclusive' : verdict,
      watch: false,
    },
  ],
  counters: [],
  verdict,
  because: `${name} is ${verdict}`,
  looks: [12],
  warnings: [],
});

/** What a gate found of a clean head. */
export const gateOf = (benchmarks: readonly GateBenchmark[], more: Partial<GateRecord> = {}): GateRecord => ({
  gateVersion: 1,
  base: { name: 'main', commit: BASE, dirty: false, lockfileSha256: null },
  head: { name: 'change', commit: 'c'.repeat(40), dirty: false, lockfileSha256: null },
  plan: {
    looks: [12],
    spent: [1],
    alarmLevel: 0.01,
    familyLevel: 0.01,
    tail: 0.01,
    maxUndecided: 0.1,
    inconclusive: 'by-interval',
    maxMinutes: 5,
    seed: 1,
  },
  harnessSha256: 'a'.repeat(64),
  fingerprint: { cpuModel: 'AMD EPYC', cores: '2', harness: 'a'.repeat(64) },
  benchmarks: [...benchmarks],
  canaries: [],
  acceptances: [],
  notMeasured: [],
  verdict: 'pass',
  sentence: 'pass: nothing is slower',
  reasons: [],
  exitCode: 0,
  ...more,
});

export async function recordOfGate(gate: GateRecord): Promise<RunRecord> {
  const host = await describeHost('.');
  return {
    recordVersion: RECORD_VERSION,
    id: '1a2b3c4d',
    createdAt: '2026-11-22T02:00:00.000Z',
    finishedAt: '2026-11-22T02:05:00.000Z',
    harness: '0.1.0',
    command: 'npx parquetry gate',
    place: 'local',
    seed: 1,
    environment: { ...host, bundleSha256: 'a' },
    price: {
      dollarsPerGbSecond: 0.0000166667,
      architecture: 'x86_64',
      region: 'us-east-1',
      asOf: '2026',
      source: '',
    },
    scenarios: [],
    measurements: [],
    fits: [],
    gate,
    warnings: [],
  };
}
