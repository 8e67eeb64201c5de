import type { FailureKind } from '../jobs/job.ts';

/** Of a random number from 0 to below 1. */
export type Random = () => number;

interface Backoff {
  readonly baseMs: number;
  readonly mostMs: number;
}

/**
 * Between attempts of a job, whose requests the SDK has tried again by itself already; so longer than the SDK's own
 * (100 ms, 500 ms when throttled: `@smithy/core` retry/util-retry/constants.js).
 */
export const backoffs = {
  transient: { baseMs: 500, mostMs: 20_000 },
  throttling: { baseMs: 2_000, mostMs: 60_000 },
  resource: { baseMs: 2_000, mostMs: 30_000 },
} as const satisfies Partial<Record<FailureKind, Backoff>>;

/** "Full jitter": https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
const exponential = ({ baseMs, mostMs }: Backoff, failures: number, random: Random) =>
  random() * Math.min(mostMs, baseMs * 2 ** (failures - 1));

/** Longer by a step each time, and never less than half of it: memory is short until somebody else is done. */
const linear = ({ baseMs, mostMs }: Backoff, failures: number, random: Random) =>
  Math.min(mostMs, baseMs * failures) * (0.5 + random() / 2);

/**
 * Milliseconds to wait after so many failed attempts (from 1), the last of this kind; undefined where no other attempt
 * can help.
 */
export function delayBefore(kind: FailureKind, failures: number, random: Random): number | undefined {
  switch (kind) {
    case 'transient':
      return exponential(backoffs.transient, failures, random);
    case 'throttling':
      return exponential(backoffs.throttling, failures, random);
    case 'resource':
      return linear(backoffs.resource, failures, random);
    case 'data-quality':
    case 'permanent':
      return undefined;
    default:
      return kind satisfies never;
  }
}
