import { describe, expect, it } from 'vitest';
import { studentT } from '../../src/statistics/student-t.ts';

describe('studentT', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, one tail of 0.025 and of 0.005.
  it.each([
    [0.95, 1, 12.706],
    [0.95, 2, 4.303],
    [0.95, 3, 3.182],
    [0.95, 4, 2.776],
    [0.95, 5, 2.571],
    [0.95, 10, 2.228],
    [0.95, 29, 2.045],
    [0.95, 100, 1.984],
    [0.99, 1, 63.657],
    [0.99, 4, 4.604],
    [0.99, 15, 2.947],
    [0.99, 30, 2.75],
  ])('is what the table says for %f and %i degrees of freedom', (coverage, df, tabulated) => {
    expect(studentT(coverage, df)).toBeCloseTo(tabulated, 3);
  });
});
