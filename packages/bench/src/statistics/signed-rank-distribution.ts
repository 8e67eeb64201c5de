/**
 * P(W ≤ w) by w, for the sum W of those of the ranks whose pair is positive, where each is so with probability ½.
 * The polynomial ∏ (1 + x^rank) / 2, one factor after the other: only positive terms are added, so that the smallest
 * probabilities are exact to rounding too. Source: Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd
 * edition, section 3.1, comments 5 and 9.
 *
 * @param ranks whole numbers from 1.
 */
export function rankSumCdf(ranks: readonly number[]): Float64Array {
  const most = ranks.reduce((total, rank) => total + rank, 0);
  const probabilities = new Float64Array(most + 1);
  probabilities[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= rank; sum -= 1)
      probabilities[sum] = (probabilities[sum]! + probabilities[sum - rank]!) / 2;
    for (let sum = rank - 1; sum >= 0; sum -= 1) probabilities[sum]! /= 2;
  }
  for (let sum = 1; sum <= most; sum += 1) probabilities[sum]! += probabilities[sum - 1]!;
  return probabilities;
}

const untied = new Map<number, Float64Array>();

/** The distribution of `n` pairs that all differ, and by different amounts: computed once for each `n`. */
export function untiedRankSumCdf(n: number): Float64Array {
  const known = untied.get(n);
  if (known !== undefined) return known;
  const cdf = rankSumCdf(Array.from({ length: n }, (_, index) => index + 1));
  untied.set(n, cdf);
  return cdf;
}
