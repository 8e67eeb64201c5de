import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { estimateMedian, scaleEstimate } from '../../src/statistics/estimate-median.ts';

const TRUTHS = 20_000;

/** How often the interval of `n` skewed samples holds the true median, ln 2 of the exponential distribution. */
function simulatedCoverage(n: number): number {
  const random = xoroshiro128plus(20_240 + n);
  let hits = 0;
  for (let truth = 0; truth < TRUTHS; truth += 1) {
    const samples = Array.from({ length: n }, () => -Math.log1p(-uniformFloat64(random)));
    const { low, high } = estimateMedian(samples);
    if (low <= Math.LN2 && Math.LN2 <= high) hits += 1;
  }
  return hits / TRUTHS;
}

describe('estimateMedian', () => {
  it.each([2, 5, 6, 9, 15, 30])('with %i samples holds the true median as often as it says', (n) => {
    const { confidence } = estimateMedian(Array.from({ length: n }, (_, index) => index));
    const standardError = Math.sqrt((confidence * (1 - confidence)) / TRUTHS);
    expect(Math.abs(simulatedCoverage(n) - confidence)).toBeLessThan(4 * standardError);
  });

  it('covers at least 95 % from six samples on', () => {
    const confidences = Array.from(
      { length: 60 },
      (_, extra) => estimateMedian(Array(6 + extra).fill(1)).confidence,
    );
    expect(Math.min(...confidences)).toBeGreaterThanOrEqual(0.95);
    expect(estimateMedian([1, 2, 3, 4, 5]).confidence).toBeCloseTo(0.9375, 10);
  });

  it('takes the narrowest interval that still covers 95 %', () => {
    const { low, high, confidence } = estimateMedian([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect([low, high]).toEqual([2, 8]);
    expect(confidence).toBeCloseTo(1 - 2 * (10 / 512), 10);
  });

  it('claims nothing for a single sample', () => {
    expect(estimateMedian([7])).toEqual({ median: 7, low: 7, high: 7, confidence: 0, samples: 1 });
  });

  it('takes the middle between the two middle samples', () => {
    expect(estimateMedian([4, 1, 2, 10]).median).toBe(3);
  });

  it('refuses to speak about no samples', () => {
    expect(() => estimateMedian([])).toThrow(RangeError);
  });
});

it('scaling an estimate keeps its confidence and its samples', () => {
  const estimate = estimateMedian([1, 2, 3, 4, 5, 6]);
  expect(scaleEstimate(estimate, 2)).toEqual({ ...estimate, median: 7, low: 2, high: 12 });
});
