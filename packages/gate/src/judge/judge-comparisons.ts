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

/** As far as the looks so far go. */
type Standing = Pick<GateComparison, 'verdict' | 'accepted'> & Pick<JudgedComparison, 'isSettled'>;

/**
 * An alarm takes three things: it is certain enough by itself, among all, and large enough. What is only certain by itself
 * is not passed either, so that a verdict stands whatever is found later in other benchmarks: their p values only fall, and
 * by Holm one that falls raises none. A coarse metric that is large goes on as long as it may become an alarm, and is advice
 * where it does not.
 */
function standingOf(
  { rule, looks, ratio }: Compared,
  { pValue, adjustedP }: PValues,
  plan: SequentialPlan,
): Standing {
  if (looks.length === 0) return { verdict: 'inconclusive', isSettled: false };
  const isCertain = pValue <= plan.alarmLevel;
  const isLarge = ratio.estimate >= rule.alarmFrom;
  if (isLarge && isCertain && adjustedP <= plan.familyLevel[rule.role])
    return { verdict: 'regression', isSettled: true };
  switch (rule.role) {
    case 'coarse':
      return { verdict: isLarge || isCertain ? 'advice' : 'pass', isSettled: !isLarge };
    case 'fine': {
      const isSmall = ratio.high !== null && rule.passBelow !== null && ratio.high < rule.passBelow;
      const isPassed = isSmall && !(isLarge && isCertain);
      return { verdict: isPassed ? 'pass' : 'inconclusive', isSettled: isPassed };
    }
    default:
      return rule.role satisfies never;
  }
}

/** A regression beside what was accepted: undecided where it is within that and may be much more. */
function besideAccepted(compared: Compared, standing: Standing, plan: SequentialPlan): Standing {
  if (standing.verdict !== 'regression' || compared.accepted === undefined) return standing;
  const { upTo, because } = compared.accepted;
  const accepted = { upTo, because };
  const coverage = coverageOf(compared, accepted, plan);
  switch (coverage) {
    case 'covered':
      return { ...standing, accepted };
    case 'covered-so-far':
      // What is open of a coarse metric is advice.
      return {
        verdict: compared.rule.role === 'fine' ? 'inconclusive' : 'regression',
        accepted,
        isSettled: false,
      };
    case 'exceeded-so-far':
      return { ...standing, isSettled: false };
    case 'exceeded':
      return standing;
    default:
      return coverage satisfies never;
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
    const { benchmark, metric, rule, ratio } = compared;
    const { isSettled, ...found } = besideAccepted(compared, standingOf(compared, pValues, plan), plan);
    return { benchmark, comparison: { metric, ...rule, ratio, ...pValues, ...found }, isSettled };
  });
}
