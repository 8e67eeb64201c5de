import { describe, expect, it } from 'vitest';
import { signedRankTest } from '../../src/statistics/signed-rank-test.ts';
import { overLooks, spendAlpha } from '../../src/statistics/spend-alpha.ts';
import { sum } from '../../src/statistics/sum.ts';
import { shareOf, strays, TRUTHS, UNCHANGED } from './support/truths.ts';

const LOOKS = [12, 24, 36, 48, 60, 84];
const LEVEL = 0.01;

describe('spendAlpha', () => {
  it('spends the whole level, and most of it late', () => {
    const shares = spendAlpha(LOOKS);
    expect(sum(shares)).toBeCloseTo(1, 12);
    expect(shares[0]).toBeCloseTo((12 / 84) ** 1.5, 12);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
  });

  it('spends evenly at exponent 1, and all of it at a single look', () => {
    expect(spendAlpha([10, 20, 40], 1)).toEqual([0.25, 0.25, 0.5]);
    expect(spendAlpha([30])).toEqual([1]);
  });

  it('refuses looks that do not ascend, and none', () => {
    expect(() => spendAlpha([])).toThrow('at least one look');
    for (const looks of [[0, 12], [24, 12], [12, 12], [Number.NaN]])
      expect(() => spendAlpha(looks)).toThrow('looks ascend from above 0');
  });
});

describe('overLooks', () => {
  const shares = [0.25, 0.25, 0.5];

  it('takes the look that says most for its share', () => {
    expect(overLooks([0.5, 0.002, 0.01], shares)).toBe(0.008);
    expect(overLooks([0.5], shares)).toBe(1);
  });

  it('never rises when another look is taken', () => {
    expect(overLooks([0.01, 0.9], shares)).toBe(overLooks([0.01], shares));
  });

  it('refuses p values without a share, none, and shares that spend more than there is', () => {
    expect(() => overLooks([], shares)).toThrow('0 p values of a test with 3 looks');
    expect(() => overLooks([1, 1, 1, 1], shares)).toThrow('4 p values of a test with 3 looks');
    expect(() => overLooks([1], [0.9, 0.2])).toThrow('at most 1 in all');
    expect(() => overLooks([1, 1], [1, 0])).toThrow('above 0');
  });

  it.each(['normal', 'spiky', 'drifting', 'autocorrelated'] as const)(
    'alarms in no more than the level over six looks at %s differences, where unadjusted looks do',
    (name) => {
      const weights = spendAlpha(LOOKS);
      let unadjusted = 0;
      const alarms = shareOf(21, (uniform) => {
        const differences = UNCHANGED[name](uniform, LOOKS.at(-1)!);
        const pValues = LOOKS.map(
          (look) => signedRankTest(differences.slice(0, look), { alternative: 'greater' }).pValue,
        );
        if (pValues.some((p) => p <= LEVEL)) unadjusted += 1;
        return overLooks(pValues, weights) <= LEVEL;
      });
      expect(alarms).toBeLessThan(LEVEL + strays(LEVEL));
      expect(unadjusted / TRUTHS).toBeGreaterThan(2 * LEVEL);
    },
  );
});
