import { sortFinite } from './finite-values.ts';
import { selectInPlace } from './select-in-place.ts';
import { untiedRankSumCdf } from './signed-rank-distribution.ts';

/** The estimate does not depend on it. */
const ANY_TAIL = 0.25;

export interface ShiftBounds {
  /** −Infinity where there are too few differences for the tail. */
  readonly low: number;
  /** Infinity where there are too few differences for the tail. */
  readonly high: number;
}

export interface Shift extends ShiftBounds {
  readonly estimate: number;
}

/** The means of all pairs of differences, each with itself too, in no order. */
function walshAverages(differences: readonly number[]): Float64Array {
  const finite = sortFinite(differences, 'Hodges–Lehmann estimate');
  const n = finite.length;
  const averages = new Float64Array((n * (n + 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = i; j < n; j += 1) {
      averages[at] = (finite[i]! + finite[j]!) / 2;
      at += 1;
    }
  }
  return averages;
}

/** How many of the lowest rank sums are together no more probable than `tail`. */
function sumsWithin(tail: number, n: number): number {
  const cdf = untiedRankSumCdf(n);
  let [low, high] = [0, cdf.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cdf[middle]! <= tail) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The centre of symmetry of the differences, the median of their Walsh averages, with two one-sided bounds, each wrong with
 * probability `tail` or less: the shifts that the exact signed-rank test does not reject. With ties they are wrong less
 * often than that. Sources: J. L. Hodges and E. L. Lehmann, Estimates of location based on rank tests, Annals of
 * Mathematical Statistics 34 (1963), 598–611; the bounds, Tukey's: Hollander, Wolfe and Chicken, Nonparametric Statistical
 * Methods, 3rd edition, section 3.3.
 *
 * @param tail above 0, below ½.
 * @throws RangeError without a difference, or where one is not finite.
 */
export function estimateShift(differences: readonly number[], tail: number): Shift {
  if (!(tail > 0 && tail < 0.5)) throw new RangeError(`a tail of ${tail} is not between 0 and 0.5`);
  const values = walshAverages(differences);
  const end = values.length;
  const middle = (end - 1) >> 1;
  const atMiddle = selectInPlace({ values, start: 0, end }, middle);
  const nextToMiddle =
    end % 2 === 1 ? atMiddle : selectInPlace({ values, start: middle + 1, end }, middle + 1);
  const estimate = (atMiddle + nextToMiddle) / 2;
  const rank = sumsWithin(tail, differences.length);
  if (rank === 0) return { estimate, low: -Infinity, high: Infinity };
  return {
    estimate,
    low: selectInPlace({ values, start: 0, end: middle + 1 }, rank - 1),
    high: selectInPlace({ values, start: middle, end }, end - rank),
  };
}

/** The estimate of {@link estimateShift} alone. */
export const hodgesLehmann = (differences: readonly number[]): number =>
  estimateShift(differences, ANY_TAIL).estimate;

/** The bounds of {@link estimateShift} alone. */
export function hodgesLehmannBounds(differences: readonly number[], tail: number): ShiftBounds {
  const { low, high } = estimateShift(differences, tail);
  return { low, high };
}
