import type { GateComparison } from '@parquetry/bench/record';
import { lastLook, type SequentialPlan } from '../plan/sequential-plan.ts';
import { type Compared, judgeComparisons } from './judge-comparisons.ts';
import { FINE } from './metric-rules.ts';
import { type Look, ratioOf, takeLook } from './take-look.ts';

/** Where a plan ended. */
export interface FollowedPlan {
  readonly verdict: GateComparison['verdict'];
  /** The ratio beyond which it excludes a slowdown; null where it excludes none. */
  readonly high: number | null;
  readonly pairs: number;
}

const comparedBy = (looks: readonly Look[], ratio: Look['ratio']): Compared => ({
  benchmark: 'followed',
  metric: 'cpu',
  rule: FINE,
  looks,
  ratio,
  accepted: undefined,
});

/**
 * Carries a plan out on the fine metric of one benchmark, whose pairs come from `nextLogRatio`, in a run with so many fine
 * comparisons; in the others nothing is found.
 */
export function followPlan(plan: SequentialPlan, nextLogRatio: () => number, comparisons = 1): FollowedPlan {
  const others = Array.from({ length: comparisons - 1 }, () => comparedBy([], ratioOf([0], plan.tail)));
  const logRatios: number[] = [];
  const looks: Look[] = [];
  for (const [index, pairs] of plan.looks.entries()) {
    while (logRatios.length < pairs) logRatios.push(nextLogRatio());
    const look = takeLook(logRatios, index, plan);
    looks.push(look);
    const [judged] = judgeComparisons([comparedBy(looks, look.ratio), ...others], plan);
    if (judged!.isSettled || pairs === lastLook(plan))
      return { verdict: judged!.comparison.verdict, high: look.ratio.high, pairs };
  }
  throw new RangeError('a plan without a look');
}
