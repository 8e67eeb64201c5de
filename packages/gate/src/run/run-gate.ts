import type { GateAcceptance, GateBenchmark, GateCanary, GateCounter } from '@parquetry/bench/record';
import { judgeCounters } from '../counters/judge-counters.ts';
import { voidUnmeasured } from '../judge/accept-slowdown.ts';
import { judgeBenchmark } from '../judge/judge-benchmark.ts';
import type { RunFindings } from '../judge/judge-run.ts';
import { planMinutes } from '../plan/plan-minutes.ts';
import type { SequentialPlan } from '../plan/sequential-plan.ts';
import type { ReviewedFile } from '../reviewed/reviewed-file.ts';
import type { GateFailure } from '../unit/gate-failure.ts';
import type { Counters, GateUnit, Side } from '../unit/gate-unit.ts';
import { BenchmarkTrack } from './benchmark-track.ts';
import { type Canary, CanaryTrack } from './canary-track.ts';
import { isTimed, requestFailures, verifiedFailures } from './check-request.ts';
import { Fingerprints } from './fingerprints.ts';
import type { OnGateProgress } from './gate-progress.ts';
import { measureRounds, type TrackedUnit } from './measure-rounds.ts';
import { PairSeries } from './pair-series.ts';
import { elapsedMs, type RunContext, type WatchHost, watchLoad } from './run-context.ts';
import { tellResults, warningsOf } from './tell-results.ts';
import { type TimedUnit, timeUnits } from './time-units.ts';
import { countersOf, type VerifiedUnit, verifyUnits } from './verify-units.ts';

export interface GateRunRequest {
  /** Of kind `tree`: counted and never timed. */
  readonly units: readonly GateUnit[];
  /** At least one that is to be quiet, and one that is to be an alarm. */
  readonly canaries: readonly Canary[];
  readonly plan: SequentialPlan;
  readonly seed: number;
  /** From the start, verification included. */
  readonly maxMs: number;
  /** Since 1970, in ms. */
  readonly now: () => number;
  readonly watchHost?: WatchHost;
  /** Those with a `void` do not count. */
  readonly acceptances?: readonly GateAcceptance[];
  /** What the reviewed files of both sides declare. */
  readonly declaredCounters?: Readonly<Record<Side, ReviewedFile['counters']>>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: OnGateProgress | undefined;
}

/** What a run found; `judgeRun` says what it means. */
export interface GateRun extends RunFindings {
  readonly canaries: readonly GateCanary[];
  /** As handed in; void where nothing was measured that they are of. */
  readonly acceptances: readonly GateAcceptance[];
  readonly fingerprint: Readonly<Record<string, string>>;
}

function contextOf(request: GateRunRequest): RunContext {
  const { plan, maxMs, now, watchHost = watchLoad, signal, onProgress = () => undefined } = request;
  const fingerprints = new Fingerprints();
  return { plan, maxMs, now, watchHost, signal, onProgress, startedAtMs: now(), fingerprints };
}

/** What was counted when a side was verified and what was while it was timed; the larger where it was both. */
function counted(verified: Counters, timed: Counters = {}): Counters {
  const shared = Object.keys(timed).filter(
    (name) => (verified[name]?.value ?? -Infinity) > timed[name]!.value,
  );
  return { ...verified, ...timed, ...Object.fromEntries(shared.map((name) => [name, verified[name]!])) };
}

const countersOfUnit = (
  { base, head }: VerifiedUnit,
  benchmark: string,
  { declaredCounters }: GateRunRequest,
  timed?: PairSeries['counters'],
): GateCounter[] =>
  judgeCounters({
    base: counted(countersOf(base, benchmark), timed?.base),
    head: counted(countersOf(head, benchmark), timed?.head),
    declared: declaredCounters?.head[benchmark],
    declaredAtBase: declaredCounters?.base[benchmark],
  });

/** What is counted and never timed; a tree in which there is nothing to count is left out. */
const countTrees = (units: readonly VerifiedUnit[], request: GateRunRequest): GateBenchmark[] =>
  units
    .filter(({ unit }) => !isTimed(unit))
    .flatMap((verified) =>
      verified.benchmarks.map((name) => {
        const { kind, about } = verified.unit;
        const counters = countersOfUnit(verified, name, request);
        const judged = judgeBenchmark({ name, comparisons: [], counters });
        const warnings = warningsOf(verified);
        return { name, kind, about, pairs: [], comparisons: [], counters, ...judged, looks: [], warnings };
      }),
    )
    .filter(({ counters }) => counters.length > 0);

function trackedUnit(timed: TimedUnit, canary: Canary | undefined, request: GateRunRequest): TrackedUnit {
  const { plan, acceptances = [] } = request;
  const tracks = timed.timing.map((pair) => {
    const series = new PairSeries(pair);
    if (canary !== undefined) return new CanaryTrack(series, canary.expected, plan);
    const countersNow = ({ benchmark, counters }: PairSeries) =>
      countersOfUnit(timed.verified, benchmark, request, counters);
    return new BenchmarkTrack(series, countersNow, plan, acceptances);
  });
  return { ...timed, tracks };
}

function tellPlan(units: readonly TimedUnit[], context: RunContext): void {
  const msByUnit = new Map(units.map(({ verified, msPerPair }) => [verified.unit.name, msPerPair]));
  const minutes = planMinutes(context.plan, msByUnit);
  const minutesLeft = Math.max(0, context.maxMs - elapsedMs(context)) / 60_000;
  context.onProgress({
    step: 'plan',
    msByUnit,
    expectedMinutes: Math.min(minutes.expectedMinutes, minutesLeft),
    maximumMinutes: Math.min(minutes.maximumMinutes, minutesLeft),
  });
}

/**
 * Compares head with base in all units: verifies both sides, takes one discarded pair of each unit to see how long it takes,
 * then rounds of pairs until the plan has decided everything or time is out. What makes the run say nothing comes back in
 * `failures`, all of it; judge what comes back with `judgeRun`.
 *
 * @throws the signal's reason when aborted.
 */
export async function runGate(request: GateRunRequest): Promise<GateRun> {
  const { units, seed, signal, onProgress, acceptances = [] } = request;
  const context = contextOf(request);
  const canaries = new Map(request.canaries.map((canary) => [canary.unit, canary]));
  const stopped = (failures: readonly GateFailure[], newInHead: readonly string[] = []): GateRun => ({
    benchmarks: [],
    canaries: [],
    failures,
    newInHead,
    isOutOfTime: false,
    acceptances,
    fingerprint: context.fingerprints.merged(),
  });
  const unfit = requestFailures(request);
  if (unfit.length > 0) return stopped(unfit);

  const verification = await verifyUnits([...units, ...canaries.keys()], signal, onProgress);
  const newInHead = verification.units.flatMap((one) => one.newInHead);
  if (verification.failures.length > 0) return stopped(verification.failures, newInHead);
  const incomparable = verifiedFailures(verification.units, canaries);
  if (incomparable.length > 0) return stopped(incomparable, newInHead);

  const toTime = verification.units.filter(({ unit, benchmarks }) => isTimed(unit) && benchmarks.length > 0);
  const timing = await timeUnits(toTime, context);
  if (timing.failures.length > 0) return stopped(timing.failures, newInHead);
  tellPlan(timing.units, context);

  const tracked = timing.units.map((timed) => trackedUnit(timed, canaries.get(timed.verified.unit), request));
  const measured = await measureRounds(tracked, seed, context);
  const results = tellResults(tracked, measured, context);
  return {
    ...results,
    benchmarks: [...countTrees(verification.units, request), ...results.benchmarks],
    newInHead,
    isOutOfTime: measured.isOutOfTime,
    acceptances: voidUnmeasured(acceptances, results.benchmarks),
    fingerprint: context.fingerprints.merged(),
  };
}
