import type { Estimate, TuneCell, TuneFigures, TuneSample } from '@parquetry/bench/record';
import { distributionOf, medianOf } from './quantiles.ts';

const DOLLARS_PER_GB_SECOND = 0.0000166667;
/** The request itself, one GET and two PUTs: of a million. */
const FEES = 0.2 + 0.4 + 10;

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
    names.map((name) => [name, medianOf(known(samples.map(({ stages }) => stages?.[name]))).median]),
  );
}

function figuresOf(samples: readonly TuneSample[]): TuneFigures | null {
  const [first] = samples;
  if (first === undefined) return null;
  const billed = known(samples.map(({ billedMs }) => billedMs));
  const compute = medianOf(
    billed.map((ms) => (ms / 1000) * (first.memoryMb / 1024) * DOLLARS_PER_GB_SECOND * 1e6),
  );
  const inits = known(samples.map(({ initMs }) => initMs));
  const cpu = known(samples.map(({ cpuMs }) => cpuMs));
  return {
    samples: samples.length,
    durationMs: distributionOf(known(samples.map(({ durationMs }) => durationMs))),
    billedMs: distributionOf(billed),
    clientMs: distributionOf(known(samples.map(({ clientMs }) => clientMs))),
    dollarsPerMillion: plus(compute, FEES),
    computeDollarsPerMillion: compute,
    initMs: inits.length === 0 ? null : distributionOf(inits),
    stagesMs: stagesOf(samples),
    cpuMs: cpu.length === 0 ? null : medianOf(cpu),
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
