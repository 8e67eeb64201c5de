import { collectBytes, memoryStore, type ObjectStore, StoreError } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeliveryEvent, JobOutcome, RunJob } from '../../src/index.ts';
import { openResilience, type ResilienceSettings } from '../../src/resilience/open-resilience.ts';
import { resilientStore } from '../../src/resilience/resilient-store.ts';
import { settleWith } from '../../src/resilience/settle-job.ts';
import { aJob, aResult } from './support/a-job.ts';
import { sdkError } from './support/aws-errors.ts';
import { virtualClock } from './support/virtual-clock.ts';

const never = new AbortController().signal;
const places = {
  source: { bucket: 's3://lake', prefix: 'in/' },
  output: { bucket: 's3://lake', prefix: 'out/' },
};

/** Jobs that read their source and write an output into a store whose writes fail while it is down. */
const setUp = async (isDown: (now: number) => boolean, settings: Partial<ResilienceSettings> = {}) => {
  const clock = virtualClock();
  const events: DeliveryEvent[] = [];
  const inner = memoryStore();
  let writes = 0;
  const flaky: ObjectStore = {
    ...inner,
    async write(ref, body, signal) {
      writes += 1;
      await clock.sleep(20, signal);
      if (isDown(clock.now())) {
        throw new StoreError('unavailable', ref, 'down', { cause: sdkError('InternalError', 500) });
      }
      return inner.write(ref, body, signal);
    },
  };
  const resilience = await openResilience(
    { attempts: 4, timeoutMs: 900_000, ...settings },
    { clock, random: () => 0.5, observe: (event) => events.push(event) },
  );
  const store = resilientStore(flaky, resilience.breakers, places);
  const run: RunJob = async ({ source }, { signal }) => {
    const key = source.ref.key.replace('in/', 'out/');
    await store.write({ bucket: 's3://lake', key }, store.read(source.ref, { signal }), signal);
    return aResult();
  };
  const jobs = await Promise.all(
    Array.from({ length: 60 }, async (_, number) => {
      const job = aJob(`in/${number}.csv`, String(number));
      await inner.write(job.source.ref, [Buffer.from(`${number}`)] as never);
      return job;
    }),
  );
  const settle = settleWith(run, { resilience });
  const settleAll = async (lanes: number) => {
    const outcomes: JobOutcome[] = [];
    const left = jobs.values();
    const work = async () => {
      for (const job of left) outcomes.push(await settle(job, never));
    };
    await clock.drive(Promise.all(Array.from({ length: lanes }, work)));
    return outcomes;
  };
  return { clock, events, inner, resilience, jobs, settle, settleAll, writes: () => writes };
};

describe('an outage of a dependency', () => {
  it('costs no job its life, and few requests', async () => {
    const { settleAll, inner, events, writes, resilience, clock } = await setUp(
      (now) => now > 50 && now < 120_000,
    );
    const outcomes = await settleAll(8);
    expect(outcomes.map(({ status }) => status)).toEqual(Array(60).fill('converted'));
    for (const { job } of outcomes) {
      const key = job.source.ref.key.replace('in/', 'out/');
      expect(Buffer.from(await collectBytes(inner.read({ bucket: 's3://lake', key }))).toString()).toBe(
        job.id,
      );
    }
    expect(clock.now()).toBeGreaterThan(120_000);
    expect(clock.now()).toBeLessThan(160_000);
    expect(writes()).toBeLessThan(60 + 80);
    expect(events.some(({ kind }) => kind === 'job-waiting')).toBe(true);
    expect(resilience.health().breakers).toContainEqual(
      expect.objectContaining({ dependency: 'output', state: 'closed' }),
    );
  });

  it('counts no attempt against a job while it lasts', async () => {
    const { settleAll, resilience } = await setUp((now) => now < 120_000, { attempts: 4 });
    const outcomes = await settleAll(24);
    expect(outcomes.every(({ status }) => status === 'converted')).toBe(true);
    const most = Math.max(
      ...outcomes.map((outcome) => (outcome.status === 'converted' ? outcome.attempts : 99)),
    );
    expect(most).toBeLessThanOrEqual(4);
    expect(resilience.health().failures.transient).toBeGreaterThan(20);
  });

  it('ends a job when it lasts longer than a job waits, and names the dependency', async () => {
    const { settleAll, clock } = await setUp(() => true, { outageMs: 60_000 });
    const outcomes = await settleAll(60);
    const messages = outcomes.map((outcome) => outcome.status === 'failed' && outcome.failure.message);
    expect(outcomes).toHaveLength(60);
    expect(messages).toContainEqual(
      expect.stringMatching(
        /not tried again: 'output' has been out of order for 1 min; redrive it when it is back$/,
      ),
    );
    expect(clock.now()).toBeLessThan(120_000);
  });

  it('lets a job go that is called off while it waits', async () => {
    const { settle, settleAll, jobs, clock, resilience } = await setUp(() => true, { outageMs: 30_000 });
    await settleAll(60);
    expect(resilience.breakers.of('output').health().state).toBe('open');
    const abort = new AbortController();
    const settling = settle(jobs[0]!, abort.signal);
    await clock.settle();
    const reason = new Error('stop');
    abort.abort(reason);
    await expect(settling).rejects.toBe(reason);
  });

  it('of any length is survived, or ends every job exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 10, max: 20_000 }), fc.integer({ min: 10, max: 90_000 })), {
          maxLength: 4,
        }),
        fc.integer({ min: 1, max: 12 }),
        async (spells, lanes) => {
          let at = 0;
          const outages = spells.map(([upMs, downMs]) => {
            const from = at + upMs;
            at = from + downMs;
            return { from, until: at };
          });
          const { settleAll, jobs, clock } = await setUp((now) =>
            outages.some(({ from, until }) => now >= from && now < until),
          );
          const outcomes = await settleAll(lanes);
          expect(outcomes.map(({ job }) => job.id).sort()).toEqual(jobs.map(({ id }) => id).sort());
          expect(clock.sleeping).toBe(0);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('is not waited for without end by a job that fails with an old error again and again', async () => {
    const { resilience, clock } = await setUp(() => true, { outageMs: 60_000 });
    const output = resilience.breakers.of('output');
    const failOnce = () =>
      output.run(() => Promise.reject(sdkError('SlowDown', 503))).catch((error: unknown) => error);
    for (let time = 0; time < 20; time += 1) await failOnce();
    for (const old of [await failOnce(), sdkError('InternalError', 500)]) {
      const outcome = await clock.drive(settleWith(() => Promise.reject(old), { resilience })(aJob(), never));
      expect(outcome.status).toBe('failed');
    }
  });
});
