import { BadInputError, StoreError } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failureKinds, type RunJob } from '../../src/index.ts';
import { settleWith } from '../../src/resilience/settle-job.ts';
import { aJob } from './support/a-job.ts';
import { nodeError, sdkError } from './support/aws-errors.ts';
import { failing, openTestResilience } from './support/failing-run.ts';

const job = aJob();
const never = new AbortController().signal;

describe('a job that is called off', () => {
  const reason = new Error('stop');

  it('rejects with the reason before it begins', async () => {
    const { resilience } = await openTestResilience();
    const { run, attempts } = failing();
    await expect(settleWith(run, { resilience })(job, AbortSignal.abort(reason))).rejects.toBe(reason);
    await expect(settleWith(run)(job, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(attempts).toEqual([]);
  });

  it('rejects with the reason while it runs, whatever it throws itself', async () => {
    const { resilience } = await openTestResilience();
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
    const { resilience, clock } = await openTestResilience();
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
          const { resilience, clock, events } = await openTestResilience({
            attempts,
            retries: { share: 0, reserve },
          });
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
