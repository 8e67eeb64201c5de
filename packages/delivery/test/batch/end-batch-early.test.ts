import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runBatch } from '../../src/batch/run-batch.ts';
import type { Job } from '../../src/index.ts';
import { heldJobs } from './support/held-jobs.ts';
import { convertedOf, jobOf, listOf, nameOf } from './support/jobs.ts';
import { drained, jobs, options } from './support/running.ts';

describe('a batch that ends early', () => {
  const stopped = new Error('stopped by the test');

  test('calls off the jobs under way when it is aborted, and throws the reason', async () => {
    const held = heldJobs();
    const abort = new AbortController();
    const { done, names } = drained(
      runBatch(listOf(jobs(5, 1)), held.settle, { ...options, signal: abort.signal }),
    );
    await setImmediate();
    held.end('1');
    await setImmediate();
    abort.abort(stopped);
    await expect(done).rejects.toBe(stopped);
    expect(held.aborted).toEqual(['0', '2', '3']);
    expect(names).toEqual(['1']);
    expect(held.begun).toEqual(['0', '1', '2', '3']);
  });

  test('hands out what ends in spite of an abort', async () => {
    const abort = new AbortController();
    const settle = async (job: Job) => {
      abort.abort(stopped);
      await setImmediate();
      return convertedOf(job);
    };
    const { done, names } = drained(
      runBatch(listOf(jobs(5, 1)), settle, { ...options, signal: abort.signal }),
    );
    await expect(done).rejects.toBe(stopped);
    expect(names).toEqual(['0']);
  });

  test('begins nothing when it was aborted before', async () => {
    const held = heldJobs();
    const batch = runBatch(listOf(jobs(5, 1)), held.settle, {
      ...options,
      signal: AbortSignal.abort(stopped),
    });
    await expect(batch.next()).rejects.toBe(stopped);
    expect(held.begun).toEqual([]);
  });

  test('an abort that comes when all is done is none', async () => {
    const abort = new AbortController();
    const batch = runBatch(listOf(jobs(1)), async (job) => convertedOf(job), {
      ...options,
      signal: abort.signal,
    });
    await batch.next();
    await setImmediate();
    abort.abort(stopped);
    expect(await batch.next()).toEqual({ done: true, value: undefined });
  });

  test('calls off the jobs under way when nobody takes outcomes any more', async () => {
    const held = heldJobs();
    const batch = runBatch(listOf(jobs(5, 1)), held.settle, options);
    const first = batch.next();
    await setImmediate();
    held.end('0');
    await first;
    await batch.return(undefined);
    expect(held.inFlight()).toEqual([]);
    expect(held.aborted.length).toBeGreaterThan(0);
  });

  test('a listing that fails ends it, once the jobs under way have ended', async () => {
    const held = heldJobs();
    const broken = async function* () {
      yield jobOf('0');
      await setImmediate();
      throw stopped;
    };
    const { done, names } = drained(runBatch(broken(), held.settle, options));
    await setImmediate();
    await setImmediate();
    held.end('0');
    await expect(done).rejects.toBe(stopped);
    expect(names).toEqual(['0']);
    expect(held.aborted).toEqual([]);
  });

  test('what settling throws calls off the others', async () => {
    const held = heldJobs();
    const { done } = drained(
      runBatch(
        listOf(jobs(3, 1)),
        (job, signal) =>
          nameOf(convertedOf(job)) === '1' ? Promise.reject(stopped) : held.settle(job, signal),
        options,
      ),
    );
    await expect(done).rejects.toBe(stopped);
    expect(held.aborted).toEqual(['0']);
  });
});
