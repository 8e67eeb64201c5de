import { memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import type { DeadLetters } from '../../src/dead-letters/dead-letters.ts';
import { queuedDeadLetters } from '../../src/dead-letters/queued-dead-letters.ts';
import { type Redriven, type RedriveOptions, redrive } from '../../src/dead-letters/redrive.ts';
import { storedDeadLetters } from '../../src/dead-letters/stored-dead-letters.ts';
import type { Job, SettleJob } from '../../src/jobs/job.ts';
import type { DeliveryEvent } from '../../src/observe/delivery-event.ts';
import { FakeClock } from '../events/support/fake-clock.ts';
import { outcomeOf, settleBy } from '../events/support/jobs.ts';
import { MemoryQueue } from '../events/support/memory-queue.ts';
import { keysOf, letterFor, letterIn } from './support/letters.ts';

const places: Readonly<Record<string, (clock: FakeClock) => DeadLetters>> = {
  'a store': () => storedDeadLetters(memoryStore(), { bucket: 'lake', prefix: '' }),
  'a queue': (clock) => queuedDeadLetters({ queue: new MemoryQueue(clock), clock }),
};

const keyed = (letters: readonly Redriven[]) =>
  Object.fromEntries(
    letters.map((it) => [it.status === 'corrupt' ? it.id : it.letter.job.source.ref.key, it.status]),
  );

describe.each(Object.keys(places))('redriving the letters of %s', (place) => {
  async function withLetters(keys: readonly string[], options: Partial<RedriveOptions> = {}) {
    const clock = new FakeClock();
    const letters = places[place]!(clock);
    for (const key of keys) await letters.put(letterFor(key));
    await clock.advance(60_000);
    const run = (settle: SettleJob, more: Partial<RedriveOptions> = {}) =>
      redrive({
        letters,
        settle,
        recipe: 'feedfacefeedface',
        clock,
        signal: new AbortController().signal,
        ...options,
        ...more,
      });
    return { clock, letters, run };
  }

  it('removes those that succeed and keeps those that fail, with what they failed of now', async () => {
    const { letters, run } = await withLetters(['a', 'poison', 'gone', 'b']);
    const { settle } = settleBy({ poison: 'data-quality', gone: 'gone' });
    const report = await run(settle);
    expect(keyed(report.letters)).toEqual({ a: 'converted', b: 'converted', gone: 'gone', poison: 'failed' });
    expect(await keysOf(letters)).toEqual(['poison']);
    expect(await letterIn(letters, 'poison')).toMatchObject({
      redrives: 1,
      attempts: 5,
      failure: { kind: 'data-quality' },
      failures: [{ kind: 'permanent' }, { kind: 'data-quality', at: '2026-11-21T10:01:00.000Z' }],
      recipe: 'feedfacefeedface',
    });
    await run(settle);
    expect(await letterIn(letters, 'poison')).toMatchObject({ redrives: 2 });
  });

  it('tries each of them once, whatever is put there meanwhile', async () => {
    const { run } = await withLetters(Array.from({ length: 30 }, (_, index) => `${index}`));
    const { settle, settled } = settleBy(
      Object.fromEntries(Array.from({ length: 30 }, (_, index) => [index, 'permanent'])),
    );
    const { letters } = await run(settle);
    expect(letters).toHaveLength(30);
    expect(new Set(settled).size).toBe(30);
    expect(settled).toHaveLength(30);
  });

  it('converts the object as it is now, not the version that failed', async () => {
    const { run } = await withLetters(['a']);
    const jobs: Job[] = [];
    await run(async (job) => {
      jobs.push(job);
      return outcomeOf(job, 'converted');
    });
    expect(jobs).toEqual([{ id: letterFor('a').id, source: { ref: { bucket: 's3://in', key: 'a' } } }]);
  });

  it('is not held up by one that takes for ever', async () => {
    const { letters, run } = await withLetters(['a', 'b', 'c', 'd', 'e', 'hangs']);
    const stop = new AbortController();
    const done: string[] = [];
    const settle: SettleJob = async (job, signal) => {
      if (job.source.ref.key === 'hangs') {
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      }
      return outcomeOf(job, 'converted');
    };
    const report = await run(settle, {
      concurrency: 2,
      signal: stop.signal,
      tell: (it) => {
        if (it.status === 'converted') done.push(it.letter.job.source.ref.key);
        if (done.length === 5) stop.abort();
      },
    });
    expect(keyed(report.letters)).toEqual({
      a: 'converted',
      b: 'converted',
      c: 'converted',
      d: 'converted',
      e: 'converted',
      hangs: 'not-tried',
    });
    expect(report.isAborted).toBe(true);
    expect(await keysOf(letters)).toEqual(['hangs']);
  });

  it('leaves every letter that is not done when it is aborted', async () => {
    const keys = ['a', 'b', 'c', 'd', 'e'];
    const { letters, run } = await withLetters(keys);
    const stop = new AbortController();
    const settle: SettleJob = async (job, signal) => {
      stop.abort(new Error('enough'));
      signal.throwIfAborted();
      return outcomeOf(job, 'converted');
    };
    const report = await run(settle, { signal: stop.signal, concurrency: 1 });
    expect(report).toMatchObject({ isAborted: true, letters: [{ status: 'not-tried', because: 'enough' }] });
    expect(await keysOf(letters)).toEqual(keys);
  });

  it('tries those that were asked for alone', async () => {
    const { letters, run } = await withLetters(['a', 'b', 'c']);
    const { settle, settled } = settleBy({});
    await run(settle, { filter: ({ job }) => job.source.ref.key === 'b' });
    expect(settled).toEqual(['b']);
    expect(await keysOf(letters)).toEqual(['a', 'c']);
  });

  it('tells what goes on as a batch does', async () => {
    const { run } = await withLetters(['a']);
    const events: DeliveryEvent[] = [];
    await run(settleBy({}).settle, { observe: (event) => events.push(event) });
    expect(events).toMatchObject([
      { kind: 'job-started', inFlight: 1 },
      { kind: 'job-ended', outcome: { status: 'converted' }, inFlight: 0, elapsedMs: 0 },
    ]);
  });

  it('tells how long it took', async () => {
    const { clock, run } = await withLetters(['a', 'b', 'c']);
    const settle: SettleJob = async (job) => {
      await clock.advance(1_000);
      return outcomeOf(job, 'converted');
    };
    expect(await run(settle, { concurrency: 1 })).toMatchObject({ elapsedMs: 3_000, isAborted: false });
  });
});

describe('a redrive', () => {
  const clock = new FakeClock();
  const signal = new AbortController().signal;
  const open = async (...keys: string[]) => {
    const store = memoryStore();
    const letters = storedDeadLetters(store, { bucket: 'lake', prefix: '' });
    for (const key of keys) await letters.put(letterFor(key));
    return { store, letters };
  };
  const { settle } = settleBy({ bad: 'permanent' });
  const options = { settle, recipe: 'r', clock, signal };

  it('removes a letter only when its outputs are there', async () => {
    const { letters } = await open('a');
    const steps: string[] = [];
    const watched: DeadLetters = {
      ...letters,
      remove: async (id) => {
        steps.push('removed');
        await letters.remove(id);
      },
    };
    const slow: SettleJob = async (job) => {
      await new Promise(setImmediate);
      steps.push('written');
      return outcomeOf(job, 'converted');
    };
    await redrive({ ...options, letters: watched, settle: slow });
    expect(steps).toEqual(['written', 'removed']);
  });

  it('tells of letters that could not be removed or rewritten, and goes on', async () => {
    const { letters } = await open('a', 'bad', 'c');
    const full: DeadLetters = {
      ...letters,
      put: () => Promise.reject(new Error('no space')),
      remove: (id) => (id === letterFor('a').id ? Promise.reject(new Error('denied')) : letters.remove(id)),
    };
    const report = await redrive({ ...options, letters: full });
    expect(keyed(report.letters)).toEqual({ a: 'not-removed', bad: 'not-tried', c: 'converted' });
    expect(await keysOf(letters)).toEqual(['a', 'bad']);
  });

  it('reports corrupt letters and leaves them', async () => {
    const { letters, store } = await open('a');
    const ref = { bucket: 'lake', key: '_parquetry/dead-letters/spoilt.json' };
    await store.write(
      ref,
      (async function* () {
        yield Buffer.from('{');
      })(),
    );
    const report = await redrive({ ...options, letters });
    expect(keyed(report.letters)).toEqual({ a: 'converted', spoilt: 'corrupt' });
    expect(await store.stat(ref)).toBeDefined();
  });

  it('fails when the letters cannot be listed', async () => {
    const { letters } = await open('a');
    const broken: DeadLetters = {
      ...letters,
      async *list() {
        yield* letters.list();
        throw new Error('the bucket is gone');
      },
    };
    await expect(redrive({ ...options, letters: broken })).rejects.toThrow('the bucket is gone');
  });
});
