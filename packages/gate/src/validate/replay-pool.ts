import { boundProportion, median } from '@parquetry/bench/statistics';
import { followPlan } from '../judge/follow-plan.ts';
import { lastLook, type SequentialPlan } from '../plan/sequential-plan.ts';
import type { PoolRow } from './validation-pool.ts';

/** How often something happened, with the bounds of its probability, each wrong in 5 of 100 cases. */
export interface Rate {
  readonly times: number;
  readonly of: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

export interface ReplayedTruth {
  readonly truth: number;
  readonly pairs: number;
  /** Median of the pairs' ratios of CPU time, and the standard deviation of their logarithms; resistant to spikes. */
  readonly medianRatio: number;
  readonly sd: number;
  /** Of verdicts that share no pair. */
  readonly apart: { readonly regression: Rate; readonly pass: Rate; readonly blocked: Rate };
  /** Of verdicts that begin at every pair of the pool: more of them, which are not independent. */
  readonly overlapping: {
    readonly regression: number;
    readonly pass: number;
    readonly blocked: number;
    readonly of: number;
  };
  /** Over the verdicts that share no pair. */
  readonly meanPairs: number;
}

const BOUND_TAIL = 0.05;
/** Of a normal distribution: the standard deviation by the median of absolute deviations. */
const SD_BY_MAD = 1.4826;

/** How a gate judges. */
export interface GateRules {
  readonly plan: SequentialPlan;
  /** 0.1 for 10 %. */
  readonly maxUndecided: number;
  /** Benchmarks of a run; nothing is found in the others. */
  readonly comparisons: number;
}

interface Verdict {
  readonly verdict: 'regression' | 'pass' | 'inconclusive';
  /** It would end a merge: a regression, or undecided with more than `maxUndecided` open. */
  readonly isBlocked: boolean;
  readonly pairs: number;
}

/** One gate that begins with pair `start` of the pool and takes its neighbours in time. */
function verdictFrom(
  logRatios: readonly number[],
  start: number,
  { plan, maxUndecided, comparisons }: GateRules,
): Verdict {
  let next = start;
  const { verdict, high, pairs } = followPlan(plan, () => logRatios[next++]!, comparisons);
  const isOpen = verdict === 'inconclusive' && (high === null || high > 1 + maxUndecided);
  return {
    verdict: verdict === 'advice' ? 'pass' : verdict,
    isBlocked: verdict === 'regression' || isOpen,
    pairs,
  };
}

function rateOf(verdicts: readonly Verdict[], test: (verdict: Verdict) => boolean): Rate {
  const [times, of] = [verdicts.filter(test).length, verdicts.length];
  return { times, of, share: of === 0 ? Number.NaN : times / of, ...boundProportion(times, of, BOUND_TAIL) };
}

const isRegression = ({ verdict }: Verdict) => verdict === 'regression';
const isPass = ({ verdict }: Verdict) => verdict === 'pass';
const isBlocked = (verdict: Verdict) => verdict.isBlocked;

/** One gate after the other, until too few pairs are left for one that goes to its end. */
function verdictsApart(logRatios: readonly number[], rules: GateRules): Verdict[] {
  const verdicts: Verdict[] = [];
  for (let start = 0; start + lastLook(rules.plan) <= logRatios.length; ) {
    const verdict = verdictFrom(logRatios, start, rules);
    verdicts.push(verdict);
    start += verdict.pairs;
  }
  return verdicts;
}

function verdictsOverlapping(logRatios: readonly number[], rules: GateRules): Verdict[] {
  const starts = Math.max(0, logRatios.length - lastLook(rules.plan) + 1);
  return Array.from({ length: starts }, (_, start) => verdictFrom(logRatios, start, rules));
}

/**
 * What the gate would have said of the pairs of one known truth: each gate takes pairs that followed each other, so that the
 * machine's moods stay in it.
 */
export function replayTruth(rows: readonly PoolRow[], truth: number, rules: GateRules): ReplayedTruth {
  const logRatios = rows.filter((row) => row.truth === truth).map(({ cpu }) => cpu);
  const middle = logRatios.length === 0 ? Number.NaN : median(logRatios);
  const apart = verdictsApart(logRatios, rules);
  const all = verdictsOverlapping(logRatios, rules);
  const share = (test: (verdict: Verdict) => boolean) => all.filter(test).length / all.length;
  return {
    truth,
    pairs: logRatios.length,
    medianRatio: Math.exp(middle),
    sd:
      logRatios.length === 0
        ? Number.NaN
        : SD_BY_MAD * median(logRatios.map((one) => Math.abs(one - middle))),
    apart: {
      regression: rateOf(apart, isRegression),
      pass: rateOf(apart, isPass),
      blocked: rateOf(apart, isBlocked),
    },
    overlapping: {
      regression: share(isRegression),
      pass: share(isPass),
      blocked: share(isBlocked),
      of: all.length,
    },
    meanPairs: apart.reduce((total, { pairs }) => total + pairs, 0) / apart.length,
  };
}
