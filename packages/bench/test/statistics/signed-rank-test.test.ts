import wilcoxon from '@stdlib/stats-wilcoxon';
import { describe, expect, it } from 'vitest';
import { rankSumCdf, untiedRankSumCdf } from '../../src/statistics/signed-rank-distribution.ts';
import { type Alternative, signedRankTest } from '../../src/statistics/signed-rank-test.ts';
import { pByAllSigns } from './support/all-signs.ts';
import { normal, uniformOf } from './support/truths.ts';

const ALTERNATIVES: readonly Alternative[] = ['greater', 'less', 'two-sided'];

/** The largest rank sum that a one-sided test at this level still rejects. */
const criticalValue = (n: number, level: number) =>
  untiedRankSumCdf(n).findLastIndex((probability) => probability <= level);

describe('the distribution of the rank sum', () => {
  // F. Wilcoxon and R. A. Wilcox, Some Rapid Approximate Statistical Procedures, 1964; 2.5 %: OEIS A226330.
  it.each([
    [10, [10, 8, 5, 3]],
    [11, [13, 10, 7, 5]],
    [12, [17, 13, 9, 7]],
    [13, [21, 17, 12, 9]],
    [14, [25, 21, 15, 12]],
    [15, [30, 25, 19, 15]],
    [16, [35, 29, 23, 19]],
    [17, [41, 34, 27, 23]],
    [18, [47, 40, 32, 27]],
    [19, [53, 46, 37, 32]],
    [20, [60, 52, 43, 37]],
  ])('has the published critical values for %i pairs', (n, published) => {
    expect([0.05, 0.025, 0.01, 0.005].map((level) => criticalValue(n, level))).toEqual(published);
  });

  it.each([
    [30, 137],
    [40, 264],
    [50, 434],
    [60, 648],
  ])('has the published critical value at 2.5 % for %i pairs', (n, published) => {
    expect(criticalValue(n, 0.025)).toBe(published);
  });

  it('keeps the smallest probabilities exact at 200 pairs', () => {
    const cdf = untiedRankSumCdf(200);
    expect([cdf[0], cdf[1], cdf[3]]).toEqual([2 ** -200, 2 * 2 ** -200, 5 * 2 ** -200]);
    expect(cdf.at(-1)).toBeCloseTo(1, 12);
    expect(cdf[(cdf.length - 1) / 2 - 1]! + cdf[(cdf.length - 1) / 2]!).toBeCloseTo(1, 12);
  });

  it('holds nothing but the sum 0 for no ranks', () => {
    expect([...rankSumCdf([])]).toEqual([1]);
  });
});

describe('signedRankTest', () => {
  // Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd edition, table 3.1 and example 3.1.
  it('agrees with the worked example of the Hamilton depression scale', () => {
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const differences = after.map((value, patient) => value - before[patient]!);
    const found = signedRankTest(differences, { alternative: 'less' });
    expect(found).toEqual({ pValue: 10 / 512, statistic: 5, pairs: 9 });
  });

  it('agrees with every choice of signs, ties and zeros included', () => {
    const uniform = uniformOf(1);
    for (let round = 0; round < 300; round += 1) {
      const n = 1 + Math.floor(9 * uniform());
      const differences = Array.from({ length: n }, () => Math.round(2 * normal(uniform)));
      const { greater, less } = pByAllSigns(differences);
      const p = (alternative: Alternative) => signedRankTest(differences, { alternative }).pValue;
      expect(p('greater')).toBeCloseTo(greater, 12);
      expect(p('less')).toBeCloseTo(less, 12);
      expect(p('two-sided')).toBeCloseTo(Math.min(1, 2 * greater, 2 * less), 12);
    }
  });

  it.each(ALTERNATIVES)('agrees with another implementation where nothing is tied (%s)', (alternative) => {
    const uniform = uniformOf(2);
    for (const n of [2, 5, 12, 24, 50]) {
      const differences = Array.from({ length: n }, () => normal(uniform) + 0.2);
      const other = wilcoxon(differences, { alternative, exact: true });
      const found = signedRankTest(differences, { alternative });
      expect(found.statistic).toBe(other.statistic);
      expect(found.pValue).toBeCloseTo(Math.min(1, other.pValue), 10);
    }
  });

  it('comes close to another implementation’s normal approximation where much is tied', () => {
    const uniform = uniformOf(3);
    for (let round = 0; round < 20; round += 1) {
      const differences = Array.from({ length: 100 }, () => Math.round(3 * normal(uniform) + 0.3));
      const other = wilcoxon(differences, { alternative: 'greater', zeroMethod: 'pratt' });
      const found = signedRankTest(differences, { alternative: 'greater' });
      expect(Math.abs(found.pValue - other.pValue)).toBeLessThan(0.005);
    }
  });

  it('ranks zeros and then leaves them out, so that small differences weigh less than without them', () => {
    const found = signedRankTest([0, 0, -1, 2, 3], { alternative: 'greater' });
    expect(found).toEqual({ pValue: 2 / 8, statistic: 9, pairs: 3 });
    expect(signedRankTest([0, -0, 5], { alternative: 'greater' })).toMatchObject({ pValue: 0.5, pairs: 1 });
  });

  it('knows nothing against no change where nothing differs', () => {
    for (const alternative of ALTERNATIVES)
      expect(signedRankTest([0, 0, 0], { alternative })).toEqual({ pValue: 1, statistic: 0, pairs: 0 });
  });

  it('refuses an empty comparison, and differences that are no numbers', () => {
    expect(() => signedRankTest([], { alternative: 'greater' })).toThrow('signed-rank test of no values');
    expect(() => signedRankTest([1, Number.NaN], { alternative: 'greater' })).toThrow(
      'signed-rank test: value 2 of 2 is NaN',
    );
    expect(() => signedRankTest([-Infinity], { alternative: 'less' })).toThrow(RangeError);
  });
});
