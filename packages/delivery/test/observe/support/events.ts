import type { DeliveryEvent, FailureKind, JobResult } from '../../../src/index.ts';
import { aJob, aResult } from '../../resilience/support/a-job.ts';

type Ended = Extract<DeliveryEvent, { kind: 'job-ended' }>;

export const converted = (change: Partial<JobResult> = {}, more: Partial<Ended> = {}): Ended => ({
  kind: 'job-ended',
  outcome: { status: 'converted', job: aJob(), result: aResult(change), attempts: 1 },
  elapsedMs: 25,
  inFlight: 0,
  ...more,
});

export const failed = (kind: FailureKind = 'transient', code = 'EPIPE'): Ended => ({
  kind: 'job-ended',
  outcome: { status: 'failed', job: aJob(), failure: { kind, code, attempts: 4, message: 'broken pipe' } },
  elapsedMs: 3_000,
  inFlight: 0,
});

export const skipped = (because: 'finished' | 'gone'): Ended => ({
  kind: 'job-ended',
  outcome: { status: 'skipped', job: aJob(), because },
  elapsedMs: 0,
  inFlight: 0,
});

/** One of each kind of event. */
export const oneOfEach: readonly DeliveryEvent[] = [
  { kind: 'listed', objects: 3, bytes: 3_000, isAll: false },
  { kind: 'listed', objects: 5, bytes: 5_000, isAll: true },
  { kind: 'job-started', job: aJob(), inFlight: 2 },
  { kind: 'job-retried', job: aJob(), attempt: 1, failure: 'transient', code: 'EPIPE', delayMs: 12.3 },
  { kind: 'job-waiting', job: aJob(), dependency: 'output', code: 'BreakerOpenError', delayMs: 900 },
  converted(),
  failed(),
  skipped('gone'),
  skipped('finished'),
  { kind: 'breaker', dependency: 'output', state: 'open' },
  { kind: 'breaker', dependency: 'output', state: 'half-open' },
  { kind: 'breaker', dependency: 'output', state: 'closed' },
  { kind: 'bounds', filesInFlight: 4, because: 'memory' },
  { kind: 'source-changed', job: aJob(), was: 'v1', is: 'v2' },
  { kind: 'flushed', jobs: 500 },
];
