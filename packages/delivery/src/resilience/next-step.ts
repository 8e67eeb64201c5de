import type { FailureKind } from '../jobs/job.ts';
import { delayBefore, type Random } from './backoff.ts';
import type { BreakerHealth } from './breaker-policy.ts';
import type { RetryBudget } from './retry-budget.ts';

export interface JobLimits {
  /** Attempts of a job, the first included. */
  readonly attempts: number;
  /** Of all attempts of a job together; waiting for a breaker is not counted. */
  readonly timeoutMs: number;
  /** So long, altogether, a job waits for dependencies whose breakers are open. */
  readonly outageMs: number;
}

/** What is known when an attempt has failed. */
export interface Setback {
  readonly kind: FailureKind;
  /** Attempts that failed, this one included. */
  readonly failures: number;
  /** Of the job's time. */
  readonly leftMs: number;
  /** Waited for breakers so far. */
  readonly waitedMs: number;
  /** The breaker that stands behind the failure. */
  readonly breaker: BreakerHealth | undefined;
  /** The request was not even sent. */
  readonly wasHeldBack: boolean;
}

export type NextStep =
  | { readonly step: 'retry'; readonly delayMs: number }
  /** The failure is the dependency's, not the job's. */
  | { readonly step: 'wait'; readonly dependency: string; readonly delayMs: number }
  /** `because`: follows the message of the failure. */
  | { readonly step: 'end'; readonly because: string };

/** Waiting always comes to an end, whatever a breaker says. */
const LEAST_WAIT_MS = 50;

const end = (because = ''): NextStep => ({
  step: 'end',
  because: because && `; not tried again: ${because}`,
});

const inMinutes = (ms: number) => `${Math.round(ms / 6_000) / 10} min`;

/** What becomes of a job whose attempt has failed. A retry is taken out of the budget. */
export function nextStep(
  { kind, failures, leftMs, waitedMs, breaker, wasHeldBack }: Setback,
  limits: JobLimits,
  budget: RetryBudget,
  random: Random,
): NextStep {
  if (breaker !== undefined && (breaker.state !== 'closed' || wasHeldBack)) {
    const { dependency } = breaker;
    const delayMs = Math.max(breaker.retryInMs, LEAST_WAIT_MS);
    if (waitedMs + delayMs <= limits.outageMs) return { step: 'wait', dependency, delayMs };
    return end(
      `'${dependency}' has been out of order for ${inMinutes(limits.outageMs)}; redrive it when it is back`,
    );
  }
  const delayMs = delayBefore(kind, failures, random);
  if (delayMs === undefined || failures >= limits.attempts || leftMs <= 0) return end();
  if (delayMs >= leftMs) return end(`its ${inMinutes(limits.timeoutMs)} are used up`);
  if (!budget.takeRetry()) {
    const percent = Math.round(budget.limits.share * 100);
    return end(`the retry budget is empty (${percent} % of all jobs); redrive it when less goes wrong`);
  }
  return { step: 'retry', delayMs };
}
