import type { MetricSample } from './metric-store.ts';

/** A statistic as CloudWatch names it: `Sum`, `Average`, `p99.9`. */
export type Statistic = (values: readonly number[]) => number;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const SIMPLE: Readonly<Record<string, Statistic>> = {
  SampleCount: (values) => values.length,
  Sum: sum,
  Average: (values) => sum(values) / values.length,
  Minimum: (values) => values.reduce((least, value) => Math.min(least, value)),
  Maximum: (values) => values.reduce((most, value) => Math.max(most, value)),
};

/** By linear interpolation between the two nearest ranks. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(rank)]!;
  return below + (sorted[Math.ceil(rank)]! - below) * (rank - Math.floor(rank));
}

/** Undefined for a statistic that is not there. */
export function readStatistic(name: string): Statistic | undefined {
  if (Object.hasOwn(SIMPLE, name)) return SIMPLE[name];
  const match = /^p(\d{1,2}(?:\.\d+)?|100)$/.exec(name);
  return match === null ? undefined : (values) => percentile(values, Number(match[1]));
}

/** The samples of each period that has any, from the first on; periods begin at multiples of their length. */
export function groupByPeriod(
  samples: readonly MetricSample[],
  periodMs: number,
): readonly { readonly startMs: number; readonly values: readonly number[] }[] {
  const periods = Map.groupBy(samples, ({ atMs }) => Math.floor(atMs / periodMs) * periodMs);
  return [...periods]
    .sort(([a], [b]) => a - b)
    .map(([startMs, ofPeriod]) => ({ startMs, values: ofPeriod.map(({ value }) => value) }));
}
