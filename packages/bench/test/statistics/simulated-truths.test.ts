import { describe, expect, it } from 'vitest';
import { hodgesLehmannBounds } from '../../src/statistics/estimate-shift.ts';
import { untiedRankSumCdf } from '../../src/statistics/signed-rank-distribution.ts';
import { signedRankTest } from '../../src/statistics/signed-rank-test.ts';
import { normal, shareOf, strays, TICKING, TRUTHS, UNCHANGED, wandering } from './support/truths.ts';

const PAIRS = 12;

/** What a test of untied pairs at this level really risks: rank sums are whole, so it rarely is the level itself. */
const riskAt = (level: number, pairs: number) => untiedRankSumCdf(pairs).findLast((p) => p <= level)!;

const alarms = (differences: readonly number[], level: number) =>
  signedRankTest(differences, { alternative: 'greater' }).pValue <= level;

const names = Object.keys(UNCHANGED) as (keyof typeof UNCHANGED)[];

describe.each(names)('of %s differences without a change', (name) => {
  const draw = UNCHANGED[name];

  it.each([0.05, 0.01])('the test alarms as often as it says at level %d', (level) => {
    const risk = riskAt(level, PAIRS);
    const found = shareOf(31, (uniform) => alarms(draw(uniform, PAIRS), level));
    expect(Math.abs(found - risk)).toBeLessThan(strays(risk));
  });

  it.each([0.05, 0.005])('each bound is wrong as often as it says at tail %d', (tail) => {
    const risk = riskAt(tail, PAIRS);
    let above = 0;
    const below = shareOf(32, (uniform) => {
      const { low, high } = hodgesLehmannBounds(draw(uniform, PAIRS), tail);
      if (low > 0) above += 1;
      return high < 0;
    });
    expect(Math.abs(below - risk)).toBeLessThan(strays(risk));
    expect(Math.abs(above / TRUTHS - risk)).toBeLessThan(strays(risk));
  });
});

describe('of differences that a coarse clock reads', () => {
  it('the test alarms no more often than it says', () => {
    const found = shareOf(33, (uniform) => alarms(TICKING(uniform, PAIRS), 0.05));
    expect(found).toBeLessThan(0.05 + strays(0.05));
    expect(found).toBeGreaterThan(0.03);
  });

  it('the bound is wrong no more often than it says', () => {
    const found = shareOf(34, (uniform) => hodgesLehmannBounds(TICKING(uniform, PAIRS), 0.05).high < 0);
    expect(found).toBeLessThan(0.05 + strays(0.05));
  });
});

describe('what pairing does not cure', () => {
  it('drift is taken for a slowdown where base always comes first', () => {
    const found = shareOf(35, (uniform) => {
      const differences = Array.from(
        { length: PAIRS },
        () => Math.LN2 / (2 * PAIRS) + 0.05 * normal(uniform),
      );
      return alarms(differences, 0.01);
    });
    expect(found).toBeGreaterThan(0.2);
  });

  it.each([
    [0.1, 0.02],
    [0.3, 0.05],
    [0.6, 0.13],
  ])(
    'luck that stays with one side from pair to pair (memory %d) alarms too often, in up to %d where 0.01 is asked for',
    (memory, bound) => {
      const found = shareOf(36, (uniform) => {
        const luck = wandering(uniform, memory);
        return alarms(Array.from({ length: 24 }, luck), 0.01);
      });
      expect(found).toBeLessThan(bound);
      expect(found).toBeGreaterThan(riskAt(0.01, 24) + strays(0.01));
    },
  );
});
