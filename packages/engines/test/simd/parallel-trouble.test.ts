import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { type ConversionPlan, type ObjectStore, observeReads } from '@parquetry/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeThatActsOnWrite } from '../support/troubled-stores.ts';
import { markedLike, openThreads, outcomeOf, SourceDirectory } from './parallel-support.ts';

const workerFile = new URL('./parallel-crashing-worker.ts', import.meta.url);
const rows = Array.from({ length: 4000 }, (_, row) => `${row},text ${row % 100}\n`).join('');
const csv = `n,s\n${rows}`;

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: unknown) => error,
  );

describe('trouble while several threads convert a source', () => {
  let directory: SourceDirectory;
  let workers: Worker[] = [];
  const remember = (worker: Worker) => {
    workers.push(worker);
  };
  const running = () => workers.filter(({ threadId }) => threadId !== -1).length;

  beforeEach(async () => {
    directory = await SourceDirectory.make();
    workers = [];
    process.on('worker', remember);
  });
  afterEach(async () => {
    process.off('worker', remember);
    await directory[Symbol.asyncDispose]();
  });

  const open = (store: ObjectStore = directory.store, rangeBytes = 2000) =>
    openThreads(store, 3, { rangeBytes, workerFile });

  it('ends with the reason of an abort, leaves nothing behind, and the session goes on', async () => {
    const plan = await directory.plan(csv);
    const stop = new AbortController();
    const reason = new Error('stopped');
    const store = markedLike(directory.store, (inner) =>
      storeThatActsOnWrite(inner, () => stop.abort(reason)),
    );
    await using session = await open(store);
    expect(await errorOf(session.convert(plan, stop.signal))).toBe(reason);
    expect(await directory.outputs()).toEqual([]);
    expect(await outcomeOf(session, directory, plan)).toMatchObject({ status: 'converted' });
  });

  it('ends at once when it is aborted before it begins', async () => {
    const plan = await directory.plan(csv);
    await using session = await open();
    const reason = new Error('stopped');
    expect(await errorOf(session.convert(plan, AbortSignal.abort(reason)))).toBe(reason);
    expect(await directory.outputs()).toEqual([]);
  });

  it('names the file when a thread breaks down, leaves nothing behind, and another thread takes over', async () => {
    const fatal = await directory.plan(csv, {}, 'crash.csv');
    const plan = await directory.plan(csv);
    await using session = await open();
    expect(await outcomeOf(session, directory, fatal)).toMatchObject({
      status: 'failed',
      message: expect.stringMatching(/crash\.csv: the thread that converted it ended early: exit code 3/),
    });
    expect(await directory.outputs()).toEqual([]);
    expect(await outcomeOf(session, directory, plan)).toMatchObject({ status: 'converted' });
    expect(running()).toBe(2);
  });

  it('is told when the source changes under it', async () => {
    const plan = await directory.plan(csv);
    const store = markedLike(directory.store, (inner) => {
      let reads = 0;
      return {
        ...inner,
        async *read(ref, options) {
          reads += 1;
          if (reads === 4) await appendFile(join(directory.path, 'in.csv'), '1,2\n');
          yield* inner.read(ref, options);
        },
      };
    });
    await using session = await open(store);
    expect(await outcomeOf(session, directory, plan)).toMatchObject({
      status: 'failed',
      name: 'StoreError',
      error: { code: 'changed' },
    });
    expect(await directory.outputs()).toEqual([]);
  });

  it('is told when the disk is full, and stops', async () => {
    const plan = await directory.plan(csv);
    const full = new Error('the disk is full');
    const store = markedLike(directory.store, (inner) => ({
      ...inner,
      async write(_, body) {
        for await (const chunk of body) if (chunk.length > 0) throw full;
        throw full;
      },
    }));
    await using session = await open(store);
    expect(await errorOf(session.convert(plan))).toBe(full);
    expect(await directory.outputs()).toEqual([]);
  });

  it('ends when the session is closed under it, whose threads end with it', async () => {
    const plan = await directory.plan(csv);
    const begun = Promise.withResolvers<void>();
    const store = markedLike(directory.store, (inner) => storeThatActsOnWrite(inner, begun.resolve));
    const session = await open(store);
    const conversion = errorOf(session.convert(plan));
    await begun.promise;
    await session[Symbol.asyncDispose]();
    expect(await conversion).toBeInstanceOf(Error);
    expect(running()).toBe(0);
    expect(await directory.outputs()).toEqual([]);
    expect(await errorOf(session.convert(plan))).toMatchObject({ message: 'the session has been closed' });
  });

  it('starts no thread before it is needed', async () => {
    const plan: ConversionPlan = await directory.plan('n,s\n1,2\n');
    await using session = await openThreads(directory.store, 3, { leastRangedBytes: 1 << 20 });
    expect((await session.convert(plan)).status).toBe('converted');
    expect(workers).toEqual([]);
  });

  it('counts every byte once for whoever watches the store', async () => {
    const plan = await directory.plan(csv);
    let read = 0;
    const store = observeReads(directory.store, (bytes) => {
      read += bytes;
    });
    await using session = await openThreads(store, 3, { rangeBytes: 2000 });
    const conversion = await session.convert(plan);
    expect(conversion).toMatchObject({ result: { bytes: { read: csv.length, parsed: csv.length } } });
    // What is looked at to find heads and line ends is read besides.
    expect(read).toBeGreaterThanOrEqual(csv.length);
  });
});
