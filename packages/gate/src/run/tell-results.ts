import type { GateBenchmark, GateCanary } from '@parquetry/bench/record';
import { judgeBenchmark } from '../judge/judge-benchmark.ts';
import type { JudgedComparison } from '../judge/judge-comparisons.ts';
import { tellInterval } from '../judge/tell-ratio.ts';
import { GateFailure } from '../unit/gate-failure.ts';
import { BenchmarkTrack } from './benchmark-track.ts';
import { CanaryTrack } from './canary-track.ts';
import { judgeTracks, type Measured, type Track, type TrackedUnit, tellDecided } from './measure-rounds.ts';
import type { RunContext } from './run-context.ts';
import type { VerifiedUnit } from './verify-units.ts';

export interface Results {
  readonly benchmarks: readonly GateBenchmark[];
  readonly canaries: readonly GateCanary[];
  readonly failures: readonly GateFailure[];
}

/** What both sides were warned of when they were verified. */
export const warningsOf = ({ base, head }: VerifiedUnit): string[] => [
  ...new Set([...base.warnings, ...head.warnings]),
];

function benchmarkOf(
  { series, counters, lookedAt }: BenchmarkTrack,
  judged: readonly JudgedComparison[],
  verified: VerifiedUnit,
): GateBenchmark {
  const { kind, about } = verified.unit;
  const name = series.benchmark;
  const comparisons = judged.map(({ comparison }) => comparison);
  return {
    name,
    kind,
    about,
    pairs: series.pairs,
    comparisons,
    counters,
    ...judgeBenchmark({ name, comparisons, counters }),
    looks: lookedAt,
    warnings: warningsOf(verified),
  };
}

function canaryFailure({ name, expected, ratio }: GateCanary, isOutOfTime: boolean): GateFailure {
  const shown = tellInterval(ratio);
  if (expected === 'quiet')
    return new GateFailure(
      'canary',
      `canary ${name}: both sides are the same, and it alarms (${shown}): something favours one side, so that no difference means anything`,
    );
  const wayOut = isOutOfTime
    ? 'time was out before; raise --max-minutes'
    : 'this machine is too noisy to tell, or the harness measures something else';
  return new GateFailure(
    'canary',
    `canary ${name}: a planted slowdown was not seen (${shown}), nor would a real one have been: ${wayOut}`,
  );
}

const noPairs = ({ series }: Track): GateFailure =>
  new GateFailure(
    'no-pairs',
    `${series.benchmark}: not one pair was taken before time was out; raise --max-minutes`,
  );

/** Everything that the rounds found, and what of it cannot stand. */
export function tellResults(
  units: readonly TrackedUnit[],
  { isOutOfTime, failures }: Measured,
  context: RunContext,
): Results {
  const all = units.flatMap(({ tracks, verified }) => tracks.map((track) => ({ track, verified })));
  const touched = all.filter(({ track }) => track.series.pairs.length > 0);
  const judged = judgeTracks(
    touched.flatMap(({ track }) => (track instanceof BenchmarkTrack ? [track] : [])),
    context.plan,
  );
  for (const [track, own] of judged) if (track.isOpen) tellDecided(track, own, context);
  const canaries = touched.flatMap(({ track }) => (track instanceof CanaryTrack ? [track.judge()] : []));
  const untouched = all.filter((one) => !touched.includes(one)).map(({ track }) => noPairs(track));
  const misbehaved = canaries.filter((canary) => canary.misbehaved);
  return {
    benchmarks: touched.flatMap(({ track, verified }) =>
      track instanceof BenchmarkTrack ? [benchmarkOf(track, judged.get(track)!, verified)] : [],
    ),
    canaries,
    // A run that a failure cut short had no time for the others: what they lack is no finding.
    failures:
      failures.length > 0
        ? failures
        : [...untouched, ...misbehaved.map((canary) => canaryFailure(canary, isOutOfTime))],
  };
}
