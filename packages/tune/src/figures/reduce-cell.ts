import type { Distribution, Estimate, TuneFigures } from '@parquetry/bench/record';
import { estimateMedian, estimateQuantile, median, scaleEstimate } from '@parquetry/bench/statistics';
import { type BilledSample, eventDollars, type Pricing } from './event-dollars.ts';
import { estimateMean } from './statistics/estimate-mean.ts';
import { trimmedMean } from './statistics/trimmed-mean.ts';

const MILLION = 1e6;
const BYTES_PER_GB = 1e9;

function distributionOf(values: readonly number[]): Distribution {
  const quantile = (p: number) => estimateQuantile(values, p) ?? null;
  return {
    p50: estimateMedian(values),
    p90: quantile(0.9),
    p95: quantile(0.95),
    p99: quantile(0.99),
    trimmedMean: trimmedMean(values),
  };
}

/** Null where a single value is not known: a figure of some samples would be another. */
function known(values: readonly (number | null | undefined)[]): readonly number[] | null {
  const present = values.filter((value) => value !== null && value !== undefined);
  return present.length === values.length ? present : null;
}

const distributionOfKnown = (values: readonly (number | null | undefined)[]): Distribution | null => {
  const all = known(values);
  return all && distributionOf(all);
};

function stagesOf(samples: readonly BilledSample[]): Record<string, number> | null {
  const all = samples.flatMap(({ stages }) => (stages ? [stages] : []));
  if (all.length < samples.length) return null;
  const names = new Set(all.flatMap((stages) => Object.keys(stages)));
  return Object.fromEntries([...names].map((name) => [name, median(all.map((stages) => stages[name] ?? 0))]));
}

function dollarsPerGb(samples: readonly BilledSample[], perMillion: Estimate): Estimate | undefined {
  const bytes = known(samples.map(({ inputBytes }) => inputBytes));
  if (bytes === null) return undefined;
  const bytesPerEvent = bytes.reduce((total, one) => total + one, 0) / bytes.length;
  return bytesPerEvent === 0 ? undefined : scaleEstimate(perMillion, BYTES_PER_GB / MILLION / bytesPerEvent);
}

/** Figures of samples of one size and one kind, at least one. */
export function reduceCell(samples: readonly BilledSample[], pricing: Pricing): TuneFigures {
  const dollars = (pick: 'compute' | 'total') =>
    scaleEstimate(
      estimateMean(
        samples.map((sample) => ({ round: sample.round, value: eventDollars(sample, pricing)[pick] })),
      ),
      MILLION,
    );
  const dollarsPerMillion = dollars('total');
  const perGb = dollarsPerGb(samples, dollarsPerMillion);
  const cpuMs = known(samples.map((sample) => sample.cpuMs));
  const memory = known(samples.map(({ maxMemoryUsedMb }) => maxMemoryUsedMb));
  return {
    samples: samples.length,
    durationMs: distributionOf(samples.map(({ durationMs }) => durationMs)),
    billedMs: distributionOf(samples.map(({ billedMs }) => billedMs)),
    clientMs: distributionOfKnown(samples.map(({ clientMs }) => clientMs)),
    dollarsPerMillion,
    computeDollarsPerMillion: dollars('compute'),
    ...(perGb && { dollarsPerGbOfInput: perGb }),
    initMs: distributionOfKnown(samples.map(({ initMs, restoreMs }) => restoreMs ?? initMs)),
    stagesMs: stagesOf(samples),
    cpuMs: cpuMs && estimateMedian(cpuMs),
    maxMemoryUsedMb: memory && Math.max(...memory),
  };
}
