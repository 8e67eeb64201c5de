import type { RetryErrorType } from '@smithy/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../src/client/backoff.ts';
import { retryStrategy } from '../src/client/retry-strategy.ts';

describe('the wait before another try', () => {
  it('is anything up to a limit that doubles, is ten times as long where throttled, and ends at 20 s', () => {
    const most = (retry: number, isThrottled: boolean) => backoffMs(retry, isThrottled, () => 1);
    expect([0, 1, 2, 3].map((retry) => most(retry, false))).toEqual([50, 100, 200, 400]);
    expect([0, 1, 2, 3].map((retry) => most(retry, true))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(most(30, false)).toBe(20_000);
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (retry, slow, chance) => {
          const waitMs = backoffMs(retry, slow, () => chance);
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(waitMs).toBeLessThanOrEqual(most(retry, slow));
        },
      ),
    );
  });
});

describe('the strategy that the SDK asks for tries', () => {
  const triesOf = async (attempts: number, errorType: RetryErrorType) => {
    let retries = 0;
    const strategy = retryStrategy(
      attempts,
      () => 0,
      () => {
        retries += 1;
      },
    );
    let token = await strategy.acquireInitialRetryToken('s3');
    try {
      for (;;) token = await strategy.refreshRetryTokenForRetry(token, { errorType });
    } catch {
      expect(token.getRetryCount()).toBe(retries);
      return retries + 1;
    }
  };

  it('grants as many as the settings say, of what may pass', async () => {
    expect(await triesOf(3, 'TRANSIENT')).toBe(3);
    expect(await triesOf(5, 'THROTTLING')).toBe(5);
    expect(await triesOf(1, 'TRANSIENT')).toBe(1);
    expect(await triesOf(5, 'CLIENT_ERROR')).toBe(1);
  });

  it('waits as long as S3 asks for, within reason', async () => {
    const strategy = retryStrategy(
      3,
      () => 0,
      () => {},
    );
    const delayMs = async (secondsAhead: number) => {
      const token = await strategy.acquireInitialRetryToken('s3');
      const retryAfterHint = new Date(Date.now() + secondsAhead * 1000);
      const next = await strategy.refreshRetryTokenForRetry(token, {
        errorType: 'THROTTLING',
        retryAfterHint,
      });
      return next.getRetryDelay();
    };
    expect(await delayMs(5)).toBeGreaterThan(4_000);
    expect(await delayMs(3_600)).toBe(20_000);
    expect(await delayMs(-5)).toBe(0);
  });
});
