import { bisect } from './bisect.ts';

/** P(X ≤ k) for X ~ Binomial(n, p), by logarithms so that no n overflows. */
function binomialCdf(k: number, n: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return k >= n ? 1 : 0;
  let logTerm = n * Math.log1p(-p);
  let sum = 0;
  for (let i = 0; i <= k; i += 1) {
    sum += Math.exp(logTerm);
    logTerm += Math.log((n - i) / (i + 1)) + Math.log(p / (1 - p));
  }
  return Math.min(1, sum);
}

/**
 * Bounds for the probability of what happened `successes` times in `trials` independent ones, each of them wrong with the
 * probability `tail` at most: 0 of 300 at 0.05 is at most 0.0099. Source: C. J. Clopper and E. S. Pearson, Biometrika 26
 * (1934), 404–413.
 *
 * @throws RangeError where more happened than was tried.
 */
export function boundProportion(
  successes: number,
  trials: number,
  tail: number,
): { readonly low: number; readonly high: number } {
  if (successes > trials) throw new RangeError(`${successes} of ${trials}`);
  const high = successes === trials ? 1 : bisect(0, 1, (p) => binomialCdf(successes, trials, p) > tail);
  const low = successes === 0 ? 0 : bisect(0, 1, (p) => 1 - binomialCdf(successes - 1, trials, p) < tail);
  return { low, high };
}
