import type { Bar, Metric } from './bar.ts';

/** What a metric is called in a table or a sentence. */
export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  time: 'time',
  'first-file': 'cold start',
  'output-bytes': 'output size',
  'peak-rss': 'peak memory',
  'requests-per-file': 'requests per file',
  connections: 'connections opened',
};

/** Of promises, which one pass too many breaks: they are no estimates, and have no unit. */
export const isCounted = (metric: Metric): boolean =>
  metric === 'requests-per-file' || metric === 'connections';

/** `time against polars`, `time against the slowest of a, b`, `peak memory`. */
export function barTitle({ metric, against }: Pick<Bar, 'metric' | 'against'>): string {
  const name = METRIC_NAMES[metric];
  if (against === null) return name;
  return typeof against === 'string'
    ? `${name} against ${against}`
    : `${name} against the slowest of ${against.join(', ')}`;
}
