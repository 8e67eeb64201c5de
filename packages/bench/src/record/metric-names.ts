import type { Metric } from './run-record.ts';

/** What a metric is called in a table or a sentence. */
export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  time: 'time',
  'first-file': 'cold start',
  'output-bytes': 'output size',
  'peak-rss': 'peak memory',
};
