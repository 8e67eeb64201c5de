import { describe, expect, test } from 'vitest';
import { boundProportion } from '../../src/statistics/bound-proportion.ts';

describe('bounds for a probability', () => {
  test('nothing in 300 trials is at most 1 % at the 95 % level, the rule of three', () => {
    const { low, high } = boundProportion(0, 300, 0.05);
    expect(low).toBe(0);
    expect(high).toBeCloseTo(1 - 0.05 ** (1 / 300), 10);
  });

  // Clopper and Pearson's own example: n = 10, x = 5, 95 % two-sided: 0.187 and 0.813.
  test('they are those that are published', () => {
    const { low, high } = boundProportion(5, 10, 0.025);
    expect(low).toBeCloseTo(0.1871, 4);
    expect(high).toBeCloseTo(0.8129, 4);
  });

  test('they mirror each other', () => {
    const one = boundProportion(3, 40, 0.01);
    const other = boundProportion(37, 40, 0.01);
    expect(other.low).toBeCloseTo(1 - one.high, 10);
    expect(other.high).toBeCloseTo(1 - one.low, 10);
  });

  test('everything leaves no room above', () => {
    expect(boundProportion(20, 20, 0.05).high).toBe(1);
    expect(boundProportion(20, 20, 0.05).low).toBeCloseTo(0.05 ** (1 / 20), 10);
  });

  test('more than was tried is refused', () => {
    expect(() => boundProportion(3, 2, 0.05)).toThrow('3 of 2');
  });
});
