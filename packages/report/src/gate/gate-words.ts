import type {
  GateBenchmark,
  GateComparison,
  GateCounter,
  GateMetric,
  GateRecord,
  GateVerdict,
} from '@parquetry/bench/record';

export const METRIC_WORDS: Readonly<Record<GateMetric, string>> = {
  cpu: 'CPU time',
  wall: 'wall time',
  parallelism: 'lost parallelism',
  rss: 'peak memory',
  reported: 'own samples',
};

export const VERDICT_WORDS: Readonly<Record<GateVerdict, string>> = {
  pass: 'pass',
  regression: 'regression',
  inconclusive: 'inconclusive',
  'infrastructure-failure': 'infrastructure failure',
};

export const VERDICT_SIGNS: Readonly<Record<GateVerdict, string>> = {
  pass: '✓',
  regression: '✗',
  inconclusive: '?',
  'infrastructure-failure': '!',
};

/** What became of one comparison; a regression that a reviewer has accepted is one of its own. */
export type ChangeState = GateComparison['verdict'] | 'accepted';

export const stateOf = ({ verdict, accepted }: GateComparison): ChangeState =>
  accepted !== undefined && verdict === 'regression' ? 'accepted' : verdict;

export const STATE_WORDS: Readonly<Record<ChangeState, string>> = {
  pass: 'pass',
  regression: 'regression',
  accepted: 'accepted',
  inconclusive: 'inconclusive',
  advice: 'advice',
};

export const STATE_SIGNS: Readonly<Record<ChangeState, string>> = {
  pass: '✓',
  regression: '✗',
  accepted: '≈',
  inconclusive: '?',
  advice: '·',
};

/** `Regression`: as a sentence begins. */
export const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

const SEVERITY: Readonly<Record<GateVerdict, number>> = {
  'infrastructure-failure': 0,
  regression: 1,
  inconclusive: 2,
  pass: 3,
};

/** What needs a look comes first; canaries are told apart from what was asked about. */
export function benchmarksByNeed({ benchmarks }: GateRecord): GateBenchmark[] {
  return benchmarks
    .filter(({ kind }) => kind !== 'canary')
    .toSorted((a, b) => SEVERITY[a.verdict] - SEVERITY[b.verdict]);
}

/** One comparison, or one counter, with the benchmark that it is of. */
export interface Of<T> {
  readonly benchmark: GateBenchmark;
  readonly one: T;
}

export const comparisonsOf = (gate: GateRecord): Of<GateComparison>[] =>
  benchmarksByNeed(gate).flatMap((benchmark) => benchmark.comparisons.map((one) => ({ benchmark, one })));

/** Counters that are not what they were, whatever that means for the verdict. */
export const movedCounters = (gate: GateRecord): Of<GateCounter>[] =>
  benchmarksByNeed(gate).flatMap((benchmark) =>
    benchmark.counters.filter(({ verdict }) => verdict !== 'same').map((one) => ({ benchmark, one })),
  );

/** A count of a counter: all its digits; `none` where the side does not have it. */
export const countText = (value: number | null): string =>
  value === null ? 'none' : value.toLocaleString('en-US', { maximumFractionDigits: 3 });
