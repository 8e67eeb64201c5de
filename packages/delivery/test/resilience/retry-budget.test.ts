import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetryBudget } from '../../src/resilience/retry-budget.ts';

describe('the retry budget', () => {
  it('never gives more retries than its reserve and its share of the jobs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        fc.array(fc.boolean(), { maxLength: 400 }),
        (reserve, share, steps) => {
          const budget = new RetryBudget({ reserve, share });
          let jobs = 0;
          let retries = 0;
          for (const isJob of steps) {
            if (isJob) {
              budget.addJob();
              jobs += 1;
            } else if (budget.takeRetry()) retries += 1;
            expect(retries).toBeLessThanOrEqual(reserve + share * jobs + 1e-9);
            expect(budget.left).toBeGreaterThanOrEqual(0);
            expect(budget.left).toBeLessThanOrEqual(reserve);
          }
        },
      ),
    );
  });

  it('is full at first, runs dry, and fills up again with jobs', () => {
    const budget = new RetryBudget({ reserve: 2, share: 0.25 });
    expect(budget.left).toBe(2);
    expect([budget.takeRetry(), budget.takeRetry(), budget.takeRetry()]).toEqual([true, true, false]);
    for (let job = 0; job < 3; job += 1) budget.addJob();
    expect(budget.takeRetry()).toBe(false);
    budget.addJob();
    expect(budget.takeRetry()).toBe(true);
  });
});
