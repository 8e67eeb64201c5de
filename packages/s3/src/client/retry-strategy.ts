import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';

const BASE_MS = 50;
const THROTTLED_BASE_MS = 500;
const MOST_MS = 20_000;

/** Full jitter: anything up to a limit that doubles by each retry (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/). */
export function backoffMs(retry: number, isThrottled: boolean, random: () => number): number {
  const limit = Math.min(MOST_MS, (isThrottled ? THROTTLED_BASE_MS : BASE_MS) * 2 ** retry);
  return Math.floor(random() * limit);
}

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
      const asked = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now();
      const delayMs = Math.max(
        backoffMs(retry, errorType === 'THROTTLING', random),
        Math.min(asked, MOST_MS),
      );
      return tokenOf(retry + 1, delayMs);
    },
    recordSuccess() {},
  };
}
