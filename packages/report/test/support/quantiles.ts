import type { Distribution, Estimate } from '@parquetry/bench/record';
import { estimateMedian } from '@parquetry/bench/statistics';

/** P(X ≤ k) for X ~ Binomial(n, p). */
function binomialCdf(n: number, p: number, k: number): number {
  let logTerm = n * Math.log1p(-p);
  let sum = 0;
  for (let i = 0; i <= k; i += 1) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1)) + Math.log(p / (1 - p));
  }
  return sum;
}

const TAIL = 0.025;

function between(sorted: readonly number[], p: number): number {
  const place = (sorted.length - 1) * p;
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}

/** Quantile with its interval between order statistics; null where the samples are too few for one of 95 %. */
function quantileOf(values: readonly number[], p: number): Estimate | null {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  let below = -1;
  while (below + 1 < n && binomialCdf(n, p, below + 1) <= TAIL) below += 1;
  let above = 0;
  while (above < n && binomialCdf(n, p, above) < 1 - TAIL) above += 1;
  if (below < 0 || above + 1 > n) return null;
  return {
    median: between(sorted, p),
    low: sorted[below]!,
    high: sorted[above]!,
    confidence: 0.95,
    samples: n,
  };
}

/** Quantiles with their intervals, and the mean of what is left without the outer fifths. */
export function distributionOf(values: readonly number[]): Distribution {
  const sorted = values.toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length * 0.2);
  const kept = sorted.slice(cut, sorted.length - cut);
  return {
    p50: estimateMedian(values),
    p90: quantileOf(values, 0.9),
    p95: quantileOf(values, 0.95),
    p99: quantileOf(values, 0.99),
    trimmedMean: kept.reduce((sum, value) => sum + value, 0) / kept.length,
  };
}
