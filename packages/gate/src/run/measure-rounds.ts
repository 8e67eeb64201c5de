import { isUnaccepted, judgeBenchmark } from '../judge/judge-benchmark.ts';
import { type JudgedComparison, judgeComparisons } from '../judge/judge-comparisons.ts';
import { ratioOf } from '../judge/take-look.ts';
import { wouldDecide } from '../judge/would-decide.ts';
import { balancedOrder } from '../plan/balanced-order.ts';
import type { SequentialPlan } from '../plan/sequential-plan.ts';
import { GateFailure } from '../unit/gate-failure.ts';
import type { Side, UnitPair } from '../unit/gate-unit.ts';
import { attempt } from './attempt.ts';
import { BenchmarkTrack } from './benchmark-track.ts';
import type { CanaryTrack } from './canary-track.ts';
import { checkPair } from './check-pair.ts';
import type { PairMoment } from './pair-series.ts';
import { elapsedMs, type RunContext } from './run-context.ts';
import type { TimedUnit } from './time-units.ts';

export type Track = BenchmarkTrack | CanaryTrack;

/** A unit in the rounds, with what its pairs decide. */
export interface TrackedUnit extends TimedUnit {
  readonly tracks: readonly Track[];
}

export interface Measured {
  readonly failures: readonly GateFailure[];
  readonly isOutOfTime: boolean;
}

const isOpen = ({ tracks }: TrackedUnit) => tracks.some((track) => track.isOpen);

const benchmarksIn = (units: readonly TrackedUnit[]): BenchmarkTrack[] =>
  units.flatMap(({ tracks }) => tracks.filter((track) => track instanceof BenchmarkTrack));

function tellPair(track: BenchmarkTrack, units: readonly TrackedUnit[], context: RunContext): void {
  const logRatios = track.series.logRatios(track.fine);
  const { plan } = context;
  const share = plan.shares[track.lookedAt.length] ?? plan.shares.at(-1)!;
  context.onProgress({
    step: 'pair',
    benchmark: track.series.benchmark,
    pairs: logRatios.length,
    nextLook: track.nextLook ?? logRatios.length,
    ratio: logRatios.length < 2 ? undefined : ratioOf(logRatios, plan.tail * share),
    wouldDecide: wouldDecide(logRatios, track.fineLooks, plan),
    elapsedMs: elapsedMs(context),
    openUnits: units.filter(isOpen).length,
  });
}

function keep(pairs: readonly UnitPair[], { tracks }: TrackedUnit, moment: PairMoment): GateFailure[] {
  return tracks.flatMap(({ series }) =>
    series.add(pairs.find(({ benchmark }) => benchmark === series.benchmark)!, moment),
  );
}

async function takePair(
  tracked: TrackedUnit,
  first: Side,
  slot: number,
  context: RunContext,
): Promise<GateFailure[]> {
  const { verified, tracks } = tracked;
  const { unit } = verified;
  const startedAt = new Date(context.now()).toISOString();
  const unwatch = context.watchHost();
  const pairs = await attempt(unit.name, () => unit.pair(first, context.signal), context.signal);
  const { stealMs, loadAverage } = unwatch();
  if (pairs instanceof GateFailure) return [pairs];
  const number = tracks[0]!.series.pairs.length + 1;
  const failures = [...checkPair(pairs, verified), ...context.fingerprints.check(unit.name, pairs, number)];
  return failures.length > 0
    ? failures
    : keep(pairs, tracked, { slot, first, startedAt, stealMs, loadAverage });
}

/** All comparisons of the run as they stand, by benchmark. */
export function judgeTracks(
  tracks: readonly BenchmarkTrack[],
  plan: SequentialPlan,
): Map<BenchmarkTrack, JudgedComparison[]> {
  const all = tracks.flatMap((track) => track.compared());
  const judged = Map.groupBy(judgeComparisons(all, plan), ({ benchmark }) => benchmark);
  return new Map(tracks.map((track) => [track, judged.get(track.series.benchmark)!]));
}

/** Tells a verdict as it stands. */
export function tellDecided(
  { series, counters }: BenchmarkTrack,
  judged: readonly JudgedComparison[],
  { onProgress }: RunContext,
): void {
  const name = series.benchmark;
  const comparisons = judged.map(({ comparison }) => comparison);
  onProgress({ step: 'decided', benchmark: name, ...judgeBenchmark({ name, comparisons, counters }) });
}

const isSettled = (judged: readonly JudgedComparison[]): boolean =>
  judged.every((one) => one.isSettled) || judged.some((one) => one.isSettled && isUnaccepted(one.comparison));

/** Takes the looks that are due, and closes what they decide. */
function closeDecided(units: readonly TrackedUnit[], context: RunContext): void {
  const open = units.flatMap(({ tracks }) => tracks).filter((track) => track.isOpen);
  const due = open.filter((track) => track.series.pairs.length === track.nextLook);
  if (due.length === 0) return;
  for (const track of due) track.look();
  const judged = judgeTracks(benchmarksIn(units), context.plan);
  for (const track of open) {
    const isDecided = track instanceof BenchmarkTrack ? isSettled(judged.get(track)!) : track.isSettled;
    track.isOpen = !isDecided && track.nextLook !== undefined;
    if (track instanceof BenchmarkTrack && !track.isOpen) tellDecided(track, judged.get(track)!, context);
  }
}

/** A last look at what is open when time is out: it spends the share of the next look, at fewer pairs than that. */
function lookBeforeEnd(units: readonly TrackedUnit[]): void {
  const open = units.flatMap(({ tracks }) => tracks).filter((track) => track.isOpen);
  for (const track of open) if (track.series.pairs.length > (track.lookedAt.at(-1) ?? 0)) track.look();
}

/**
 * Round after round takes one pair of every unit that is open, in balanced random order, and closes at the looks what is
 * decided; until nothing is open, time is out or something failed. A failure does not keep the others of its round from
 * telling theirs.
 */
export async function measureRounds(
  units: readonly TrackedUnit[],
  seed: number,
  context: RunContext,
): Promise<Measured> {
  const byName = new Map(units.map((tracked) => [tracked.verified.unit.name, tracked]));
  const order = balancedOrder([...byName.keys()], context.plan, seed);
  let slot = 0;
  for (const [round, names] of order.rounds.entries()) {
    const failures: GateFailure[] = [];
    for (const tracked of names.map((name) => byName.get(name)!).filter(isOpen)) {
      if (elapsedMs(context) + tracked.msPerPair > context.maxMs) {
        lookBeforeEnd(units);
        return { failures, isOutOfTime: true };
      }
      const first = order.firsts.get(tracked.verified.unit.name)![round]!;
      const wrong = await takePair(tracked, first, slot++, context);
      failures.push(...wrong);
      if (wrong.length > 0) continue;
      for (const track of benchmarksIn([tracked])) if (track.isOpen) tellPair(track, units, context);
    }
    if (failures.length > 0) return { failures, isOutOfTime: false };
    closeDecided(units, context);
    if (!units.some(isOpen)) break;
  }
  return { failures: [], isOutOfTime: false };
}
