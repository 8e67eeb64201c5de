import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore, type ObjectRef, type ObjectStore, StoreError } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jobId } from '../../src/batch/job-id.ts';
import { listSources } from '../../src/batch/list-sources.ts';
import { type SourceFilterInput, sourceFilter } from '../../src/batch/source-filter.ts';
import { virtualClock } from '../resilience/support/virtual-clock.ts';
import { bodyOf, contentStore } from './support/content-store.ts';
import { collect } from './support/jobs.ts';

const from = { bucket: 's3://lake', prefix: 'in/' };
const patience = () => ({ clock: virtualClock(), random: () => 0.5 });

/** The names of sources, and why the others are none. */
async function listed(objects: Readonly<Record<string, string>>, filter: SourceFilterInput = {}) {
  const store = contentStore();
  for (const [name, text] of Object.entries(objects)) {
    await store.put({ bucket: from.bucket, key: `in/${name}` }, text);
  }
  const leftOut: Record<string, string> = {};
  const jobs = listSources(store, from, sourceFilter.parse(filter), {
    ...patience(),
    onLeftOut: ({ ref }, reason) => {
      leftOut[ref.key.slice(3)] = reason;
    },
  });
  return { names: (await collect(jobs)).map(({ source }) => source.ref.key.slice(3)), leftOut };
}

const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'text']));

test('texts below a prefix are sources, in key order, with what the listing knows of them', async () => {
  const store = contentStore();
  for (const key of ['in/b.csv', 'in/a.json', 'inner/c.csv', 'c.csv']) {
    await store.put({ bucket: from.bucket, key }, 'text');
  }
  const jobs = await collect(listSources(store, from, sourceFilter.parse({}), patience()));
  const ref = { bucket: 's3://lake', key: 'in/a.json' };
  const { etag } = (await store.stat(ref))!;
  expect(jobs[0]).toEqual({ id: jobId(ref), source: { ref, bytes: 4, etag } });
  expect(jobs.map(({ source }) => source.ref.key)).toEqual(['in/a.json', 'in/b.csv']);
});

test('an id is 16 hexadecimal digits of bucket and key', () => {
  expect(jobId({ bucket: 's3://lake', key: 'in/a.csv' })).toMatch(/^[0-9a-f]{16}$/);
  expect(jobId({ bucket: 'a', key: 'b/c' })).not.toBe(jobId({ bucket: 'a/b', key: 'c' }));
});

test('endings of text are taken in any case, compressed or not', async () => {
  const names = ['a.CSV', 'b.tsv', 'c.txt', 'd.json.gz', 'e.ndjson.zst', 'f.jsonl'];
  const { names: found, leftOut } = await listed(texts(...names, 'g.parquet', 'h.gz', 'i', 'j.csv.bz2'));
  expect(found).toEqual(names);
  expect(leftOut).toEqual({ 'g.parquet': 'ending', 'h.gz': 'ending', i: 'ending', 'j.csv.bz2': 'ending' });
});

test('what readers of tables pass over is no source, nor are markers of directories and by-products', async () => {
  const { leftOut, names } = await listed({
    ...texts('_tmp/a.csv', 'x/.hidden/a.csv', '_a.csv', '.a.csv', 'a.rejects.ndjson', 'a.schema.json'),
    ...texts('x/a_b.c_sv.csv', '../y.csv', './.csv'),
    '': '',
    'x/': '',
  });
  expect(names).toEqual(['../y.csv', 'x/a_b.c_sv.csv']);
  expect(leftOut).toEqual({
    '': 'directory-marker',
    'x/': 'directory-marker',
    '_tmp/a.csv': 'hidden',
    'x/.hidden/a.csv': 'hidden',
    '_a.csv': 'hidden',
    '.a.csv': 'hidden',
    './.csv': 'hidden',
    'a.rejects.ndjson': 'by-product',
    'a.schema.json': 'by-product',
  });
});

test('what lies above the prefix may begin with an underscore', async () => {
  const store = contentStore();
  await store.put({ bucket: 'b', key: '_in/a.csv' }, 'text');
  const jobs = listSources(store, { bucket: 'b', prefix: '_in/' }, sourceFilter.parse({}), patience());
  expect(await collect(jobs)).toHaveLength(1);
});

test('globs include and exclude, on the key below the prefix', async () => {
  const objects = texts('2024/a.csv', '2024/b.dat', '2025/a.csv', 'a.csv', '2024/x/[1] ü.csv');
  const included = await listed(objects, { include: ['2024/**'], exclude: ['**/a.*'] });
  expect(included.names).toEqual(['2024/b.dat', '2024/x/[1] ü.csv']);
  expect(included.leftOut).toEqual({
    '2024/a.csv': 'excluded',
    '2025/a.csv': 'not-included',
    'a.csv': 'not-included',
  });
  expect((await listed(objects, { include: ['*.csv', '{2025,2026}/*'] })).names).toEqual([
    '2025/a.csv',
    'a.csv',
  ]);
});

test('sizes are limited on both sides', async () => {
  const { leftOut, names } = await listed(
    { 'a.csv': '', 'b.csv': '22', 'c.csv': '333' },
    { minBytes: 1, maxBytes: 2 },
  );
  expect(names).toEqual(['b.csv']);
  expect(leftOut).toEqual({ 'a.csv': 'too-small', 'c.csv': 'too-large' });
});

test('an empty object is a source: that it is empty is said when it is converted', async () => {
  expect((await listed({ 'a.csv': '' })).names).toEqual(['a.csv']);
});

test('a filter with an unknown member is refused', () => {
  expect(() => sourceFilter.parse({ includes: ['*'] })).toThrow('Unrecognized key');
});

test('files are listed as objects are', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-list-'));
  try {
    const store = fileStore();
    for (const key of ['in/b.csv', 'in/x/a.csv', 'in/.b.csv.1.part', 'c.csv']) {
      await store.write({ bucket: directory, key }, bodyOf('text'));
    }
    const place = { bucket: directory, prefix: 'in/' };
    const jobs = await collect(listSources(store, place, sourceFilter.parse({}), patience()));
    expect(jobs.map(({ source }) => source.ref.key)).toEqual(['in/b.csv', 'in/x/a.csv']);
  } finally {
    await rm(directory, { recursive: true });
  }
});

/** A store that lists keys as they are given, and breaks off after so many, once for each number. */
function listingStore(
  keys: readonly string[],
  breaks: number[] = [],
  code: 'unavailable' | 'denied' = 'unavailable',
) {
  let listings = 0;
  const store: ObjectStore = {
    ...contentStore(),
    async *list(bucket: string) {
      listings += 1;
      const most = breaks.shift() ?? Number.POSITIVE_INFINITY;
      for (const [index, key] of keys.entries()) {
        const ref: ObjectRef = { bucket, key };
        if (index === most) throw new StoreError(code, ref, `${code} in the test`);
        yield { ref, bytes: 1, etag: '"1"' };
      }
    },
  };
  return { store, listings: () => listings };
}

describe('a listing that breaks off', () => {
  const keys = Array.from({ length: 9 }, (_, n) => `in/${n}.csv`);

  test('is begun again, and no source is lost or listed twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(9), { maxLength: 5 }), async (breaks) => {
        const clock = virtualClock();
        const { store } = listingStore(keys, [...breaks]);
        const jobs = listSources(store, from, sourceFilter.parse({}), { clock, random: () => 0.5 });
        const found = await clock.drive(collect(jobs));
        expect(found.map(({ source }) => source.ref.key)).toEqual(keys);
      }),
    );
  });

  test('ends with its error when that does not pass', async () => {
    const clock = virtualClock();
    const { listings, store } = listingStore(keys, Array(20).fill(0));
    const jobs = listSources(store, from, sourceFilter.parse({}), { clock, random: () => 0.5 });
    await expect(clock.drive(collect(jobs))).rejects.toThrow('unavailable in the test');
    expect(listings()).toBe(6);
  });

  test('is begun again for ten minutes once it has been answered', async () => {
    const clock = virtualClock();
    const { listings, store } = listingStore(keys, Array(1000).fill(3));
    const jobs = listSources(store, from, sourceFilter.parse({}), { clock, random: () => 0.5 });
    await expect(clock.drive(collect(jobs))).rejects.toThrow('unavailable in the test');
    expect(clock.now()).toBeGreaterThanOrEqual(10 * 60_000);
    expect(listings()).toBeGreaterThan(100);
  });

  test('is not begun again where that cannot help', async () => {
    const { listings, store } = listingStore(keys, [3], 'denied');
    const jobs = listSources(store, from, sourceFilter.parse({}), patience());
    await expect(collect(jobs)).rejects.toThrow('denied in the test');
    expect(listings()).toBe(1);
  });

  test('does not wait any longer once it is aborted', async () => {
    const clock = virtualClock();
    const abort = new AbortController();
    const { store } = listingStore(keys, [3]);
    const options = { clock, random: () => 0.5, signal: abort.signal };
    const found = collect(listSources(store, from, sourceFilter.parse({}), options));
    await clock.settle();
    expect(clock.sleeping).toBe(1);
    abort.abort(new Error('stopped by the test'));
    await expect(found).rejects.toThrow('stopped by the test');
  });
});

test('keys in no order are refused: two sources of one output could be overlooked', async () => {
  const { store } = listingStore(['in/b.csv', 'in/a.csv']);
  const jobs = listSources(store, from, sourceFilter.parse({}), patience());
  await expect(collect(jobs)).rejects.toThrow(
    's3://lake/in/: listed in no order ("in/a.csv" after "in/b.csv"); a batch needs keys in order',
  );
});

test('keys may be in the order of UTF-8 or of UTF-16', async () => {
  const [inPlane, beyond] = ['in/\uffee.csv', 'in/\u{1f600}.csv'];
  for (const keys of [
    [inPlane, beyond],
    [beyond, inPlane],
  ]) {
    const jobs = listSources(listingStore(keys).store, from, sourceFilter.parse({}), patience());
    expect(await collect(jobs)).toHaveLength(2);
  }
});
