import type { Estimate } from '../record/estimate.ts';
import { median } from './median.ts';

const TAIL = 0.025;

/** P(X = k) for X ~ Binomial(n, p), k from 0 to n, by logarithms so that no n overflows. */
function binomial(n: number, p: number): number[] {
  const probabilities: number[] = [];
  let logTerm = n * Math.log1p(-p);
  for (let k = 0; k <= n; k += 1) {
    probabilities.push(Math.exp(logTerm));
    logTerm += Math.log((n - k) / (k + 1)) + Math.log(p / (1 - p));
  }
  return probabilities;
}

/** The largest count of leading terms whose sum stays within a tail. */
function countWithin(probabilities: readonly number[]): number {
  let [count, sum] = [0, 0];
  for (const probability of probabilities) {
    sum += probability;
    if (sum > TAIL) return count;
    count += 1;
  }
  return count;
}

/**
 * A quantile with the distribution-free interval between two order statistics that leaves at most 2.5 % out on either side.
 * The value is the sample of nearest rank, for 0.5 the median. Source: David and Nagaraja, Order Statistics, 3rd edition,
 * section 7.1.
 *
 * @returns undefined where too few values reach beyond the quantile: 0.95 takes 72, 0.99 takes 368.
 */
export function estimateQuantile(values: readonly number[], p: number): Estimate | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  const probabilities = binomial(n, p);
  const low = countWithin(probabilities);
  const high = n + 1 - countWithin(probabilities.toReversed());
  if (low < 1 || high > n) return undefined;
  const covered = probabilities.slice(low, high).reduce((total, one) => total + one, 0);
  return {
    median: p === 0.5 ? median(sorted) : sorted[Math.ceil(p * n) - 1]!,
    low: sorted[low - 1]!,
    high: sorted[high - 1]!,
    confidence: covered,
    samples: n,
  };
}
