import padjust from '@stdlib/stats-padjust';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, holm } from '../../src/statistics/adjust-p-values.ts';
import { shareOf, strays, uniformOf } from './support/truths.ts';

/** Y. Benjamini and Y. Hochberg, JRSS B 57 (1995), section 4: treatments of myocardial infarction, ascending. */
const INFARCTION = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];

const upTo = (level: number, adjusted: readonly number[]) => adjusted.filter((p) => p <= level).length;

describe('holm', () => {
  it('rejects the three of the infarction example that hold under any dependence', () => {
    expect(upTo(0.05, holm(INFARCTION))).toBe(3);
  });

  it('adjusts in the given order, and never below a smaller p value', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    expect(adjusted.map((p) => Number(p.toFixed(10)))).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  // Five hypotheses, two of them far from true.
  it('is wrong about any true hypothesis in no more than the level', () => {
    const wrong = shareOf(11, (uniform) => {
      const adjusted = holm([1e-6 * uniform(), 1e-6 * uniform(), uniform(), uniform(), uniform()]);
      return adjusted.slice(2).some((p) => p <= 0.05);
    });
    expect(wrong).toBeLessThan(0.05 + strays(0.05));
    expect(wrong).toBeGreaterThan(1 - (1 - 0.05 / 3) ** 3 - strays(0.05));
  });
});

describe('benjaminiHochberg', () => {
  it('rejects the four of the infarction example', () => {
    const adjusted = benjaminiHochberg(INFARCTION);
    expect(upTo(0.05, adjusted)).toBe(4);
    expect(adjusted[3]).toBeCloseTo((15 / 4) * 0.0095, 12);
  });

  it('is wrong about no larger share of what it names than the level', () => {
    const uniform = uniformOf(12);
    const rounds = 4_000;
    let shares = 0;
    for (let round = 0; round < rounds; round += 1) {
      const adjusted = benjaminiHochberg(
        Array.from({ length: 10 }, (_, at) => (at < 5 ? 0.001 : 1) * uniform()),
      );
      const named = upTo(0.1, adjusted);
      if (named > 0) shares += upTo(0.1, adjusted.slice(5)) / named;
    }
    expect(shares / rounds).toBeLessThan(0.1);
    expect(shares / rounds).toBeGreaterThan(0.04);
  });
});

describe.each([
  ['holm', holm],
  ['bh', benjaminiHochberg],
] as const)('%s', (method, adjust) => {
  it('agrees with another implementation', () => {
    const uniform = uniformOf(13);
    for (let n = 1; n <= 40; n += 1) {
      const pValues = Array.from({ length: n }, () => Math.round(100 * uniform() ** 3) / 100);
      const other = padjust(pValues, method);
      for (const [at, p] of adjust(pValues).entries()) expect(p).toBeCloseTo(other[at]!, 12);
    }
  });

  it('leaves a single p value as it is, and nothing as nothing', () => {
    expect(adjust([0.03])).toEqual([0.03]);
    expect(adjust([])).toEqual([]);
  });

  it('refuses what is no probability', () => {
    for (const wrong of [-0.1, 1.1, Number.NaN])
      expect(() => adjust([0.5, wrong])).toThrow(`p value 2 of 2 is ${wrong}`);
  });
});
