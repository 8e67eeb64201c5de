import type { GateComparison, GateMetric } from '@parquetry/bench/record';

/** How large a change of a metric has to be to matter; ratios of head to base. */
export type MetricRule = Pick<GateComparison, 'role' | 'alarmFrom' | 'passBelow'>;

/** Of the metric that decides a benchmark. */
export const FINE = { role: 'fine', alarmFrom: 1.025, passBelow: 1.05 } as const satisfies MetricRule;
const COARSE_TIME: MetricRule = { role: 'coarse', alarmFrom: 1.25, passBelow: null };
const COARSE_MEMORY: MetricRule = { role: 'coarse', alarmFrom: 1.1, passBelow: null };

/** What a benchmark prints decides it where it prints something, else CPU time. */
const fineMetricOf = (metrics: readonly GateMetric[]): GateMetric =>
  metrics.includes('reported') ? 'reported' : 'cpu';

/** The rules of the metrics that a benchmark is measured by; none of them is `fine` where neither CPU time nor a report is there. */
export function rulesOf(metrics: readonly GateMetric[]): Map<GateMetric, MetricRule> {
  const fine = fineMetricOf(metrics);
  return new Map(
    metrics.map((metric) => [
      metric,
      metric === fine ? FINE : metric === 'rss' ? COARSE_MEMORY : COARSE_TIME,
    ]),
  );
}
