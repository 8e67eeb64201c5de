import type { Job, JobOutcome, RunJob, SettleJob } from '../jobs/job.ts';
import { BreakerOpenError } from './breaker-policy.ts';
import { type Classifier, causeChain, classifyFailure } from './classify-failure.ts';
import { type NextStep, nextStep } from './next-step.ts';
import type { Resilience } from './open-resilience.ts';
import { JobTimeoutError, stopWhenLate } from './stop-when-late.ts';
import { endFailed, tellFailure } from './tell-failure.ts';

export interface SettleOptions {
  /** Absent: each job is tried once, and whatever is wrong ends it. */
  readonly resilience?: Resilience;
  /** Where there is no resilience; it has one of its own. */
  readonly classifier?: Classifier;
}

/**
 * Carries out jobs to their end, one call each: converted, skipped because the source is gone, whoever named it, or
 * failed. Rejects with the reason of an abort and with nothing else.
 */
export function settleWith(run: RunJob, { resilience, classifier }: SettleOptions = {}): SettleJob {
  if (resilience) return (job, signal) => new Settlement(run, job, signal, resilience).end();
  return (job, signal) => tryOnce(run, job, signal, classifier);
}

async function tryOnce(
  run: RunJob,
  job: Job,
  signal: AbortSignal,
  classifier: Classifier | undefined,
): Promise<JobOutcome> {
  signal.throwIfAborted();
  try {
    const result = await run(job, { signal, attempt: 1 });
    return { status: 'converted', job, result, attempts: 1 };
  } catch (error) {
    signal.throwIfAborted();
    return endFailed(job, error, () => tellFailure(error, classifyFailure(error, classifier), 1));
  }
}

/** One job on its way to its end. */
class Settlement {
  readonly #run: RunJob;
  readonly #job: Job;
  readonly #signal: AbortSignal;
  readonly #resilience: Resilience;
  readonly #startedAt: number;
  #failures = 0;
  #waitedMs = 0;

  constructor(run: RunJob, job: Job, signal: AbortSignal, resilience: Resilience) {
    this.#run = run;
    this.#job = job;
    this.#signal = signal;
    this.#resilience = resilience;
    this.#startedAt = resilience.clock.now();
  }

  async end(): Promise<JobOutcome> {
    this.#signal.throwIfAborted();
    this.#resilience.budget.addJob();
    for (;;) {
      try {
        const result = await this.#attempt();
        return { status: 'converted', job: this.#job, result, attempts: this.#failures + 1 };
      } catch (error) {
        this.#signal.throwIfAborted();
        const outcome = await this.#recover(error);
        if (outcome) return outcome;
      }
    }
  }

  #leftMs(): number {
    const { clock, limits } = this.#resilience;
    return limits.timeoutMs - (clock.now() - this.#startedAt - this.#waitedMs);
  }

  #attempt() {
    const { clock, limits } = this.#resilience;
    const attempt = this.#failures + 1;
    return stopWhenLate((signal) => this.#run(this.#job, { signal, attempt }), {
      ms: Math.max(0, this.#leftMs()),
      late: () => new JobTimeoutError(limits.timeoutMs),
      clock,
      signal: this.#signal,
    });
  }

  /** Undefined: the job is to be tried again now. */
  async #recover(error: unknown): Promise<JobOutcome | undefined> {
    const { limits, budget, random, breakers, failed, classifier } = this.#resilience;
    const found = classifyFailure(error, classifier);
    const wasHeldBack = causeChain(error).some((link) => link instanceof BreakerOpenError);
    const next = nextStep(
      {
        kind: found.kind,
        failures: this.#failures + 1,
        leftMs: this.#leftMs(),
        waitedMs: this.#waitedMs,
        breaker: breakers.behind(error)?.health(),
        wasHeldBack,
      },
      limits,
      budget,
      random,
    );
    if (!wasHeldBack) failed(found.kind);
    if (next.step !== 'wait' && !wasHeldBack) this.#failures += 1;
    if (next.step === 'end') {
      return endFailed(this.#job, error, () => tellFailure(error, found, this.#failures, next.because));
    }
    await this.#pause(next, found);
    return undefined;
  }

  async #pause(next: Exclude<NextStep, { step: 'end' }>, { kind, code }: ReturnType<typeof classifyFailure>) {
    const { clock, observe } = this.#resilience;
    const job = this.#job;
    const { delayMs } = next;
    const startedAt = clock.now();
    switch (next.step) {
      case 'retry':
        observe({ kind: 'job-retried', job, attempt: this.#failures, failure: kind, code, delayMs });
        return clock.sleep(delayMs, this.#signal);
      case 'wait':
        observe({ kind: 'job-waiting', job, dependency: next.dependency, code, delayMs });
        await clock.sleep(delayMs, this.#signal);
        this.#waitedMs += clock.now() - startedAt;
        return;
      default:
        return next satisfies never;
    }
  }
}
