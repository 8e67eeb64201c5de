import type { Estimate } from '../record/estimate.ts';
import { median } from './median.ts';

const WANTED_COVERAGE = 0.95;

/** P(X ≤ k) for X ~ Binomial(n, ½), summed in logarithms so that no n overflows. */
export function halfBinomialCdf(n: number, k: number): number {
  let logTerm = -n * Math.LN2;
  let sum = 0;
  for (let i = 0; i <= k; i += 1) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1));
  }
  return sum;
}

/** Coverage of the interval from the `rank`-th smallest to the `rank`-th largest of `n` samples, rank from 1. */
const coverage = (n: number, rank: number) => Math.max(0, 1 - 2 * halfBinomialCdf(n, rank - 1));

/**
 * Median of the samples with the distribution-free interval between two order statistics: the narrowest symmetric one
 * that covers the true median in 95 % of all experiments, or the whole range where even that covers less (below six
 * samples). Source: David and Nagaraja, Order Statistics, 3rd edition, section 7.1.
 */
export function estimateMedian(values: readonly number[]): Estimate {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  let rank = 1;
  while (2 * (rank + 1) <= n && coverage(n, rank + 1) >= WANTED_COVERAGE) rank += 1;
  return {
    median: median(sorted),
    low: sorted[rank - 1]!,
    high: sorted[n - rank]!,
    confidence: coverage(n, rank),
    samples: n,
  };
}

/** The estimate of `factor × value`; the factor is a positive constant, not a measured quantity. */
export const scaleEstimate = (estimate: Estimate, factor: number): Estimate => ({
  ...estimate,
  median: estimate.median * factor,
  low: estimate.low * factor,
  high: estimate.high * factor,
});
