import { setImmediate } from 'node:timers/promises';
import { type ObjectStore, StoreError } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sourceFilter } from '../../src/batch/source-filter.ts';
import type { DeliveryEvent, FailedOutcome } from '../../src/index.ts';
import { contentStore } from './support/content-store.ts';
import { batchOf, deliver } from './support/delivering.ts';
import { parquetOf, storeWith } from './support/lakes.ts';
import { told } from './support/manifests.ts';
import { recipeOf, source } from './support/recipes.ts';

describe('a first run', () => {
  test('converts what lies below the prefix, and tells of it in the manifest', async () => {
    const store = await storeWith({ 'a.csv': 'one', 'x/b.json.gz': 'two', 'notes.md': '' });
    const { became, summary } = await deliver({ store });
    expect(became).toEqual({ 'a.csv': 'converted', 'x/b.json.gz': 'converted' });
    expect(await store.all('s3://lake', 'out/a')).toEqual({ 'out/a.parquet': parquetOf('one') });
    expect(await store.all('s3://lake', 'out/x')).toEqual({ 'out/x/b.parquet': parquetOf('two') });
    expect(await told(store)).toHaveLength(2);
    expect(summary).toMatchObject({
      offered: 2,
      converted: 2,
      unfinished: 0,
      rows: { read: 4, written: 2, rejected: 2 },
      bytes: { offered: 6, read: 6, parsed: 6, written: 2 },
      warnings: [],
    });
    expect(summary.leftOut.ending).toBe(1);
  });

  test('of nothing does nothing', async () => {
    const store = contentStore();
    expect((await deliver({ store })).summary).toMatchObject({ offered: 0, converted: 0 });
    expect(await store.all('s3://lake')).toEqual({});
  });

  test('leaves what the filter leaves out', async () => {
    const store = await storeWith({ 'a.csv': 'one', 'b.csv': 'two' });
    const { became } = await deliver({ store, filter: sourceFilter.parse({ exclude: ['b*'] }) });
    expect(became).toEqual({ 'a.csv': 'converted' });
  });

  test('tells what it has listed, what began and ended, and what the manifest has', async () => {
    const store = await storeWith({ 'a.csv': 'one', 'b.csv': 'three' });
    const events: DeliveryEvent[] = [];
    await deliver({ store, observe: (event) => events.push(event) });
    const kinds = events.map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(
      ['listed', 'job-started', 'job-started', 'job-ended', 'job-ended', 'flushed'].sort(),
    );
    expect(events.find(({ kind }) => kind === 'listed')).toEqual({
      kind: 'listed',
      objects: 2,
      bytes: 8,
      isAll: true,
    });
    expect(events.at(-1)).toEqual({ kind: 'flushed', jobs: 2 });
  });
});

test('a source that no file can be named after fails by itself', async () => {
  const store = await storeWith({ 'a.csv': 'one', '../b.csv': 'two' });
  const { became } = await deliver({ store, recipe: recipeOf({ to: { bucket: '/data', prefix: '' } }) });
  expect(became).toEqual({ 'a.csv': 'converted', '../b.csv': 'failed' });
});

test('outputs among the sources are refused before anything is read', () => {
  const below = recipeOf({ to: { bucket: 's3://lake', prefix: 'in/parquet/' } });
  expect(() => batchOf({ store: contentStore(), recipe: below })).toThrow('one lies within the other');
});

describe('dead letters', () => {
  test('are kept before the manifest learns of the failure', async () => {
    const store = await storeWith({ 'a.csv': 'bad', 'b.csv': 'one', 'c.csv': 'bad' });
    const letters: { readonly letter: string; readonly toldThen: readonly string[] }[] = [];
    const deadLetters = async ({ job }: FailedOutcome) => {
      letters.push({ letter: job.source.ref.key, toldThen: await told(store) });
    };
    await deliver({ store, deadLetters, flushJobs: 1 });
    expect(letters.map(({ letter }) => letter)).toEqual(['in/a.csv', 'in/c.csv']);
    for (const { letter, toldThen } of letters) expect(toldThen).not.toContain(letter);
    expect((await told(store)).filter((entry) => entry.endsWith('failed'))).toEqual(['a failed', 'c failed']);
  });

  test('are kept of jobs that were refused, too', async () => {
    const store = await storeWith({ 'a.csv': 'one', 'a.json': 'two' });
    const letters: string[] = [];
    await deliver({ store, deadLetters: async ({ failure }) => void letters.push(failure.code) });
    expect(letters).toEqual(['OutputCollision']);
  });

  test('that cannot be kept end the batch; the manifest does not learn of that job', async () => {
    const store = await storeWith({ 'a.csv': 'one', 'b.csv': 'bad' });
    const deadLetters = async () => {
      throw new Error('the queue is gone');
    };
    await expect(deliver({ store, deadLetters })).rejects.toThrow('the queue is gone');
    expect((await told(store)).map((entry) => entry[0])).toEqual(['a']);
  });
});

describe('a batch that ends early', () => {
  test('writes down what was finished until then', async () => {
    const store = await storeWith({ 'a.csv': 'one', 'b.csv': 'two', 'c.csv': 'three' });
    const abort = new AbortController();
    const { batch } = batchOf({
      store,
      signal: abort.signal,
      bounds: { filesInFlight: 1, bytesInFlight: 9 },
    });
    const outcomes = batch[Symbol.asyncIterator]();
    await outcomes.next();
    abort.abort(new Error('stopped by the test'));
    const rest = (async () => {
      while (!(await outcomes.next()).done);
    })();
    await expect(rest).rejects.toThrow('stopped by the test');
    const { converted, offered, unfinished } = batch.summary();
    expect(converted + unfinished).toBe(offered);
    expect(await told(store)).toHaveLength(converted);
    const { became } = await deliver({ store });
    expect(Object.values(became).filter((one) => one === 'finished')).toHaveLength(converted);
  });

  test('writes down what was finished when nobody takes outcomes any more', async () => {
    const store = await storeWith({ 'a.csv': 'one', 'b.csv': 'two' });
    const { batch } = batchOf({ store });
    for await (const _ of batch) break;
    expect((await told(store)).length).toBe(batch.summary().converted);
    expect(batch.summary().converted).toBeGreaterThan(0);
  });

  test('is aborted before it begins: nothing is read or written', async () => {
    const store = await storeWith({ 'a.csv': 'one' });
    const signal = AbortSignal.abort(new Error('stopped by the test'));
    await expect(deliver({ store, signal })).rejects.toThrow('stopped by the test');
    expect(Object.keys(await store.all('s3://lake'))).toEqual(['in/a.csv']);
  });

  test('a manifest that cannot be written ends it, and nothing is begun any more', async () => {
    const store = await storeWith(
      Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`${n}.csv`, 'one'])),
    );
    const denying: ObjectStore = {
      ...store,
      async write(ref, body, signal) {
        if (ref.key.includes('_parquetry')) throw new StoreError('denied', ref, `${ref.key}: access denied`);
        await setImmediate();
        return store.write(ref, body, signal);
      },
    };
    const { batch, converted } = batchOf({ store: denying, flushJobs: 1 });
    await expect(Array.fromAsync(batch)).rejects.toThrow('access denied');
    expect(converted.length).toBeLessThan(20);
    expect(batch.summary().warnings).toEqual([
      expect.stringContaining('the last entries of the manifest were not written'),
    ]);
  });

  test('a listing that cannot be read ends it', async () => {
    const store = await storeWith({ 'a.csv': 'one' });
    const broken: ObjectStore = {
      ...store,
      async *list(bucket, prefix) {
        if (prefix === 'in/') throw new StoreError('denied', { bucket, key: prefix }, 'no such bucket');
        yield* store.list(bucket, prefix);
      },
    };
    await expect(deliver({ store: broken })).rejects.toThrow('no such bucket');
  });
});

test('whatever becomes of jobs, every one that was offered is accounted for, in every run', async () => {
  const text = fc.constantFrom('one', 'two', 'bad', '');
  const name = fc.constantFrom('a.csv', 'a.json', 'b.csv.gz', 'b/c.tsv', 'd.md', '_e.csv', 'f.csv', 'g.csv');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.dictionary(name, text), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      async (worlds, resume) => {
        const store = contentStore();
        for (const world of worlds) {
          for (const key of Object.keys(await store.all('s3://lake', 'in/'))) {
            await store.delete({ bucket: 's3://lake', key });
          }
          for (const [key, content] of Object.entries(world)) await store.put(source(key), content);
          const { outcomes, summary } = await deliver({ store, resume });
          const { converted, failed, leftOut, offered, skipped, unfinished } = summary;
          const sum = (counts: object) => Object.values(counts).reduce((total, count) => total + count, 0);
          expect(converted + sum(skipped) + sum(failed)).toBe(offered);
          expect(offered + sum(leftOut)).toBe(Object.keys(world).length);
          expect({ unfinished, outcomes: outcomes.length }).toEqual({ unfinished: 0, outcomes: offered });
        }
      },
    ),
    { numRuns: 100 },
  );
});
