import { type FailureKind, failureKinds } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import type { Random } from './backoff.ts';
import type { BreakerHealth, BreakerPolicy } from './breaker-policy.ts';
import { type Breakers, openBreakers } from './breakers.ts';
import type { Classifier } from './classify-failure.ts';
import { type Clock, systemClock } from './clock.ts';
import type { JobLimits } from './next-step.ts';
import { RetryBudget, type RetryLimits } from './retry-budget.ts';

export interface ResilienceSettings {
  readonly attempts: number;
  readonly timeoutMs: number;
  /** 10 minutes by default. */
  readonly outageMs?: number;
  readonly retries?: RetryLimits;
  /** Of those dependencies that need others than the default. */
  readonly breakers?: Readonly<Record<string, Partial<BreakerPolicy>>>;
}

export interface ResiliencePorts {
  readonly observe?: Observe;
  readonly classifier?: Classifier;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Plain data. */
export interface ResilienceHealth {
  readonly breakers: readonly BreakerHealth[];
  /** Attempts that failed so far. */
  readonly failures: Readonly<Record<FailureKind, number>>;
  /** Retries that may still be made, and that might be at most. */
  readonly retryBudget: { readonly left: number; readonly of: number };
}

/** What the jobs of a process share. */
export interface Resilience {
  readonly limits: JobLimits;
  readonly budget: RetryBudget;
  readonly breakers: Breakers;
  readonly classifier: Classifier | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly observe: Observe;
  /** An attempt has failed. */
  failed(kind: FailureKind): void;
  health(): ResilienceHealth;
}

const OUTAGE_MS = 10 * 60_000;

const noFailures = () =>
  Object.fromEntries(failureKinds.map((kind) => [kind, 0])) as Record<FailureKind, number>;

export async function openResilience(
  { attempts, timeoutMs, outageMs = OUTAGE_MS, retries, breakers: policies = {} }: ResilienceSettings,
  { observe = () => {}, classifier, clock = systemClock, random = Math.random }: ResiliencePorts = {},
): Promise<Resilience> {
  const ports = { clock, random, observe, ...(classifier && { classifier }) };
  const breakers = await openBreakers(policies, ports);
  const budget = new RetryBudget(retries);
  const failures = noFailures();
  return {
    limits: { attempts, timeoutMs, outageMs },
    budget,
    breakers,
    classifier,
    clock,
    random,
    observe,
    failed: (kind) => {
      failures[kind] += 1;
    },
    health: () => ({
      breakers: breakers.health(),
      failures: { ...failures },
      retryBudget: { left: budget.left, of: budget.limits.reserve },
    }),
  };
}
