import type { GateComparison, GateMetric, GateRatio } from '@parquetry/bench/record';
import { benjaminiHochberg, holm, overLooks } from '@parquetry/bench/statistics';
import type { SequentialPlan } from '../plan/sequential-plan.ts';
import { coverageOf, type Slowdown } from './accept-slowdown.ts';
import type { MetricRule } from './metric-rules.ts';
import type { Look } from './take-look.ts';

/** One metric of one benchmark, at all looks so far. */
export interface Compared {
  readonly benchmark: string;
  readonly metric: GateMetric;
  readonly rule: MetricRule;
  readonly looks: readonly Look[];
  /** Of every pair so far, where there was no look yet. */
  readonly ratio: GateRatio;
  readonly accepted: Slowdown | undefined;
}

export interface JudgedComparison {
  readonly benchmark: string;
  readonly comparison: GateComparison;
  /** More pairs cannot change it, or need not. */
  readonly isSettled: boolean;
}

const WATCH_LEVEL = 0.1;

const pValueOf = ({ looks }: Compared, { shares }: SequentialPlan): number =>
  looks.length === 0
    ? 1
    : overLooks(
        looks.map(({ pValue }) => pValue),
        shares,
      );

interface PValues {
  readonly pValue: number;
  readonly adjustedP: number;
  readonly watch: boolean;
}

/** Those of one role are a family: its chance of any false alarm is bounded whatever is measured beside it. */
function adjustFamily(family: readonly Compared[], plan: SequentialPlan): Map<Compared, PValues> {
  const pValues = family.map((compared) => pValueOf(compared, plan));
  const adjusted = holm(pValues);
  const watched = benjaminiHochberg(pValues);
  return new Map(
    family.map((compared, at) => [
      compared,
      { pValue: pValues[at]!, adjustedP: adjusted[at]!, watch: watched[at]! <= WATCH_LEVEL },
    ]),
  );
}

/**
 * An alarm takes three things: it is certain enough by itself, among all, and large enough. What is only certain by itself
 * is not passed either, so that a verdict stands whatever is found later in other benchmarks: their p values only fall, and
 * by Holm one that falls raises none.
 */
function verdictOf(
  { rule, looks, ratio }: Compared,
  { pValue, adjustedP }: PValues,
  plan: SequentialPlan,
): GateComparison['verdict'] {
  if (looks.length === 0) return 'inconclusive';
  const isCertain = pValue <= plan.alarmLevel;
  const isLarge = ratio.estimate >= rule.alarmFrom;
  if (isLarge && isCertain && adjustedP <= plan.familyLevel[rule.role]) return 'regression';
  switch (rule.role) {
    case 'coarse':
      if (isLarge) return 'inconclusive';
      return isCertain ? 'advice' : 'pass';
    case 'fine': {
      const isSmall = ratio.high !== null && rule.passBelow !== null && ratio.high < rule.passBelow;
      return isSmall && !(isLarge && isCertain) ? 'pass' : 'inconclusive';
    }
    default:
      return rule.role satisfies never;
  }
}

/**
 * Judges all comparisons of a run together, in the given order. Those without a look count as comparisons in which nothing
 * was found, so that the family does not shrink.
 */
export function judgeComparisons(all: readonly Compared[], plan: SequentialPlan): JudgedComparison[] {
  const byRole = Map.groupBy(all, ({ rule }) => rule.role);
  const adjusted = new Map([...byRole.values()].flatMap((family) => [...adjustFamily(family, plan)]));
  return all.map((compared) => {
    const pValues = adjusted.get(compared)!;
    const verdict = verdictOf(compared, pValues, plan);
    const { benchmark, metric, rule, ratio, accepted } = compared;
    const coverage = verdict === 'regression' && accepted ? coverageOf(compared, accepted, plan) : 'none';
    const covered = coverage === 'covered' || coverage === 'covered-so-far';
    return {
      benchmark,
      comparison: {
        metric,
        ...rule,
        ratio,
        ...pValues,
        verdict,
        ...(covered && accepted ? { accepted: { upTo: accepted.upTo, because: accepted.because } } : {}),
      },
      isSettled:
        verdict !== 'inconclusive' && coverage !== 'covered-so-far' && coverage !== 'exceeded-so-far',
    };
  });
}
