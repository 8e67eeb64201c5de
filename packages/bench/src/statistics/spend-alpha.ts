import { sum } from './sum.ts';

const ROUNDING = 1e-9;

/**
 * The share of the level that each look of a sequential test spends, of 1 in all: (n_k / N)^e − (n_{k−1} / N)^e.
 * Source: K. K. G. Lan and D. L. DeMets, Discrete sequential boundaries for clinical trials, Biometrika 70 (1983), 659–663;
 * the power family: K. Kim and D. L. DeMets, Biometrika 74 (1987), 149–154.
 *
 * @param looks sample counts at which the test may stop, ascending.
 * @throws RangeError without a look, or where they do not ascend.
 */
export function spendAlpha(looks: readonly number[], exponent = 1.5): number[] {
  const last = looks.at(-1);
  if (last === undefined) throw new RangeError('a sequential test needs at least one look');
  const before = looks.map((_, index) => (index === 0 ? 0 : looks[index - 1]!));
  if (!looks.every((look, index) => look > before[index]!))
    throw new RangeError(`looks ascend from above 0, these do not: ${looks.join(', ')}`);
  return looks.map((look, index) => (look / last) ** exponent - (before[index]! / last) ** exponent);
}

/**
 * One p value from those of the looks taken so far: the least p_k / w_k, no more than 1. At most α with probability α or
 * less wherever the test stops, because look k then holds a p of at most w_k α, and the shares sum to 1: Bonferroni's
 * inequality over looks, which asks nothing of how they depend on each other.
 *
 * @param pValues of the looks in order; fewer than shares where later ones were not taken.
 * @throws RangeError without a p value, with more of them than shares, or shares of more than 1 in all.
 */
export function overLooks(pValues: readonly number[], shares: readonly number[]): number {
  if (pValues.length === 0 || pValues.length > shares.length)
    throw new RangeError(`${pValues.length} p values of a test with ${shares.length} looks`);
  if (!shares.every((share) => share > 0) || sum(shares) > 1 + ROUNDING)
    throw new RangeError(`shares of a level are above 0 and at most 1 in all, not ${shares.join(', ')}`);
  return Math.min(1, ...pValues.map((p, look) => p / shares[look]!));
}
