import type { BreakerState } from '../observe/delivery-event.ts';

/** When a dependency is left in peace, and for how long. */
export interface BreakerPolicy {
  /** It opens when so many requests in a row fail, … */
  readonly failuresInARow: number;
  /** … or more than this share of the last ones. */
  readonly failingShare: number;
  /** So many requests are looked back at. */
  readonly window: number;
  /** Fewer say nothing. */
  readonly leastRequests: number;
  /** How long it is open at first; twice as long each time the probes fail. */
  readonly openMs: number;
  readonly mostOpenMs: number;
  /** Requests that are let through when it is half open; it closes unless half of them fail. */
  readonly probes: number;
  /** Bulkhead: requests not yet answered, at most; others wait for their turn. */
  readonly requestsAtOnce: number;
}

/** Where one request in five fails by chance, it opens once in some 400,000; where one in four does, in 40,000. */
export const defaultBreakerPolicy: BreakerPolicy = {
  failuresInARow: 8,
  failingShare: 0.5,
  window: 50,
  leastRequests: 20,
  openMs: 1_000,
  mostOpenMs: 30_000,
  probes: 3,
  requestsAtOnce: 64,
};

/** Plain data. */
export interface BreakerHealth {
  readonly dependency: string;
  readonly state: BreakerState;
  /** Until the next probe is let through; 0 unless the breaker is open. */
  readonly retryInMs: number;
  /** How often it has opened so far. */
  readonly opened: number;
  /** Requests that failed for the dependency's own reasons so far. */
  readonly failures: number;
}

/** The dependency has not been asked, because it failed too often a moment ago. */
export class BreakerOpenError extends Error {
  readonly dependency: string;
  readonly retryInMs: number;

  constructor(dependency: string, retryInMs: number) {
    const seconds = Math.ceil(retryInMs / 1000);
    super(
      `'${dependency}' was not asked: most of its last requests failed; it is asked again in ${seconds} s`,
    );
    this.name = 'BreakerOpenError';
    this.dependency = dependency;
    this.retryInMs = retryInMs;
  }
}
