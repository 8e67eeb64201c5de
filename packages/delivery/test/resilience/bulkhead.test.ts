import { describe, expect, it } from 'vitest';
import { openBreaker } from './support/open-breaker.ts';

describe('a bulkhead', () => {
  it('lets no more requests through at once than it says, and the others in their turn', async () => {
    const { breaker } = await openBreaker({ requestsAtOnce: 3 });
    let underWay = 0;
    let most = 0;
    const request = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      return underWay;
    };
    const all = await Promise.all(Array.from({ length: 20 }, () => breaker.run(request)));
    expect(all).toHaveLength(20);
    expect(most).toBe(3);
  });

  it('lets those who wait for their turn go when they are called off', async () => {
    const { breaker } = await openBreaker({ requestsAtOnce: 1 });
    const first = Promise.withResolvers<string>();
    const running = breaker.run(() => first.promise);
    const abort = new AbortController();
    let asked = 0;
    const waiting = breaker.run(async () => {
      asked += 1;
    }, abort.signal);
    const reason = new Error('stop');
    abort.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    first.resolve('done');
    await running;
    await expect(breaker.run(async () => 'next')).resolves.toBe('next');
    expect(asked).toBe(0);
  });
});
