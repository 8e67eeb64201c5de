import type { FailureKind, Job, JobOutcome } from '../jobs/job.ts';

export type BreakerState = 'closed' | 'half-open' | 'open';

/** What goes on while jobs are carried out; logs, metrics and progress are made of it. */
export type DeliveryEvent =
  /** So many objects are known to be there now, filtered out ones not counted. */
  | { readonly kind: 'listed'; readonly objects: number; readonly bytes: number; readonly isAll: boolean }
  | { readonly kind: 'job-started'; readonly job: Job; readonly inFlight: number }
  | {
      readonly kind: 'job-retried';
      readonly job: Job;
      readonly attempt: number;
      readonly failure: FailureKind;
      readonly code: string;
      readonly delayMs: number;
    }
  /** A dependency does not answer: the job waits, and what failed so is no attempt of its own. */
  | {
      readonly kind: 'job-waiting';
      readonly job: Job;
      readonly dependency: string;
      readonly code: string;
      readonly delayMs: number;
    }
  | {
      readonly kind: 'job-ended';
      readonly outcome: JobOutcome;
      /** Waiting between attempts included. */
      readonly elapsedMs: number;
      readonly inFlight: number;
    }
  | { readonly kind: 'breaker'; readonly dependency: string; readonly state: BreakerState }
  | { readonly kind: 'bounds'; readonly filesInFlight: number; readonly because: string }
  | { readonly kind: 'source-changed'; readonly job: Job; readonly was: string; readonly is: string }
  | { readonly kind: 'flushed'; readonly jobs: number };

export type Observe = (event: DeliveryEvent) => void;
