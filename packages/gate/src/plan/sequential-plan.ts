import { spendAlpha } from '@parquetry/bench/statistics';

/** When a run may stop, and how often it may be wrong. */
export interface SequentialPlan {
  /** Pairs at which it may stop, ascending. */
  readonly looks: readonly number[];
  /** The share of each level that each look spends; of 1 in all. */
  readonly shares: readonly number[];
  /** Of a false alarm in one comparison, whatever look it stops at. */
  readonly alarmLevel: number;
  /** Of any false alarm among all comparisons of a run, by their role. */
  readonly familyLevel: { readonly fine: number; readonly coarse: number };
  /** Of one end of an interval being wrong, whatever look it stops at. */
  readonly tail: number;
  /** Of an alarm, in either direction, where both sides are the same. */
  readonly quietLevel: number;
}

export const STANDARD_LOOKS: readonly number[] = [12, 24, 36, 48, 60, 84];

/**
 * A plan with the levels of this project that looks at these numbers of pairs.
 *
 * @throws RangeError without a look, or where they do not ascend.
 */
export const sequentialPlan = (looks: readonly number[] = STANDARD_LOOKS): SequentialPlan => ({
  looks,
  shares: spendAlpha(looks),
  alarmLevel: 0.01,
  familyLevel: { fine: 0.008, coarse: 0.002 },
  tail: 0.01,
  quietLevel: 0.001,
});

/** Pairs of a plan that is carried out to its end. */
export const lastLook = ({ looks }: SequentialPlan): number => looks.at(-1)!;
