import { BadInputError, StoreError } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import type { FailureKind, RunJob } from '../../src/index.ts';
import { openResilience } from '../../src/resilience/open-resilience.ts';
import { settleWith } from '../../src/resilience/settle-job.ts';
import { aJob, aResult } from './support/a-job.ts';
import { nodeError, sdkError } from './support/aws-errors.ts';
import { failing, openTestResilience } from './support/failing-run.ts';
import { virtualClock } from './support/virtual-clock.ts';

const job = aJob();
const never = new AbortController().signal;

describe('a job with resilience', () => {
  it('is converted by its first attempt', async () => {
    const { resilience, events, clock } = await openTestResilience();
    const { run, attempts } = failing();
    const outcome = await settleWith(run, { resilience })(job, never);
    expect(outcome).toEqual({ status: 'converted', job, result: aResult(), attempts: 1 });
    expect(attempts).toEqual([1]);
    expect(events).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });

  it('is tried again after what passes by itself, later each time', async () => {
    const { resilience, events, clock } = await openTestResilience();
    const { run, attempts } = failing(nodeError('ECONNRESET'), nodeError('EPIPE'));
    const outcome = await clock.drive(settleWith(run, { resilience })(job, never));
    expect(outcome).toMatchObject({ status: 'converted', attempts: 3 });
    expect(attempts).toEqual([1, 2, 3]);
    expect(events).toEqual([
      { kind: 'job-retried', job, attempt: 1, failure: 'transient', code: 'ECONNRESET', delayMs: 250 },
      { kind: 'job-retried', job, attempt: 2, failure: 'transient', code: 'EPIPE', delayMs: 500 },
    ]);
    expect(clock.now()).toBe(750);
    expect(resilience.health()).toMatchObject({
      failures: { transient: 2 },
      retryBudget: { left: 98, of: 100 },
    });
  });

  it('waits longer when it was throttled, and longest when memory is short', async () => {
    for (const [error, delayMs] of [
      [sdkError('SlowDown', 503), 1_000],
      [nodeError('ENOMEM'), 1_500],
    ] as const) {
      const { resilience, clock } = await openTestResilience();
      await clock.drive(settleWith(failing(error).run, { resilience })(job, never));
      expect(clock.now()).toBe(delayMs);
    }
  });

  it.each([
    ['data', new BadInputError('a.csv row 1: bad'), 'data-quality', 'BadInputError'],
    ['a refusal', sdkError('AccessDenied', 403), 'permanent', 'AccessDenied'],
    ['a bug', new TypeError('bug'), 'permanent', 'TypeError'],
  ])('is not tried again because of %s', async (_name, error, kind, code) => {
    const { resilience, events } = await openTestResilience();
    const { run, attempts } = failing(error);
    const outcome = await settleWith(run, { resilience })(job, never);
    expect(outcome).toEqual({
      status: 'failed',
      job,
      failure: { kind, code, attempts: 1, message: error.message },
    });
    expect(attempts).toEqual([1]);
    expect(events).toEqual([]);
  });

  it('has failed when its attempts are used up', async () => {
    const { resilience, clock } = await openTestResilience({ attempts: 3 });
    const { run, attempts } = failing(...Array.from({ length: 9 }, () => nodeError('EPIPE', 'broken pipe')));
    const outcome = await clock.drive(settleWith(run, { resilience })(job, never));
    expect(outcome).toMatchObject({
      status: 'failed',
      failure: { kind: 'transient', code: 'EPIPE', attempts: 3, message: 'broken pipe' },
    });
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('is skipped when its source is gone', async () => {
    const { resilience } = await openTestResilience();
    const gone = new StoreError('not-found', job.source.ref, 'does not exist');
    const outcome = await settleWith(failing(gone).run, { resilience })(job, never);
    expect(outcome).toEqual({ status: 'skipped', job, because: 'gone' });
  });

  it('is not tried again when the retry budget is empty, and says so', async () => {
    const { resilience, clock } = await openTestResilience({ retries: { share: 0.25, reserve: 1 } });
    const settle = settleWith(failing(...Array.from({ length: 9 }, () => nodeError('EPIPE'))).run, {
      resilience,
    });
    const outcome = await clock.drive(settle(job, never));
    expect(outcome).toMatchObject({
      status: 'failed',
      failure: {
        attempts: 2,
        message:
          'EPIPE; not tried again: the retry budget is empty (25 % of all jobs); redrive it when less goes wrong',
      },
    });
  });

  it('has failed when its time is used up, however many attempts there were', async () => {
    const { resilience, clock } = await openTestResilience({ timeoutMs: 1_000 });
    const hanging: RunJob = (_job, { signal }) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('called off'))));
    const outcome = await clock.drive(settleWith(hanging, { resilience })(job, never));
    expect(outcome).toMatchObject({
      status: 'failed',
      failure: {
        kind: 'transient',
        code: 'JobTimeoutError',
        attempts: 1,
        message: 'the job did not end within its 1 s; give it more time, or split its source',
      },
    });
    expect(clock.now()).toBe(1_000);
  });

  it('is not tried again when there is no time left to wait for it', async () => {
    const { resilience, clock } = await openTestResilience({ timeoutMs: 600 });
    const { run } = failing(...Array.from({ length: 9 }, () => nodeError('EPIPE')));
    const outcome = await clock.drive(settleWith(run, { resilience })(job, never));
    expect(outcome).toMatchObject({
      failure: {
        attempts: 2,
        message: expect.stringMatching(/^EPIPE; not tried again: its .* min are used up$/),
      },
    });
    expect(clock.now()).toBe(250);
  });

  it('asks the user’s own classifier first', async () => {
    const clock = virtualClock();
    const classifier = (error: unknown): FailureKind | undefined =>
      error instanceof TypeError ? 'transient' : undefined;
    const resilience = await openResilience(
      { attempts: 4, timeoutMs: 900_000 },
      { clock, random: () => 0.5, classifier },
    );
    const outcome = await clock.drive(
      settleWith(failing(new TypeError('odd')).run, { resilience })(job, never),
    );
    expect(outcome).toMatchObject({ status: 'converted', attempts: 2 });
  });
});
