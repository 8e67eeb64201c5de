import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffs, delayBefore } from '../../src/resilience/backoff.ts';

const anyRandom = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const anyFailures = fc.integer({ min: 1, max: 100 });
const almostOne = () => 1 - Number.EPSILON;

describe('the delay before another attempt', () => {
  it.each(['transient', 'throttling'] as const)(
    'of %s failures lies below a bound that doubles up to its most',
    (kind) => {
      const { baseMs, mostMs } = backoffs[kind];
      fc.assert(
        fc.property(anyFailures, anyRandom, (failures, random) => {
          const delayMs = delayBefore(kind, failures, () => random)!;
          expect(delayMs).toBeGreaterThanOrEqual(0);
          expect(delayMs).toBeLessThanOrEqual(Math.min(mostMs, baseMs * 2 ** (failures - 1)));
        }),
      );
      expect(delayBefore(kind, 3, almostOne)).toBeCloseTo(4 * baseMs, 3);
      expect(delayBefore(kind, 3, () => 0)).toBe(0);
    },
  );

  it('of throttling is longer than of what passes by itself', () => {
    for (const failures of [1, 2, 5, 50]) {
      expect(delayBefore('throttling', failures, () => 0.5)).toBeGreaterThan(
        delayBefore('transient', failures, () => 0.5)!,
      );
    }
  });

  it('of short resources grows by the same step each time, and lies in the upper half of its bound', () => {
    const { baseMs, mostMs } = backoffs.resource;
    fc.assert(
      fc.property(anyFailures, anyRandom, (failures, random) => {
        const most = Math.min(mostMs, baseMs * failures);
        const delayMs = delayBefore('resource', failures, () => random)!;
        expect(delayMs).toBeGreaterThanOrEqual(most / 2);
        expect(delayMs).toBeLessThanOrEqual(most);
      }),
    );
    expect([1, 2, 3].map((failures) => delayBefore('resource', failures, () => 0))).toEqual([
      1_000, 2_000, 3_000,
    ]);
  });

  it.each(['data-quality', 'permanent'] as const)('does not exist where the failure is %s', (kind) => {
    expect(delayBefore(kind, 1, () => 0.5)).toBeUndefined();
  });
});
