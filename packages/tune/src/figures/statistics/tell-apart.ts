import { halfBinomialCdf } from '@parquetry/bench/statistics';
import { mean } from './by-round.ts';
import { tReach } from './estimate-mean.ts';

/** What two settings scored in a round, the smaller the better. */
type Scores = ReadonlyMap<number, number>;

/** How scores of the same round are compared. */
export type Comparing =
  /** By the mean of the differences, with a t-interval: for what adds up, which is money. */
  | 'means'
  /** By the median of the differences, with an interval between order statistics: for times, whatever their distribution. */
  | 'medians';

function differences(one: Scores, other: Scores): number[] {
  return [...one].flatMap(([round, score]) => {
    const theirs = other.get(round);
    return theirs === undefined ? [] : [score - theirs];
  });
}

/** Whether so many of the differences are negative that by chance as many would be in no more than `tail` of all runs. */
function isMedianBelowZero(values: readonly number[], tail: number): boolean {
  const against = values.filter((value) => value >= 0).length;
  return values.length > 0 && halfBinomialCdf(values.length, against) <= tail;
}

function isMeanBelowZero(values: readonly number[], tail: number): boolean {
  const reach = tReach(values, 1 - 2 * tail);
  return reach !== undefined && mean(values) + reach < 0;
}

/** Common rounds without which nothing is told apart, however large the difference. */
export function roundsNeeded(by: Comparing, tail: number): number {
  switch (by) {
    case 'means':
      return 2;
    case 'medians':
      return Math.ceil(-Math.log2(tail));
    default:
      return by satisfies never;
  }
}

/**
 * Whether `one` is smaller than `other`, rounds being compared with themselves, with a chance of at most `tail` of saying so
 * of two that are the same. Differences of zero speak against it.
 */
export function isSmaller(one: Scores, other: Scores, by: Comparing, tail: number): boolean {
  const values = differences(one, other);
  switch (by) {
    case 'means':
      return isMeanBelowZero(values, tail);
    case 'medians':
      return isMedianBelowZero(values, tail);
    default:
      return by satisfies never;
  }
}
