import { fileStore, memoryStore, type ObjectStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { health } from '../../src/dead-letters/health.ts';
import { healthText } from '../../src/dead-letters/health-text.ts';
import { keepHealth } from '../../src/dead-letters/keep-health.ts';
import { healthRef } from '../../src/dead-letters/state-refs.ts';
import { storedDeadLetters } from '../../src/dead-letters/stored-dead-letters.ts';
import { deliveryMeter } from '../../src/observe/delivery-meter.ts';
import type { PipelineUsage } from '../../src/pipeline/pipeline.ts';
import { FakeClock } from '../events/support/fake-clock.ts';
import { type Fate, outcomeOf } from '../events/support/jobs.ts';
import { textOf } from '../events/support/text-converter.ts';
import { jobFor, letterFor } from './support/letters.ts';

const to = { bucket: 'lake', prefix: 'out/' };

const NOTHING_USED: PipelineUsage = {
  s3: { requests: {}, retries: 0, bytesRead: 0, bytesWritten: 0, connectionsOpened: 0, mostConnections: 0 },
  cache: { hits: 0, misses: 0 },
};

const FULL_USAGE: PipelineUsage = {
  ...NOTHING_USED,
  cache: { hits: 30, misses: 70 },
  resilience: {
    breakers: [{ dependency: 's3://in', state: 'closed', retryInMs: 0, opened: 0, failures: 0 }],
    failures: { transient: 0, throttling: 0, resource: 0, 'data-quality': 0, permanent: 0 },
    retryBudget: { left: 90, of: 100 },
  },
};

function pipeline(store: ObjectStore, usage: () => Promise<PipelineUsage> = async () => NOTHING_USED) {
  const clock = new FakeClock();
  const meter = deliveryMeter({ now: () => clock.now() });
  const failures: unknown[] = [];
  const end = (fate: Exclude<Fate, 'thrown'>, times = 1) => {
    for (let time = 0; time < times; time += 1) {
      const outcome = outcomeOf(jobFor(`${time}`), fate);
      meter.observe({ kind: 'job-ended', outcome, elapsedMs: 1, inFlight: 0 });
    }
  };
  const keep = () =>
    keepHealth({
      store,
      to,
      clock,
      numbers: () => meter.numbers(),
      usage,
      everyMs: 10_000,
      onFailure: (error) => failures.push(error),
    });
  const letters = storedDeadLetters(store, to);
  return { clock, meter, end, keep, letters, failures, look: () => health({ store, to, letters, clock }) };
}

const settled = () => new Promise(setImmediate);

describe('the health of a pipeline', () => {
  it('is written at first, now and then, and at the end', async () => {
    const inner = memoryStore();
    let writes = 0;
    const store: ObjectStore = {
      ...inner,
      write: (...args) => {
        writes += 1;
        return inner.write(...args);
      },
    };
    const { clock, end, keep, look } = pipeline(store);
    const kept = keep();
    await settled();
    expect(await look()).toMatchObject({
      state: 'running',
      snapshot: { isOver: false, jobs: { converted: 0 } },
    });
    end('converted', 500);
    await clock.advance(9_000);
    expect(writes).toBe(1);
    await clock.advance(1_000);
    expect(writes).toBe(2);
    expect(await look()).toMatchObject({ snapshot: { jobs: { converted: 500 } } });
    end('converted');
    await kept[Symbol.asyncDispose]();
    expect(writes).toBe(3);
    expect(await look()).toMatchObject({
      isHealthy: true,
      state: 'over',
      successRate: 1,
      snapshot: {
        startedAt: '2026-11-21T10:00:00.000Z',
        at: '2026-11-21T10:00:10.000Z',
        isOver: true,
        jobs: { converted: 501 },
      },
    });
    expect(clock.sleepers).toBe(0);
  });

  it('tells success rate, breakers, dead letters, cache hits and retries left', async () => {
    const store = memoryStore();
    const { end, keep, letters, look, meter } = pipeline(store, async () => FULL_USAGE);
    end('converted', 95);
    end('data-quality', 4);
    end('transient');
    end('gone', 2);
    meter.observe({ kind: 'breaker', dependency: 's3://out', state: 'open' });
    await letters.put(letterFor('a'));
    await using _kept = keep();
    await settled();
    const report = await look();
    expect(report).toMatchObject({
      isHealthy: false,
      troubles: [
        'the breaker of s3://out is open',
        '95 % of the jobs succeeded, fewer than 99 %',
        '1 dead letter waits',
      ],
      successRate: 0.95,
      breakers: { 's3://in': 'closed', 's3://out': 'open' },
      deadLetters: { letters: 1, isExact: true },
      cacheHitRate: 0.3,
      retryBudget: { left: 90, of: 100 },
      snapshot: { failures: { 'data-quality': 4, transient: 1 } },
    });
    expect(healthText(report)).toMatchInlineSnapshot(`
      "unhealthy: the breaker of s3://out is open; 95 % of the jobs succeeded, fewer than 99 %; 1 dead letter waits
      pipeline       running (told at 2026-11-21T10:00:00.000Z)
      jobs           95 converted, 2 skipped, 5 failed, 0 in flight, 0 retries
      success rate   95.0 %
      breakers       s3://in closed, s3://out open
      dead letters   1
      cache hits     30.0 %
      retry budget   90 of 100 left"
    `);
  });

  it('does not stop the pipeline when it cannot be written, and comes with the next report', async () => {
    const inner = memoryStore();
    let isDown = true;
    const store: ObjectStore = {
      ...inner,
      write: (...args) => (isDown ? Promise.reject(new Error('down')) : inner.write(...args)),
    };
    const { clock, keep, failures, look } = pipeline(store);
    await using _kept = keep();
    await settled();
    expect(failures).toEqual([new Error('down')]);
    isDown = false;
    await clock.advance(10_000);
    expect(await look()).toMatchObject({ isHealthy: true, state: 'running' });
  });

  it('does not stop the pipeline when it cannot be known either', async () => {
    const { keep, failures } = pipeline(memoryStore(), () => Promise.reject(new Error('the thread ended')));
    await keep()[Symbol.asyncDispose]();
    expect(failures).toEqual([new Error('the thread ended'), new Error('the thread ended')]);
  });
});

describe('where no pipeline has told of itself', () => {
  it('the dead letters are told alone', async () => {
    const { letters, look } = pipeline(memoryStore());
    expect(await look()).toEqual({
      isHealthy: true,
      troubles: [],
      state: 'unknown',
      breakers: {},
      deadLetters: { letters: 0, isExact: true },
    });
    await letters.put(letterFor('a'));
    await letters.put(letterFor('b'));
    const report = await look();
    expect(healthText(report)).toBe(
      'unhealthy: 2 dead letters wait\npipeline       unknown: no run has told of itself here\ndead letters   2',
    );
  });

  it('a directory that does not exist is no error', async () => {
    const store = fileStore();
    const place = { bucket: '/does/not/exist', prefix: '' };
    const letters = storedDeadLetters(store, place);
    expect(await health({ store, to: place, letters, clock: new FakeClock() })).toMatchObject({
      state: 'unknown',
    });
  });
});

it.each([
  ['{"version":', 'the last report cannot be read: it is not JSON'],
  ['{"version":9}', 'the last report cannot be read: it is of another version, or damaged'],
])('a report that cannot be read is a trouble: %s', async (text, trouble) => {
  const store = memoryStore();
  const { look } = pipeline(store);
  await store.write(
    healthRef(to),
    (async function* () {
      yield Buffer.from(text);
    })(),
  );
  expect(await look()).toMatchObject({ isHealthy: false, troubles: [trouble], state: 'unknown' });
  expect(await textOf(store, healthRef(to))).toBe(text);
});

describe('troubles', () => {
  const lookAt = async (part: object, { ageMs = 0, dead = 0 } = {}) => {
    const store = memoryStore();
    const { clock, look, keep, letters } = pipeline(store);
    for (let letter = 0; letter < dead; letter += 1) await letters.put(letterFor(`${letter}`));
    await keep()[Symbol.asyncDispose]();
    const written = JSON.parse((await textOf(store, healthRef(to)))!);
    await store.write(
      healthRef(to),
      (async function* () {
        yield Buffer.from(JSON.stringify({ ...written, ...part }));
      })(),
    );
    await clock.advance(ageMs);
    return look();
  };

  it('are reports that do not come', async () => {
    expect(await lookAt({ isOver: false }, { ageMs: 29_000 })).toMatchObject({
      state: 'running',
      troubles: [],
    });
    expect(await lookAt({ isOver: false }, { ageMs: 31_000 })).toMatchObject({
      state: 'silent',
      troubles: ['it has not told of itself for 31 s; it may have been killed'],
    });
    expect(await lookAt({ isOver: true }, { ageMs: 31_000_000 })).toMatchObject({
      state: 'over',
      troubles: [],
    });
  });

  it('are retries that are used up', async () => {
    expect(await lookAt({ isOver: false, retryBudget: { left: 0, of: 100 } })).toMatchObject({
      troubles: ['no retries are left'],
    });
  });

  it('are no half-open breakers', async () => {
    expect(await lookAt({ isOver: false, breakers: { s3: 'half-open' } })).toMatchObject({ isHealthy: true });
  });

  it('are none of a run that is over, but for the letters that it has left', async () => {
    const failed = {
      jobs: { converted: 1, skipped: 0, failed: 1, retried: 9, inFlight: 0 },
      breakers: { s3: 'open' },
      retryBudget: { left: 0, of: 100 },
    };
    expect(await lookAt(failed)).toMatchObject({ isHealthy: true, troubles: [], successRate: 0.5 });
    expect(await lookAt(failed, { dead: 1 })).toMatchObject({
      troubles: ['50 % of the jobs succeeded, fewer than 99 %', '1 dead letter waits'],
    });
  });
});
