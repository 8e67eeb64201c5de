import { describe, expect, it } from 'vitest';
import { expectedPairs, planMinutes } from '../../src/plan/plan-minutes.ts';
import { lastLook, STANDARD_LOOKS, sequentialPlan } from '../../src/plan/sequential-plan.ts';

describe('a sequential plan', () => {
  it('spends its levels over its looks, more of them later', () => {
    const { looks, shares } = sequentialPlan();
    expect(looks).toEqual([12, 24, 36, 48, 60, 84]);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  it('can be as short as one look', () => {
    expect(sequentialPlan([10])).toMatchObject({ looks: [10], shares: [1] });
  });

  it('that looks never, or back, is an error', () => {
    expect(() => sequentialPlan([])).toThrow(RangeError);
    expect(() => sequentialPlan([24, 12])).toThrow(RangeError);
    expect(() => sequentialPlan([0, 12])).toThrow(RangeError);
  });
});

describe('the minutes of a plan', () => {
  it('are expected from an unchanged benchmark, which is decided early', () => {
    const pairs = expectedPairs(sequentialPlan());
    expect(pairs).toBeGreaterThan(STANDARD_LOOKS[0]!);
    expect(pairs).toBeLessThan(STANDARD_LOOKS[2]!);
  });

  it('add up over units, and are at most those of the last look', () => {
    const plan = sequentialPlan();
    const msByUnit = new Map([
      ['a', 3000],
      ['b', 9000],
    ]);
    const { expectedMinutes, maximumMinutes } = planMinutes(plan, msByUnit);
    expect(maximumMinutes).toBeCloseTo((84 * 12_000) / 60_000, 9);
    expect(expectedMinutes).toBeCloseTo((expectedPairs(plan) * 12_000) / 60_000, 9);
    expect(expectedMinutes).toBeLessThan(maximumMinutes);
  });

  it('are those of the last look for a plan with one', () => {
    const plan = sequentialPlan([12]);
    expect(expectedPairs(plan)).toBe(lastLook(plan));
  });
});
