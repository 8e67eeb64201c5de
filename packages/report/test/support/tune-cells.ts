import type { Estimate, TuneCell, TuneFigures, TuneSample } from '@parquetry/bench/record';
import { estimateMedian, scaleEstimate, studentT } from '@parquetry/bench/statistics';
import { distributionOf } from './quantiles.ts';

const DOLLARS_PER_GB_SECOND = 0.0000166667;
/** The request itself, one GET and two PUTs: of a million. */
const FEES = 0.2 + 0.4 + 10;

/** Money adds up: the mean, with its t-interval. */
function meanOf(values: readonly number[]): Estimate {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = n === 1 ? 0 : studentT(0.95, n - 1) * Math.sqrt(variance / n);
  return { median: mean, low: mean - half, high: mean + half, confidence: n === 1 ? 0 : 0.95, samples: n };
}

const BYTES_PER_EVENT = 64e3;

const known = (values: readonly (number | null | undefined)[]) =>
  values.filter((value): value is number => typeof value === 'number');

const plus = (estimate: Estimate, fee: number): Estimate => ({
  ...estimate,
  median: estimate.median + fee,
  low: estimate.low + fee,
  high: estimate.high + fee,
});

function stagesOf(samples: readonly TuneSample[]): Record<string, number> | null {
  const names = Object.keys(samples[0]?.stages ?? {});
  if (names.length === 0) return null;
  return Object.fromEntries(
    names.map((name) => [name, estimateMedian(known(samples.map(({ stages }) => stages?.[name]))).median]),
  );
}

function figuresOf(samples: readonly TuneSample[]): TuneFigures | null {
  const [first] = samples;
  if (first === undefined) return null;
  const billed = known(samples.map(({ billedMs }) => billedMs));
  const compute = meanOf(
    billed.map((ms) => (ms / 1000) * (first.memoryMb / 1024) * DOLLARS_PER_GB_SECOND * 1e6),
  );
  const inits = known(samples.map(({ initMs, restoreMs }) => initMs ?? restoreMs));
  const cpu = known(samples.map(({ cpuMs }) => cpuMs));
  return {
    samples: samples.length,
    durationMs: distributionOf(known(samples.map(({ durationMs }) => durationMs))),
    billedMs: distributionOf(billed),
    clientMs: distributionOf(known(samples.map(({ clientMs }) => clientMs))),
    dollarsPerMillion: plus(compute, FEES),
    computeDollarsPerMillion: compute,
    dollarsPerGbOfInput: scaleEstimate(plus(compute, FEES), 1e9 / (BYTES_PER_EVENT * 1e6)),
    initMs: inits.length === 0 ? null : distributionOf(inits),
    stagesMs: stagesOf(samples),
    cpuMs: cpu.length === 0 ? null : estimateMedian(cpu),
    maxMemoryUsedMb: Math.max(...known(samples.map(({ maxMemoryUsedMb }) => maxMemoryUsedMb))),
  };
}

const countsOf = (names: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));

/** What the samples of one size come to. */
export function tuneCellOf(samples: readonly TuneSample[]): TuneCell {
  const { memoryMb, engine, concurrency } = samples[0]!;
  const kept = samples.filter(({ discarded }) => discarded === undefined);
  const size = {
    memoryMb,
    engine,
    concurrency,
    outcomes: countsOf(kept.map(({ outcome }) => outcome)),
    discarded: samples.length - kept.length,
  };
  const of = (wanted: TuneSample['outcome']) => figuresOf(kept.filter(({ outcome }) => outcome === wanted));
  const killed = kept.filter(({ outcome }) => outcome === 'out-of-memory').length;
  if (killed > 0) {
    return {
      ...size,
      status: 'finding',
      because: `out of memory: ${killed} of ${kept.length} invocations were killed`,
    };
  }
  const warm = of('warm');
  const rate = warm === null ? null : (concurrency * 1000) / warm.clientMs!.p50.median;
  return {
    ...size,
    status: 'measured',
    warm,
    cold: of('cold'),
    restored: of('restored'),
    answersPerSecond:
      rate === null || concurrency === 1
        ? null
        : { median: rate, low: rate * 0.96, high: rate * 1.03, confidence: 0.95, samples: warm!.samples },
    throttles: countsOf(kept.flatMap(({ throttleReason }) => throttleReason ?? [])),
  };
}
