/** How many retries there may be, whatever goes wrong. */
export interface RetryLimits {
  /** Retries for each job, on average. */
  readonly share: number;
  /** So many more, and no more than so many at once after a quiet time. */
  readonly reserve: number;
}

/** A retry costs five times what a success earns, and a hundred are there at first: the AWS SDK's rule, for jobs. */
const defaultRetryLimits: RetryLimits = { share: 0.2, reserve: 100 };

/**
 * A bucket of tokens: every job puts in `share`, every retry takes one out. Retries so are at most `reserve` +
 * `share` × jobs, and an outage is not met with many times the usual load. `@smithy/core` retry/util-retry/constants.js;
 * https://github.com/grpc/proposal/blob/master/A6-client-retries.md#throttling-retry-attempts-and-hedged-rpcs
 */
export class RetryBudget {
  readonly limits: RetryLimits;
  #tokens: number;

  constructor(limits: RetryLimits = defaultRetryLimits) {
    this.limits = limits;
    this.#tokens = limits.reserve;
  }

  /** Retries left. */
  get left(): number {
    return Math.floor(this.#tokens);
  }

  addJob(): void {
    this.#tokens = Math.min(this.limits.reserve, this.#tokens + this.limits.share);
  }

  /** False: there is no retry left. */
  takeRetry(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
