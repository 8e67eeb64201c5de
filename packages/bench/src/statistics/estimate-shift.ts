import { sortFinite } from './finite-values.ts';
import { untiedRankSumCdf } from './signed-rank-distribution.ts';

export interface ShiftBounds {
  /** −Infinity where there are too few differences for the tail. */
  readonly low: number;
  /** Infinity where there are too few differences for the tail. */
  readonly high: number;
}

export interface Shift extends ShiftBounds {
  readonly estimate: number;
}

/** The means of all pairs of differences, each with itself too, ascending. */
function walshAverages(differences: readonly number[]): Float64Array {
  const sorted = sortFinite(differences, 'Hodges–Lehmann estimate');
  const n = sorted.length;
  const averages = new Float64Array((n * (n + 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i += 1) {
    for (let j = i; j < n; j += 1) {
      averages[at] = (sorted[i]! + sorted[j]!) / 2;
      at += 1;
    }
  }
  return averages.sort();
}

function middleOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
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

function boundsOf(averages: Float64Array, tail: number, n: number): ShiftBounds {
  if (!(tail > 0 && tail < 0.5)) throw new RangeError(`a tail of ${tail} is not between 0 and 0.5`);
  const rank = sumsWithin(tail, n);
  if (rank === 0) return { low: -Infinity, high: Infinity };
  return { low: averages[rank - 1]!, high: averages[averages.length - rank]! };
}

/**
 * The centre of symmetry of the differences: the median of their Walsh averages.
 * Source: J. L. Hodges and E. L. Lehmann, Estimates of location based on rank tests, Annals of Mathematical Statistics 34
 * (1963), 598–611.
 *
 * @throws RangeError without a difference, or where one is not finite.
 */
export const hodgesLehmann = (differences: readonly number[]): number => middleOf(walshAverages(differences));

/**
 * Two one-sided bounds of the centre of symmetry, each wrong with probability `tail` or less: the shifts that the exact
 * signed-rank test does not reject. With ties they are wrong less often than that.
 * Source: J. W. Tukey, The simplest signed-rank tests, Princeton Memorandum Report 17 (1949); Hollander, Wolfe and Chicken,
 * Nonparametric Statistical Methods, 3rd edition, section 3.3.
 *
 * @param tail above 0, below ½.
 */
export const hodgesLehmannBounds = (differences: readonly number[], tail: number): ShiftBounds =>
  boundsOf(walshAverages(differences), tail, differences.length);

/** {@link hodgesLehmann} and {@link hodgesLehmannBounds} from one sort. */
export function estimateShift(differences: readonly number[], tail: number): Shift {
  const averages = walshAverages(differences);
  return { estimate: middleOf(averages), ...boundsOf(averages, tail, differences.length) };
}
