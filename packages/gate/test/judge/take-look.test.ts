import { describe, expect, it } from 'vitest';
import { ratioOf, takeLook } from '../../src/judge/take-look.ts';
import { logRatiosOf, PLAN } from './simulated.ts';

describe('a look', () => {
  it('tells head by base, with an interval whose ends spend the share of the look', () => {
    const { ratio } = takeLook(logRatiosOf(1.1, 0.02, 24), 1, PLAN);
    expect(ratio.tail).toBe(PLAN.tail * PLAN.shares[1]!);
    expect(ratio.pairs).toBe(24);
    expect(Math.abs(ratio.estimate - 1.1)).toBeLessThan(0.01);
    expect(ratio.low).toBeLessThan(ratio.estimate);
    expect(ratio.high).toBeGreaterThan(ratio.estimate);
  });

  it('has no ends where there are too few pairs to tell', () => {
    expect(ratioOf([0.1, 0.2], 0.001)).toMatchObject({ low: 0, high: null });
  });

  it('tests what is more than was accepted only where something was', () => {
    const slower = logRatiosOf(1.1, 0.02, 12);
    expect(takeLook(slower, 0, PLAN).pValueBeyondAccepted).toBeUndefined();
    expect(takeLook(slower, 0, PLAN, 0.05).pValueBeyondAccepted).toBeLessThan(0.001);
    expect(takeLook(slower, 0, PLAN, 0.2).pValueBeyondAccepted).toBe(1);
  });

  it('that the plan does not have is an error', () => {
    expect(() => takeLook([0.1], 6, PLAN)).toThrow('look 7 of a plan with 6');
  });
});
