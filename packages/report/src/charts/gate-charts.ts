import type { GateBenchmark, GateComparison, GateMetric, GateRecord } from '@parquetry/bench/record';
import { benchmarksByNeed, stateOf } from '../gate/gate-words.ts';
import type { ChangeChart, ChangeRow, TrendChart, TrendPoint } from './chart-spec.ts';

const METRICS: readonly GateMetric[] = ['cpu', 'reported', 'wall', 'parallelism', 'rss'];

const AXES: Readonly<Record<GateMetric, string>> = {
  cpu: 'CPU time of head against base, right is slower',
  reported: 'own samples of head against base, right is slower',
  wall: 'wall time of head against base, right is slower',
  parallelism: 'cores kept busy by base against head, right is fewer',
  rss: 'peak memory of head against base, right is more',
};

const comparisonOf = ({ comparisons }: GateBenchmark, metric: GateMetric): GateComparison | undefined =>
  comparisons.find((one) => one.metric === metric);

/** Metrics that something was compared by, those that decide first. */
export const metricsOf = (gate: GateRecord): GateMetric[] =>
  METRICS.filter((metric) =>
    benchmarksByNeed(gate).some((benchmark) => comparisonOf(benchmark, metric) !== undefined),
  );

const logRatiosOf = ({ pairs }: GateBenchmark, metric: GateMetric): number[] =>
  pairs.toSorted((a, b) => a.pair - b.pair).flatMap(({ logRatios }) => logRatios[metric] ?? []);

function changeRow(benchmark: GateBenchmark, metric: GateMetric): ChangeRow {
  const { name, because } = benchmark;
  const one = comparisonOf(benchmark, metric);
  if (one === undefined) return { kind: 'empty', name, because };
  const dots = logRatiosOf(benchmark, metric).map(Math.exp);
  return { kind: 'change', name, state: stateOf(one), ratio: one.ratio, dots };
}

/** A benchmark that failed keeps its row in charts of metrics that decide. */
const isShown = (benchmark: GateBenchmark, metric: GateMetric): boolean =>
  comparisonOf(benchmark, metric) !== undefined ||
  (metric === 'cpu' && benchmark.kind !== 'tree' && benchmark.comparisons.length === 0);

/** One metric of all benchmarks that were compared by it: head against base. */
export function changeChart(gate: GateRecord, metric: GateMetric): ChangeChart {
  const shown = benchmarksByNeed(gate).filter((benchmark) => isShown(benchmark, metric));
  const limits = shown.flatMap((benchmark) => {
    const one = comparisonOf(benchmark, metric);
    return one === undefined ? [] : [one.alarmFrom, one.passBelow ?? one.alarmFrom];
  });
  return {
    kind: 'changes',
    axis: AXES[metric],
    limits: [...new Set(limits)].toSorted((a, b) => a - b),
    rows: shown.map((benchmark) => changeRow(benchmark, metric)),
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A median of two says nothing. */
const FEWEST_PAIRS = 3;

/** After each pair: the median of all pairs until then. */
function runningMedians(benchmark: GateBenchmark, metric: GateMetric): TrendPoint[] {
  const logs = logRatiosOf(benchmark, metric);
  const looks = new Set(benchmark.looks);
  return logs.flatMap((_, index) => {
    const x = index + 1;
    if (x < FEWEST_PAIRS) return [];
    const y = Math.exp(medianOf(logs.slice(0, x)));
    return [{ x, y, low: null, high: null, isMarked: looks.has(x) }];
  });
}

const MOST_LINES = 5;

/** How the median of the pairs moved while they were taken, five benchmarks to a chart; by the metric that decides each. */
export function runningCharts(gate: GateRecord): TrendChart[] {
  const lines = benchmarksByNeed(gate).flatMap((benchmark) => {
    const fine = benchmark.comparisons.find(({ role }) => role === 'fine');
    const points = fine === undefined ? [] : runningMedians(benchmark, fine.metric);
    return fine === undefined || points.length === 0 ? [] : [{ name: benchmark.name, points, fine }];
  });
  return Array.from({ length: Math.ceil(lines.length / MOST_LINES) }, (_, chart): TrendChart => {
    const shown = lines.slice(chart * MOST_LINES, (chart + 1) * MOST_LINES);
    const limits = shown.flatMap(({ fine }) => [fine.alarmFrom, fine.passBelow ?? fine.alarmFrom]);
    return {
      kind: 'trends',
      quantity: 'change',
      axis: 'median of all pairs until then',
      orderAxis: 'pairs taken',
      labels: [],
      limits: [...new Set(limits)].toSorted((a, b) => a - b),
      changes: [],
      lines: shown.map(({ name, points }, colour) => ({ name, colour, points })),
    };
  });
}
