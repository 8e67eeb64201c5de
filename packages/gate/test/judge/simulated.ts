import type { GateComparison } from '@parquetry/bench/record';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Compared } from '../../src/judge/judge-comparisons.ts';
import { FINE } from '../../src/judge/metric-rules.ts';
import { takeLook } from '../../src/judge/take-look.ts';
import { sequentialPlan } from '../../src/plan/sequential-plan.ts';

export const PLAN = sequentialPlan();

/** Log ratios about `ratio` that are spread evenly over ± `spread`, in an order that only the seed knows. */
export function logRatiosOf(ratio: number, spread: number, pairs: number, seed = 1): number[] {
  const generator = xoroshiro128plus(seed);
  return Array.from({ length: pairs }, () => Math.log(ratio) + spread * (2 * uniformFloat64(generator) - 1));
}

/** A comparison of CPU time that was looked at whenever it was due. */
export function comparedAt(
  benchmark: string,
  logRatios: readonly number[],
  over: Partial<Compared> = {},
): Compared {
  const due = PLAN.looks.filter((pairs) => pairs <= logRatios.length);
  const looks = due.map((pairs, index) =>
    takeLook(logRatios.slice(0, pairs), index, PLAN, over.accepted?.upTo),
  );
  const ratio = (looks.at(-1) ?? takeLook(logRatios, 0, PLAN)).ratio;
  return { benchmark, metric: 'cpu', rule: FINE, looks, ratio, accepted: undefined, ...over };
}

/** As it would stand in a record. */
export const comparison = (
  over: Partial<GateComparison> = {},
  high: number | null = 1.028,
): GateComparison => ({
  metric: 'cpu',
  ...FINE,
  ratio: { estimate: 1.004, low: 0.98, high, tail: 0.001, pairs: 24 },
  pValue: 0.4,
  adjustedP: 0.4,
  verdict: 'pass',
  watch: false,
  ...over,
});
