import type { Metric } from '../record/bar.ts';
import type { MeasuredCell, Sample } from '../record/run-record.ts';
import type { ClientTraffic } from '../record/traffic.ts';
import type { RoundValue } from '../statistics/compare-rounds.ts';
import { sum } from '../statistics/sum.ts';
import { wallMsOf } from './reduce-samples.ts';

/** From starting the process to its first converted file; null for a command, which cannot be looked into. */
function firstFileMsOf({ processStartMs, engineOpenMs, firstFileMs }: Sample): number | null {
  if (processStartMs === null || engineOpenMs === null || firstFileMs === null) return null;
  return processStartMs + engineOpenMs + firstFileMs;
}

/** The pass that took the most: counters are promises, not estimates. */
const mostOf = ({ traffic }: Sample, value: (pass: ClientTraffic) => number): number | null =>
  traffic === undefined ? null : Math.max(...traffic.passes.map(value));

type SampledCell = Pick<MeasuredCell, 'samples' | 'workload' | 'outputBytes'>;

function metricOf(sample: Sample, metric: Metric, { workload, outputBytes }: SampledCell): number | null {
  switch (metric) {
    case 'time':
      return wallMsOf(sample) / workload.inputBytes;
    case 'first-file':
      return firstFileMsOf(sample);
    case 'output-bytes':
      return sum(Object.values(outputBytes)) / workload.inputBytes;
    case 'peak-rss':
      return sample.peakRssBytes;
    case 'requests-per-file':
      return mostOf(sample, ({ requests }) => sum(Object.values(requests)) / workload.files);
    case 'connections':
      return mostOf(sample, ({ connectionsOpened }) => connectionsOpened);
    default:
      return metric satisfies never;
  }
}

/** A cell's samples by a metric; those that lack it are left out. */
export function roundValues(cell: SampledCell, metric: Metric): RoundValue[] {
  return cell.samples.flatMap((sample) => {
    const value = metricOf(sample, metric, cell);
    return value === null ? [] : [{ round: sample.round, value }];
  });
}
