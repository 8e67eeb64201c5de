import type { ObjectStore } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ManifestEntry } from '../../src/batch/manifest/entry.ts';
import { latestEntries, mergeSegments, segmentsToMerge } from '../../src/batch/manifest/merge-segments.ts';
import { type ContentStore, contentStore } from './support/content-store.ts';
import { failedEntry, finishedEntry, inShort, reopenedEntry } from './support/entries.ts';
import { known, MANIFEST, segmentsOf, told, writeAll } from './support/manifests.ts';

const many = (count: number) =>
  Array.from({ length: count }, (_, n) => [finishedEntry(n % 2 ? 'a' : 'b', { etag: `"${n}"` })]);

async function merge(store: ObjectStore, writer = 'm') {
  const segments = segmentsOf(store);
  return mergeSegments(segments, await segments.list(), writer);
}

test('few segments stay as they are', async () => {
  const store = contentStore();
  await writeAll(store, many(31));
  expect(await merge(store)).toHaveLength(31);
});

test('many segments become one that tells what is still true', async () => {
  const store = contentStore();
  await writeAll(store, many(40));
  const left = await merge(store);
  expect(left.map(({ ref }) => ref.key)).toEqual([`${MANIFEST}0000000040~m.ndjson`]);
  expect(await told(store)).toEqual(['b@"38"', 'a@"39"']);
});

test('large segments are left as they are, and those before them', () => {
  const sized = (bytes: number) => ({ ref: { bucket: '', key: '' }, bytes, number: 1, hasReopened: false });
  const small = Array.from({ length: 40 }, () => sized(100));
  expect(segmentsToMerge([...small, sized(9 << 20), ...small])).toHaveLength(40);
  expect(segmentsToMerge([...small, sized(9 << 20)])).toEqual([]);
});

test('segments that are written later are told later', async () => {
  const store = contentStore();
  await writeAll(store, many(40));
  await merge(store);
  await writeAll(store, [[finishedEntry('a', { etag: '"new"' })]], 41);
  expect((await known(store, ['a.parquet'])).etags).toEqual({ 'a.parquet': '"new"' });
});

test('a segment that another process has written meanwhile still overrules', async () => {
  const store = contentStore();
  await writeAll(store, many(40));
  const segments = segmentsOf(store);
  const listed = await segments.list();
  await writeAll(store, [[reopenedEntry('a')]], 41);
  await mergeSegments(segments, listed, 'm');
  expect((await known(store, ['a.parquet'])).etags).toEqual({ 'a.parquet': undefined });
});

describe('of damaged segments', () => {
  const damage = (store: ContentStore, name: string) =>
    store.put({ bucket: 's3://lake', key: `${MANIFEST}${name}` }, 'damaged');

  test('nothing is lost: they stay', async () => {
    const store = contentStore();
    await writeAll(store, many(40));
    await damage(store, '0000000005-w.ndjson');
    expect(await merge(store)).toHaveLength(2);
    const { warnings } = await known(store, []);
    expect(warnings).toHaveLength(1);
  });

  test('those that told what was reopened still undo what was before them', async () => {
    const store = contentStore();
    await writeAll(store, [[finishedEntry('c')], [reopenedEntry('c')], ...many(38)]);
    await damage(store, '0000000002-w-reopened.ndjson');
    await merge(store);
    expect((await known(store, ['a.parquet', 'c.parquet'])).etags).toEqual({
      'a.parquet': '"37"',
      'c.parquet': undefined,
    });
  });
});

/** A store that is dead after so many deletions. */
function dyingStore(store: ObjectStore, deletions: number): ObjectStore {
  let left = deletions;
  return {
    ...store,
    async delete(ref) {
      if (left === 0) throw new Error('killed');
      left -= 1;
      await store.delete(ref);
    },
  };
}

const entry = fc.oneof(
  fc
    .tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(3))
    .map(([name, n]) => finishedEntry(name, { etag: `"${n}"` })),
  fc.constantFrom('a', 'b', 'c').map((name) => reopenedEntry(name)),
  fc.constantFrom('a', 'b').map((name) =>
    finishedEntry(name, {
      outputs: ['parquet', 'avro'].map((format) => ({
        format: format as 'parquet',
        ref: { bucket: 's3://lake', key: `out/${name}.${format}` },
        bytes: 1,
      })),
    }),
  ),
  fc.constantFrom('a', 'b').map((name) => failedEntry(name)),
);
const outputs = ['a.parquet', 'b.parquet', 'c.parquet', 'a.avro', 'b.avro'];

test('whenever a merge is cut short, the manifest says the same as before, and so it does after another', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(entry, { maxLength: 3 }), { minLength: 32, maxLength: 40 }),
      fc.nat(40),
      async (lists: ManifestEntry[][], deletions) => {
        const store = contentStore();
        await writeAll(store, lists);
        const before = await known(store, outputs);
        await merge(dyingStore(store, deletions)).catch(() => {});
        expect((await known(store, outputs)).etags).toEqual(before.etags);
        await merge(store, 'n');
        expect((await known(store, outputs)).etags).toEqual(before.etags);
      },
    ),
    { numRuns: 60 },
  );
});

test('an entry is told as long as it is the last about one of its outputs; a failure, until the source is finished', () => {
  const two = finishedEntry('a', {
    outputs: ['a.parquet', 'a.avro'].map((name) => ({
      format: 'parquet',
      ref: { bucket: 's3://lake', key: `out/${name}` },
      bytes: 1,
    })),
  });
  const entries = [
    failedEntry('a'),
    two,
    failedEntry('b'),
    finishedEntry('a', { etag: '"2"' }),
    failedEntry('b'),
  ];
  expect(latestEntries(entries).map(inShort)).toEqual(['a@"1"', 'a@"2"', 'b failed']);
});
