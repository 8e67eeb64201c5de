import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from '@smithy/types';
import { backoffMs, MOST_WAIT_MS } from './backoff.ts';

const tokenOf = (retry: number, delayMs: number): RetryToken => ({
  getRetryCount: () => retry,
  getRetryDelay: () => delayMs,
});

/** A success that the SDK could not read: the answer was cut on its way. */
export const isBrokenAnswer = (metadata: { readonly httpStatusCode?: number } | undefined): boolean =>
  metadata?.httpStatusCode !== undefined && metadata.httpStatusCode < 300;

/** `attempts` tries of whatever may pass by itself; the SDK waits the token's delay, abortably. */
export function retryStrategy(attempts: number, random: () => number, onRetry: () => void): RetryStrategyV2 {
  return {
    async acquireInitialRetryToken() {
      return tokenOf(0, 0);
    },
    async refreshRetryTokenForRetry(token, { error, errorType, retryAfterHint }: RetryErrorInfo) {
      const retry = token.getRetryCount();
      const mayPass =
        errorType === 'TRANSIENT' || errorType === 'THROTTLING' || isBrokenAnswer(error?.$metadata);
      if (!mayPass || retry + 1 >= attempts) throw new Error('no further try');
      onRetry();
      const askedMs = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now();
      const ownMs = backoffMs(retry, errorType === 'THROTTLING', random);
      return tokenOf(retry + 1, Math.max(ownMs, Math.min(askedMs, MOST_WAIT_MS)));
    },
    recordSuccess() {},
  };
}
