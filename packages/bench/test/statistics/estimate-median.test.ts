import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { estimateMedian, scaleEstimate } from '../../src/statistics/estimate-median.ts';

const TRUTHS = 20_000;

type Uniform = () => number;

const normal = (uniform: Uniform) =>
  Math.sqrt(-2 * Math.log1p(-uniform())) * Math.cos(2 * Math.PI * uniform());

/** Distributions whose median is known; the last two are like times on a machine that others use too. */
const DISTRIBUTIONS = {
  normal: { median: 0, draw: normal },
  'log-normal': { median: 1, draw: (uniform: Uniform) => Math.exp(normal(uniform)) },
  exponential: { median: Math.LN2, draw: (uniform: Uniform) => -Math.log1p(-uniform()) },
  // Two in five from 0 to 1, the others from 5 to 6: the median is the first sixth of the latter.
  bimodal: { median: 5 + 1 / 6, draw: (uniform: Uniform) => (uniform() < 0.4 ? 0 : 5) + uniform() },
  // One in ten is a spike: the median lies at 5 / 9 of the others.
  spiky: { median: 5 / 9, draw: (uniform: Uniform) => (uniform() < 0.1 ? 10 : 0) + uniform() },
} as const;

/** How often the interval of `n` samples holds the true median. */
function simulatedCoverage(name: keyof typeof DISTRIBUTIONS, n: number): number {
  const random = xoroshiro128plus(20_240 + n);
  const uniform = () => uniformFloat64(random);
  const { median, draw } = DISTRIBUTIONS[name];
  let hits = 0;
  for (let truth = 0; truth < TRUTHS; truth += 1) {
    const { low, high } = estimateMedian(Array.from({ length: n }, () => draw(uniform)));
    if (low <= median && median <= high) hits += 1;
  }
  return hits / TRUTHS;
}

describe('estimateMedian', () => {
  const names = Object.keys(DISTRIBUTIONS) as (keyof typeof DISTRIBUTIONS)[];
  it.each(names.flatMap((name) => [2, 6, 9, 30].map((n) => [name, n] as const)))(
    'of %s samples holds the true median as often as it says (n = %i)',
    (name, n) => {
      const { confidence } = estimateMedian(Array.from({ length: n }, (_, index) => index));
      const standardError = Math.sqrt((confidence * (1 - confidence)) / TRUTHS);
      expect(Math.abs(simulatedCoverage(name, n) - confidence)).toBeLessThan(4 * standardError);
    },
  );

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
