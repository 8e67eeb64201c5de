import type {
  GateBenchmark,
  GateComparison,
  GateHistory,
  GateMetric,
  GatePair,
  GateRatio,
  GateRecord,
  RunRecord,
  SideSample,
} from '@parquetry/bench/record';
import { plausibleRecord } from '../plausible-record.ts';
import { noise, seededChance } from './chance.ts';

const MINUTE_MS = 60_000;
const PAIR_MS = 2_400;
const STARTED_MS = Date.UTC(2026, 10, 21, 9, 30);
/** Of a normal distribution, 0.4 % on each side; a builder needs no better interval. */
const WIDTH = 2.65;
const TAIL = 0.004;

const sideOf = (cpuMs: number, peakRssBytes: number): SideSample => ({
  cpuMs,
  wallMs: cpuMs * 0.71,
  reported: null,
  peakRssBytes,
  beforeCpuMs: 210,
  turns: [{ cpuMs, wallMs: cpuMs * 0.71 }],
});

interface Shape {
  readonly name: string;
  readonly kind?: GateBenchmark['kind'];
  readonly verdict: GateBenchmark['verdict'];
  readonly because: string;
  /** What head takes more, as a factor. */
  readonly factor?: number;
  readonly pairs?: number;
  readonly spread?: number;
  readonly comparisons?: readonly Partial<GateComparison>[];
  readonly counters?: GateBenchmark['counters'];
  readonly warnings?: readonly string[];
}

function pairsOf({ factor = 1, pairs = 24, spread = 0.03 }: Shape, seed: number): GatePair[] {
  const chance = seededChance(seed);
  return Array.from({ length: pairs }, (_, pair): GatePair => {
    const base = sideOf(140 * noise(chance, 0.02), 92e6 * noise(chance, 0.004));
    const ratio = factor * noise(chance, spread);
    const head = sideOf(base.cpuMs * ratio, 92e6 * noise(chance, 0.004));
    return {
      pair,
      slot: pair * 7 + seed,
      first: chance() < 0.5 ? 'base' : 'head',
      startedAt: new Date(STARTED_MS + pair * PAIR_MS).toISOString(),
      base,
      head,
      logRatios: {
        cpu: Math.log(ratio),
        wall: Math.log(ratio) + 0.2 * (chance() - 0.5),
        parallelism: 0.1 * (chance() - 0.5),
        rss: Math.log(head.peakRssBytes! / base.peakRssBytes!),
      },
      stealMs: 0,
      loadAverage: 1.2,
    };
  });
}

/** Of the middle four fifths, with a normal interval: figures to be shown, not statistics. */
function ratioOf(pairs: readonly GatePair[], metric: GateMetric): GateRatio {
  const all = pairs.flatMap(({ logRatios }) => logRatios[metric] ?? []).toSorted((a, b) => a - b);
  const logs = all.slice(Math.floor(all.length / 10), Math.ceil(all.length * 0.9));
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const spread = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length);
  const half = (WIDTH * spread) / Math.sqrt(logs.length);
  return {
    estimate: Math.exp(mean),
    low: Math.exp(mean - half),
    high: Math.exp(mean + half),
    tail: TAIL,
    pairs: all.length,
  };
}

const ALARMS: Readonly<Record<GateMetric, number>> = {
  cpu: 1.025,
  reported: 1.025,
  wall: 1.25,
  parallelism: 1.25,
  rss: 1.1,
};

function comparisonOf(pairs: readonly GatePair[], change: Partial<GateComparison>): GateComparison {
  const metric = change.metric ?? 'cpu';
  const fine = metric === 'cpu' || metric === 'reported';
  return {
    metric,
    role: fine ? 'fine' : 'coarse',
    alarmFrom: ALARMS[metric],
    passBelow: fine ? 1.05 : null,
    ratio: ratioOf(pairs, metric),
    pValue: 0.4,
    adjustedP: 1,
    verdict: fine ? 'pass' : 'advice',
    watch: false,
    ...change,
  };
}

const LOOKS = [12, 24, 36, 48, 60, 84];

function benchmarkOf(shape: Shape, index: number): GateBenchmark {
  const pairs = pairsOf(shape, index + 1);
  const changes = shape.comparisons ?? [{}];
  const coarse = (['wall', 'parallelism', 'rss'] as const).map((metric) => ({ metric }));
  return {
    name: shape.name,
    kind: shape.kind ?? 'scenario',
    about: 'converts 4 files of 256 kB in a fresh process',
    pairs,
    comparisons:
      pairs.length === 0 ? [] : [...changes, ...coarse].map((change) => comparisonOf(pairs, change)),
    counters: [...(shape.counters ?? [])],
    verdict: shape.verdict,
    because: shape.because,
    looks: LOOKS.filter((pairCount) => pairCount <= pairs.length),
    warnings: [...(shape.warnings ?? [])],
  };
}

const SHAPES: readonly Shape[] = [
  { name: 'csv/simd', verdict: 'pass', because: 'unchanged', factor: 1.002, pairs: 24 },
  {
    name: 'csv/wasm-arrow',
    verdict: 'regression',
    because: 'CPU time is 7 % more than that of base, by all looks',
    factor: 1.07,
    pairs: 24,
    comparisons: [{ verdict: 'regression', pValue: 0.00002, adjustedP: 0.00008, watch: true }],
    counters: [
      { name: 'rows', rule: 'exact', base: 24_000, head: 24_000, declared: null, verdict: 'same' },
      {
        name: 'outputBytes',
        rule: 'upper',
        base: 1_048_576,
        head: 1_040_000,
        declared: null,
        verdict: 'better',
      },
    ],
  },
  {
    name: 'avro/encode',
    verdict: 'pass',
    because: 'slower by no more than what was accepted',
    factor: 1.055,
    pairs: 36,
    comparisons: [
      {
        verdict: 'regression',
        pValue: 0.0003,
        adjustedP: 0.0009,
        accepted: { upTo: 0.08, because: 'checks every union branch now' },
      },
    ],
  },
  {
    name: 's3/pipeline',
    verdict: 'inconclusive',
    because: 'after 84 pairs the interval still reaches +6 %',
    factor: 1.025,
    pairs: 84,
    spread: 0.09,
    comparisons: [{ verdict: 'inconclusive', pValue: 0.03, adjustedP: 0.09, watch: true }],
    counters: [
      { name: 'requestsPerFile', rule: 'exact', base: 3, head: 4, declared: null, verdict: 'regression' },
      { name: 'connections', rule: 'upper', base: 8, head: 9, declared: 9, verdict: 'declared' },
    ],
    warnings: ['41 % of the CPU time is start-up: a change is diluted by as much'],
  },
  {
    name: 'my-tool parse',
    kind: 'command',
    verdict: 'infrastructure-failure',
    because: 'head does not run: exit code 127',
    pairs: 0,
  },
  {
    name: 'this tree',
    kind: 'tree',
    verdict: 'pass',
    because: 'no counter moved',
    pairs: 0,
    counters: [
      { name: 'dependencies', rule: 'upper', base: 41, head: 41, declared: null, verdict: 'same' },
      { name: 'bundleBytes', rule: 'upper', base: 512_000, head: 512_000, declared: null, verdict: 'same' },
    ],
  },
];

const canaryRatio = (estimate: number): GateRatio => ({
  estimate,
  low: estimate - 0.014,
  high: estimate + 0.015,
  tail: TAIL,
  pairs: 24,
});

/** A gate that has found something of every kind. */
export function troubledGate(): GateRecord {
  return {
    gateVersion: 1,
    base: {
      name: 'origin/main',
      commit: '4f1d0c7be2a91d53cc07a4a9be5c2a8f3c0b6a11',
      dirty: false,
      lockfileSha256: 'b'.repeat(64),
    },
    head: {
      name: 'faster-unions',
      commit: '90ab4f6a11bb00c2de6f3c2ed54a7f1f6b5ad0f2',
      dirty: true,
      lockfileSha256: 'b'.repeat(64),
    },
    plan: {
      looks: LOOKS,
      spent: [0.054, 0.0987, 0.1278, 0.1514, 0.1718, 0.3963],
      alarmLevel: 0.01,
      familyLevel: 0.05,
      tail: 0.01,
      maxUndecided: 0.1,
      inconclusive: 'by-interval',
      maxMinutes: 30,
      seed: 7,
    },
    harnessSha256: 'c'.repeat(64),
    fingerprint: { cpuModel: 'AMD EPYC', cores: '2', node: '24.11.0', osImage: 'Debian 13' },
    benchmarks: SHAPES.map(benchmarkOf),
    canaries: [
      {
        name: 'canary: the same twice',
        expected: 'quiet',
        found: 'quiet',
        ratio: canaryRatio(1.001),
        pValue: 0.4,
        misbehaved: false,
      },
      {
        name: 'canary: a tenth more work',
        expected: 'alarm',
        found: 'alarm',
        ratio: canaryRatio(1.101),
        pValue: 0.00001,
        misbehaved: false,
      },
    ],
    acceptances: [
      {
        benchmark: 'avro/encode',
        metric: 'cpu',
        upTo: 0.08,
        because: 'checks every union branch now',
        base: '4f1d0c7be2a91d53cc07a4a9be5c2a8f3c0b6a11',
      },
      {
        benchmark: 'csv/simd',
        metric: 'cpu',
        upTo: 0.05,
        because: 'stricter quotes',
        base: '0000000be2a91d53cc07a4a9be5c2a8f3c0b6a11',
        void: 'accepted for another base',
      },
    ],
    notMeasured: ['packages/gate/src/run/run-gate.ts', 'packages/bench/src/statistics/holm.ts'],
    verdict: 'infrastructure-failure',
    sentence:
      'my-tool parse does not run in head, csv/wasm-arrow is 7 % slower, and s3/pipeline sends one request more.',
    reasons: [
      'my-tool parse: head does not run: exit code 127',
      'csv/wasm-arrow: CPU time is 7 % more than that of base',
      's3/pipeline: requestsPerFile was 3 and is 4',
    ],
    exitCode: 2,
  };
}

/** Nothing moved. */
export function quietGate(): GateRecord {
  const gate = troubledGate();
  return {
    ...gate,
    head: { ...gate.head, dirty: false },
    benchmarks: gate.benchmarks
      .filter(({ name }) => name === 'csv/simd' || name === 'this tree')
      .map((benchmark) => ({ ...benchmark, warnings: [] })),
    acceptances: [],
    notMeasured: [],
    verdict: 'pass',
    sentence: 'pass: 2 benchmarks, none is slower by more than +1.3 %',
    reasons: [],
    exitCode: 0,
  };
}

export const recordOfGate = (gate: GateRecord): RunRecord => ({
  ...plausibleRecord(),
  command: 'npx parquetry gate --base origin/main --scenarios csv',
  finishedAt: new Date(STARTED_MS + 11 * MINUTE_MS).toISOString(),
  scenarios: [],
  measurements: [],
  fits: [],
  warnings: [],
  gate,
});

const COMMITS = 32;
/** At which the level of the first series rises. */
const CHANGED_AT = 19;

function historyPoint(index: number, level: number, chance: () => number) {
  const value = level * noise(chance, 0.008);
  return {
    at: new Date(STARTED_MS - (COMMITS - index) * 9 * 60 * MINUTE_MS).toISOString(),
    commit: (index * 2_654_435_761 + 305_419_896)
      .toString(16)
      .padStart(40, '0')
      .slice(-40)
      .split('')
      .toReversed()
      .join(''),
    value,
    low: value * (1 - 0.012 * (1 + chance())),
    high: value * (1 + 0.012 * (1 + chance())),
  };
}

/** Two machines of one branch; one level has changed on the first of them. */
export function plausibleHistory(): GateHistory {
  const chance = seededChance(11);
  const points = (level: (index: number) => number, count = COMMITS) =>
    Array.from({ length: count }, (_, index) => historyPoint(index, level(index), chance));
  return {
    branch: 'main',
    machines: [
      {
        machine: '3fa41c09',
        fingerprint: { cpuModel: 'AMD EPYC', cores: '2', node: '24.11.0' },
        series: [
          {
            benchmark: 'csv/wasm-arrow',
            metric: 'cpu',
            unit: 'ms',
            points: points((index) => (index < CHANGED_AT ? 41 : 44.4)),
            changes: [{ index: CHANGED_AT, before: 41.1, after: 44.4, pValue: 0.001 }],
          },
          {
            benchmark: 'csv/wasm-arrow',
            metric: 'rss',
            unit: 'bytes',
            points: points(() => 92e6),
            changes: [],
          },
        ],
        counterMoves: [
          {
            benchmark: 's3/pipeline',
            counter: 'requestsPerFile',
            at: new Date(STARTED_MS).toISOString(),
            commit: '90ab4f6a11bb00c2de6f3c2ed54a7f1f6b5ad0f2',
            before: 4,
            after: 3,
          },
        ],
      },
      {
        machine: 'c07be2d1',
        fingerprint: { cpuModel: 'Graviton', cores: '4', node: '24.11.0' },
        series: [
          {
            benchmark: 'csv/wasm-arrow',
            metric: 'reported',
            unit: 'rows per second',
            points: points(() => 812_000, 6),
            changes: [],
          },
        ],
      },
    ],
  };
}

export function recordOfHistory(history: GateHistory): RunRecord {
  const { gate: _, ...record } = recordOfGate(quietGate());
  return { ...record, history };
}
