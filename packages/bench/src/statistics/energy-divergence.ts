/** Where a run of values parts best in two: the first from `start` to `split`, the second from `split` to `end`. */
export interface Split {
  readonly split: number;
  readonly divergence: number;
}

/** Σ |x_i − x_j| over all i < a and j < b, at `a * (n + 1) + b`. */
function distanceSums(values: readonly number[]): Float64Array {
  const width = values.length + 1;
  const sums = new Float64Array(width * width);
  for (let a = 1; a < width; a += 1) {
    let row = 0;
    for (let b = 1; b < width; b += 1) {
      row += Math.abs(values[a - 1]! - values[b - 1]!);
      sums[a * width + b] = sums[(a - 1) * width + b]! + row;
    }
  }
  return sums;
}

/**
 * The split of the values whose two sides differ most in distribution, by the scaled energy distance
 * mn/(m+n) · (2 mean|X−Y| − mean|X−X′| − mean|Y−Y′|) between the first m values and the n that follow; the second side may
 * end before the values do, so that an excursion is seen that comes back. Source: D. S. Matteson and N. A. James, A
 * nonparametric approach for multiple change point analysis of multivariate data, JASA 109 (2014), 334–345, equations 5–7,
 * with exponent 1.
 *
 * @param shortest least number of values on either side, from 2.
 * @returns undefined where the values are too few for two sides.
 */
export function bestSplit(values: readonly number[], shortest: number): Split | undefined {
  const n = values.length;
  const width = n + 1;
  const sums = distanceSums(values);
  let best: Split | undefined;
  for (let split = shortest; split <= n - shortest; split += 1) {
    const within = sums[split * width + split]!;
    for (let end = split + shortest; end <= n; end += 1) {
      const right = end - split;
      const between = sums[split * width + end]! - within;
      const beyond = sums[end * width + end]! - 2 * sums[split * width + end]! + within;
      const distance =
        (2 * between) / (split * right) - within / (split * (split - 1)) - beyond / (right * (right - 1));
      const divergence = ((split * right) / end) * distance;
      if (best === undefined || divergence > best.divergence) best = { split, divergence };
    }
  }
  return best;
}
