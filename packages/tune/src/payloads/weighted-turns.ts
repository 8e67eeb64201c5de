/**
 * The turn of each of some weights, `count` times: every beginning of it holds each as near to its share as whole numbers
 * allow, so sizes that get few samples get the same mixture as those with many. Source: smooth weighted round-robin.
 */
export function weightedTurns(weights: readonly number[], count: number): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const credit = weights.map(() => 0);
  return Array.from({ length: count }, () => {
    for (const [index, weight] of weights.entries()) credit[index]! += weight;
    const next = credit.indexOf(Math.max(...credit));
    credit[next]! -= total;
    return next;
  });
}
