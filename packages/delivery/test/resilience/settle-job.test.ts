import { BadInputError, StoreError } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DeliveryEvent, type FailureKind, failureKinds, type RunJob } from '../../src/index.ts';
import { openResilience, type ResilienceSettings } from '../../src/resilience/open-resilience.ts';
import { settleWith } from '../../src/resilience/settle-job.ts';
import { aJob, aResult } from './support/a-job.ts';
import { nodeError, sdkError } from './support/aws-errors.ts';
import { virtualClock } from './support/virtual-clock.ts';

const job = aJob();
const never = new AbortController().signal;

const setUp = async (settings: Partial<ResilienceSettings> = {}) => {
  const clock = virtualClock();
  const events: DeliveryEvent[] = [];
  const resilience = await openResilience(
    { attempts: 4, timeoutMs: 900_000, ...settings },
    { clock, random: () => 0.5, observe: (event) => events.push(event) },
  );
  return { clock, events, resilience };
};

/** Fails with each error in turn, and succeeds then; counts its attempts. */
const failing = (...errors: unknown[]) => {
  const attempts: number[] = [];
  const run: RunJob = async (_job, { attempt }) => {
    attempts.push(attempt);
    if (attempts.length <= errors.length) throw errors[attempts.length - 1];
    return aResult();
  };
  return { run, attempts };
};

describe('a job with resilience', () => {
  it('is converted by its first attempt', async () => {
    const { resilience, events, clock } = await setUp();
    const { run, attempts } = failing();
    const outcome = await settleWith(run, { resilience })(job, never);
    expect(outcome).toEqual({ status: 'converted', job, result: aResult(), attempts: 1 });
    expect(attempts).toEqual([1]);
    expect(events).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });

  it('is tried again after what passes by itself, later each time', async () => {
    const { resilience, events, clock } = await setUp();
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
      const { resilience, clock } = await setUp();
      await clock.drive(settleWith(failing(error).run, { resilience })(job, never));
      expect(clock.now()).toBe(delayMs);
    }
  });

  it.each([
    ['data', new BadInputError('a.csv row 1: bad'), 'data-quality', 'BadInputError'],
    ['a refusal', sdkError('AccessDenied', 403), 'permanent', 'AccessDenied'],
    ['a bug', new TypeError('bug'), 'permanent', 'TypeError'],
  ])('is not tried again because of %s', async (_name, error, kind, code) => {
    const { resilience, events } = await setUp();
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
    const { resilience, clock } = await setUp({ attempts: 3 });
    const { run, attempts } = failing(...Array.from({ length: 9 }, () => nodeError('EPIPE', 'broken pipe')));
    const outcome = await clock.drive(settleWith(run, { resilience })(job, never));
    expect(outcome).toMatchObject({
      status: 'failed',
      failure: { kind: 'transient', code: 'EPIPE', attempts: 3, message: 'broken pipe' },
    });
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('is skipped when its source is gone', async () => {
    const { resilience } = await setUp();
    const gone = new StoreError('not-found', job.source.ref, 'does not exist');
    const outcome = await settleWith(failing(gone).run, { resilience })(job, never);
    expect(outcome).toEqual({ status: 'skipped', job, because: 'gone' });
  });

  it('is not tried again when the retry budget is empty, and says so', async () => {
    const { resilience, clock } = await setUp({ retries: { share: 0.25, reserve: 1 } });
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
    const { resilience, clock } = await setUp({ timeoutMs: 1_000 });
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
    const { resilience, clock } = await setUp({ timeoutMs: 600 });
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

describe('a job that is called off', () => {
  const reason = new Error('stop');

  it('rejects with the reason before it begins', async () => {
    const { resilience } = await setUp();
    const { run, attempts } = failing();
    await expect(settleWith(run, { resilience })(job, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(settleWith(run)(job, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(attempts).toEqual([]);
  });

  it('rejects with the reason while it runs, whatever it throws itself', async () => {
    const { resilience } = await setUp();
    for (const options of [{ resilience }, {}]) {
      const abort = new AbortController();
      const run: RunJob = async () => {
        abort.abort(reason);
        throw nodeError('ECONNRESET');
      };
      await expect(settleWith(run, options)(job, abort.signal)).rejects.toBe(reason);
    }
  });

  it('rejects at once while it waits for another attempt', async () => {
    const { resilience, clock } = await setUp();
    const abort = new AbortController();
    const { run, attempts } = failing(nodeError('EPIPE'), nodeError('EPIPE'));
    const settling = settleWith(run, { resilience })(job, abort.signal);
    await clock.settle();
    abort.abort(reason);
    await expect(settling).rejects.toBe(reason);
    expect(attempts).toEqual([1]);
    expect(clock.now()).toBe(0);
    expect(clock.sleeping).toBe(0);
  });
});

describe('a job without resilience', () => {
  it('is tried once', async () => {
    const { run, attempts } = failing(nodeError('ECONNRESET', 'reset'));
    expect(await settleWith(run)(job, never)).toEqual({
      status: 'failed',
      job,
      failure: { kind: 'transient', code: 'ECONNRESET', attempts: 1, message: 'reset' },
    });
    expect(await settleWith(run)(job, never)).toMatchObject({ status: 'converted', attempts: 1 });
    expect(attempts).toEqual([1, 1]);
  });

  it('is skipped when its source is gone', async () => {
    const gone = new StoreError('not-found', job.source.ref, 'does not exist');
    expect(await settleWith(failing(gone).run)(job, never)).toMatchObject({ because: 'gone' });
  });

  it('asks the user’s own classifier as well', async () => {
    const settle = settleWith(failing(new TypeError('odd')).run, { classifier: () => 'data-quality' });
    expect(await settle(job, never)).toMatchObject({ failure: { kind: 'data-quality', code: 'TypeError' } });
  });
});

describe('a job whose every attempt fails', () => {
  const anyError = fc.constantFrom<unknown>(
    nodeError('EPIPE'),
    sdkError('SlowDown', 503),
    nodeError('ENOMEM'),
    new BadInputError('bad'),
    new TypeError('bug'),
    'no error at all',
  );

  it('ends exactly once, as failed, after as many attempts as it says and no more than it may have', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyError, { minLength: 8, maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(5),
        async (errors, attempts, reserve) => {
          const { resilience, clock, events } = await setUp({ attempts, retries: { share: 0, reserve } });
          const { run, attempts: made } = failing(...errors);
          let ends = 0;
          const settling = settleWith(run, { resilience })(job, never).then((outcome) => {
            ends += 1;
            return outcome;
          });
          const outcome = await clock.drive(settling);
          expect(outcome).toMatchObject({ status: 'failed', failure: { attempts: made.length } });
          expect(made.length).toBeLessThanOrEqual(Math.min(attempts, reserve + 1));
          expect(events.filter(({ kind }) => kind === 'job-retried')).toHaveLength(made.length - 1);
          expect(ends).toBe(1);
          expect(clock.sleeping).toBe(0);
          const { failures } = resilience.health();
          expect(failureKinds.reduce((sum, kind) => sum + failures[kind], 0)).toBe(made.length);
        },
      ),
      { numRuns: 50 },
    );
  });
});
