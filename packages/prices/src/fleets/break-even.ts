const STEPS = 200;

/** Where a concave function has its greatest value in [low, high]. */
function peakOf(value: (x: number) => number, range: { low: number; high: number }): number {
  let { high, low } = range;
  for (let step = 0; step < STEPS; step += 1) {
    const third = (high - low) / 3;
    if (value(low + third) < value(high - third)) low += third;
    else high -= third;
  }
  return (low + high) / 2;
}

/**
 * The smallest volume up to `most` at which Lambda costs as much as one machine; undefined where it never does. What is
 * saved is concave: Lambda's price falls by tiers, and a burstable machine's rises. With more machines it only gets worse
 * for them, as every one of them costs the same and Lambda's mean price falls.
 */
export function breakEvenBelow(most: number, savedAt: (volume: number) => number): number | undefined {
  const peak = peakOf(savedAt, { low: 0, high: most });
  const best = savedAt(most) > savedAt(peak) ? most : peak;
  if (savedAt(best) < 0) return undefined;
  let [low, high] = [0, best];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (savedAt(middle) < 0) low = middle;
    else high = middle;
  }
  return high;
}
