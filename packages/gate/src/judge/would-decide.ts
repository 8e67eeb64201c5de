import { lastLook, type SequentialPlan } from '../plan/sequential-plan.ts';
import { judgeComparisons } from './judge-comparisons.ts';
import { FINE } from './metric-rules.ts';
import { type Look, ratioOf, takeLook } from './take-look.ts';
import { tellHigh } from './tell-ratio.ts';

/** Far below what a clock can tell. Without it all were tied, and each test would need a table of its own. */
const APART = 1e-9;

const repeated = (values: readonly number[], count: number): number[] =>
  Array.from(
    { length: count },
    (_, index) => values[index % values.length]! + APART * Math.floor(index / values.length),
  );

/** Alone, and as if nothing else were measured. */
function verdictAt(looks: readonly Look[], plan: SequentialPlan) {
  const [judged] = judgeComparisons(
    [{ benchmark: '', metric: 'cpu', rule: FINE, looks, ratio: looks.at(-1)!.ratio, accepted: undefined }],
    plan,
  );
  return judged!.comparison.verdict;
}

const moreLikeThese = (pairs: number) => `${pairs} more ${pairs === 1 ? 'pair' : 'pairs'} like these`;

/**
 * What would decide a benchmark, in words, should the pairs to come be like those so far.
 *
 * @param looks those taken so far.
 */
export function wouldDecide(
  logRatios: readonly number[],
  looks: readonly Look[],
  plan: SequentialPlan,
): string {
  const pairs = logRatios.length;
  if (pairs < 2) return `a first look comes at ${plan.looks[0]} pairs`;
  const imagined = [...looks];
  for (const due of plan.looks.slice(looks.length)) {
    imagined.push(takeLook(repeated(logRatios, Math.max(due, pairs)), imagined.length, plan));
    const verdict = verdictAt(imagined, plan);
    const more = due <= pairs ? 'the look that is due' : moreLikeThese(due - pairs);
    if (verdict === 'pass') return `${more} would pass it`;
    if (verdict === 'regression') return `${more} would make it a regression`;
  }
  const { high } = ratioOf(repeated(logRatios, lastLook(plan)), plan.tail * plan.shares.at(-1)!);
  return `pairs like these leave ${tellHigh(high)} open at ${lastLook(plan)}: a quieter machine decides it`;
}
