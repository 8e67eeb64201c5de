import { describe, expect, it } from 'vitest';
import { estimateShift, hodgesLehmann, hodgesLehmannBounds } from '../../src/statistics/estimate-shift.ts';
import { signedRankTest } from '../../src/statistics/signed-rank-test.ts';
import { normal, uniformOf } from './support/truths.ts';

const walshAverages = (values: readonly number[]) =>
  values.flatMap((one, i) => values.slice(i).map((other) => (one + other) / 2)).toSorted((a, b) => a - b);

/** Of Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd edition, table 3.1. */
const HAMILTON = [-0.952, 0.147, -1.022, -0.43, -0.62, -0.59, -0.49, 0.08, -0.01];

describe('estimateShift', () => {
  // The same book's examples 3.3 and 3.4: an estimate of −.46, and the 96.1 % interval from −.786 to −.010.
  it('agrees with the worked example of the Hamilton depression scale', () => {
    const { estimate, high, low } = estimateShift(HAMILTON, 0.0196);
    expect([estimate, low, high].map((value) => Number(value.toFixed(3)))).toEqual([-0.46, -0.786, -0.01]);
  });

  it('finds the median of the Walsh averages', () => {
    const uniform = uniformOf(4);
    for (let n = 1; n <= 84; n += 1) {
      const values = Array.from({ length: n }, () => Math.round(20 * normal(uniform)));
      const averages = walshAverages(values);
      const middle = averages.length >> 1;
      const expected =
        averages.length % 2 === 1 ? averages[middle]! : (averages[middle - 1]! + averages[middle]!) / 2;
      expect(hodgesLehmann(values)).toBe(expected);
    }
  });

  it('bounds just what the signed-rank test does not reject', () => {
    const uniform = uniformOf(5);
    for (const n of [5, 6, 12, 24, 31]) {
      for (const tail of [0.4, 0.1, 0.05, 0.01, 0.0005]) {
        const values = Array.from({ length: n }, () => normal(uniform));
        const { low, high } = hodgesLehmannBounds(values, tail);
        const p = (alternative: 'greater' | 'less', shift: number) =>
          signedRankTest(
            values.map((value) => value - shift),
            { alternative },
          ).pValue;
        if (low === -Infinity) {
          expect(2 ** -n).toBeGreaterThan(tail);
          expect(high).toBe(Infinity);
          continue;
        }
        expect(p('greater', low - 1e-9)).toBeLessThanOrEqual(tail);
        expect(p('greater', low + 1e-9)).toBeGreaterThan(tail);
        expect(p('less', high + 1e-9)).toBeLessThanOrEqual(tail);
        expect(p('less', high - 1e-9)).toBeGreaterThan(tail);
      }
    }
  });

  it('says nothing about a bound that takes more differences', () => {
    expect(hodgesLehmannBounds([1, 2, 3, 4], 0.05)).toEqual({ low: -Infinity, high: Infinity });
    expect(hodgesLehmannBounds([1, 2, 3, 4, 5], 0.05)).toEqual({ low: 1, high: 5 });
  });

  it('finds a constant difference, and one alone', () => {
    expect(estimateShift(Array(12).fill(0.05), 0.01)).toEqual({ estimate: 0.05, low: 0.05, high: 0.05 });
    expect(estimateShift([3], 0.01)).toEqual({ estimate: 3, low: -Infinity, high: Infinity });
  });

  it('mirrors where the differences are mirrored', () => {
    const { estimate, high, low } = estimateShift(HAMILTON, 0.05);
    const mirrored = estimateShift(
      HAMILTON.map((value) => -value),
      0.05,
    );
    expect(mirrored).toEqual({ estimate: -estimate, low: -high, high: -low });
  });

  it('refuses no differences, those that are no numbers, and a tail that is none', () => {
    expect(() => hodgesLehmann([])).toThrow('Hodges–Lehmann estimate of no values');
    expect(() => estimateShift([Number.NaN], 0.05)).toThrow('value 1 of 1 is NaN');
    for (const tail of [0, 0.5, -1, Number.NaN])
      expect(() => estimateShift([1], tail)).toThrow('is not between 0 and 0.5');
  });
});
