/** The p values' places, from the smallest p to the largest. Throws where one is no probability. */
function placesByP(pValues: readonly number[]): number[] {
  const wrong = pValues.findIndex((p) => !(p >= 0 && p <= 1));
  if (wrong >= 0) throw new RangeError(`p value ${wrong + 1} of ${pValues.length} is ${pValues[wrong]}`);
  return [...pValues.keys()].toSorted((a, b) => pValues[a]! - pValues[b]!);
}

/**
 * P values such that those up to α are together wrong with probability α or less, however they depend on each other; in
 * the given order. Source: S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of
 * Statistics 6 (1979), 65–70.
 */
export function holm(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  for (const [smaller, place] of placesByP(pValues).entries()) {
    largest = Math.max(largest, (pValues.length - smaller) * pValues[place]!);
    adjusted[place] = Math.min(1, largest);
  }
  return adjusted;
}

/**
 * P values such that of those up to α no more than the share α is expected to be wrong, where they are independent or
 * depend on each other positively; in the given order. Source: Y. Benjamini and Y. Hochberg, Controlling the false
 * discovery rate: a practical and powerful approach to multiple testing, JRSS B 57 (1995), 289–300.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const adjusted = new Array<number>(pValues.length);
  let smallest = 1;
  for (const [larger, place] of placesByP(pValues).toReversed().entries()) {
    const rank = pValues.length - larger;
    smallest = Math.min(smallest, (pValues.length / rank) * pValues[place]!);
    adjusted[place] = smallest;
  }
  return adjusted;
}
