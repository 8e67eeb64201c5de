import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import { backoffMs, MOST_WAIT_MS } from './backoff.ts';

const tokenOf = (retry: number, delayMs: number): RetryToken => ({
  getRetryCount: () => retry,
  getRetryDelay: () => delayMs,
});

/** `attempts` tries of whatever may pass by itself; the SDK waits the token's delay, abortably. */
export function retryStrategy(attempts: number, random: () => number, onRetry: () => void): RetryStrategyV2 {
  return {
    async acquireInitialRetryToken() {
      return tokenOf(0, 0);
    },
    async refreshRetryTokenForRetry(token, { errorType, retryAfterHint }: RetryErrorInfo) {
      const retry = token.getRetryCount();
      const mayPass = errorType === 'TRANSIENT' || errorType === 'THROTTLING';
      if (!mayPass || retry + 1 >= attempts) throw new Error('no further try');
      onRetry();
      const askedMs = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now();
      const ownMs = backoffMs(retry, errorType === 'THROTTLING', random);
      return tokenOf(retry + 1, Math.max(ownMs, Math.min(askedMs, MOST_WAIT_MS)));
    },
    recordSuccess() {},
  };
}
