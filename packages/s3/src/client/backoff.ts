const BASE_MS = 50;
const THROTTLED_BASE_MS = 500;
export const MOST_WAIT_MS = 20_000;

/**
 * Full jitter: anything up to a limit that doubles with each retry.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function backoffMs(retry: number, isThrottled: boolean, random: () => number): number {
  const limit = Math.min(MOST_WAIT_MS, (isThrottled ? THROTTLED_BASE_MS : BASE_MS) * 2 ** retry);
  return Math.floor(random() * limit);
}
