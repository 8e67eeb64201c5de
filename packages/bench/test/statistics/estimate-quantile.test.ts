import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { estimateMedian } from '../../src/statistics/estimate-median.ts';
import { estimateQuantile } from '../../src/statistics/estimate-quantile.ts';

const TRUTHS = 20_000;

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

describe('a quantile', () => {
  it.each([
    [0.9, 36],
    [0.95, 72],
    [0.99, 368],
  ])('%s has an interval from %i values on', (p, fewest) => {
    expect(estimateQuantile(upTo(fewest - 1), p)).toBe(undefined);
    expect(estimateQuantile(upTo(fewest), p)).toMatchObject({ high: fewest, samples: fewest });
  });

  it('is the value of nearest rank, between the bounds of its interval', () => {
    const { confidence, high, low, median } = estimateQuantile(upTo(200), 0.95)!;
    expect(median).toBe(190);
    expect(low).toBeLessThan(190);
    expect(high).toBeGreaterThan(190);
    expect(confidence).toBeGreaterThanOrEqual(0.95);
  });

  it('of a half is the median with its interval', () => {
    for (const n of [6, 7, 20, 81])
      expect(estimateQuantile(upTo(n), 0.5)).toMatchObject({
        median: estimateMedian(upTo(n)).median,
        low: estimateMedian(upTo(n)).low,
        high: estimateMedian(upTo(n)).high,
      });
  });

  it('lies within its interval in 95 % of all experiments', () => {
    const random = xoroshiro128plus(1);
    const truth = -Math.log(1 - 0.95);
    let covered = 0;
    for (let run = 0; run < TRUTHS; run += 1) {
      const values = Array.from({ length: 100 }, () => -Math.log1p(-uniformFloat64(random)));
      const { high, low } = estimateQuantile(values, 0.95)!;
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / TRUTHS).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / TRUTHS));
  });
});
