import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore, type ObjectStore, StoreError } from '@parquetry/core';
import { expect, test } from 'vitest';
import { readManifest } from '../../src/batch/manifest/read-manifest.ts';
import { Segments } from '../../src/batch/manifest/segments.ts';
import { virtualClock } from '../resilience/support/virtual-clock.ts';
import { contentStore } from './support/content-store.ts';
import { failedEntry, finishedEntry, reopenedEntry } from './support/entries.ts';
import { known, MANIFEST, segmentsOf, writeAll } from './support/manifests.ts';

const names = ['a.parquet', 'b.parquet'];
const segmentRef = (name: string) => ({ bucket: 's3://lake', key: MANIFEST + name });

test('nothing is known of a prefix without a manifest', async () => {
  expect(await known(contentStore(), names)).toEqual({
    etags: { 'a.parquet': undefined, 'b.parquet': undefined },
    warnings: [],
    segments: 0,
  });
});

test('a directory that does not exist yet has no manifest', async () => {
  const segments = new Segments(
    fileStore(),
    { bucket: '/nowhere/at/all', prefix: '' },
    {
      clock: virtualClock(),
      random: () => 0,
    },
  );
  expect(await segments.list()).toEqual([]);
});

test('later entries overrule earlier ones, in the order of segments', async () => {
  const store = contentStore();
  await writeAll(store, [
    [finishedEntry('a'), finishedEntry('b')],
    [reopenedEntry('a'), failedEntry('b')],
    [finishedEntry('a', { etag: '"2"' })],
  ]);
  expect((await known(store, names)).etags).toEqual({ 'a.parquet': '"2"', 'b.parquet': '"1"' });
});

test('what was reopened is not known', async () => {
  const store = contentStore();
  await writeAll(store, [[finishedEntry('a')], [reopenedEntry('a')]]);
  expect((await known(store, names)).etags['a.parquet']).toBe(undefined);
});

test('many segments are read, in their order', async () => {
  const store = contentStore();
  await writeAll(
    store,
    Array.from({ length: 23 }, (_, n) => [finishedEntry('a', { etag: `"${n}"` })]),
  );
  expect((await known(store, names)).etags['a.parquet']).toBe('"22"');
});

test('a damaged segment is named, and only what it tells does not count', async () => {
  const store = contentStore();
  await writeAll(store, [[finishedEntry('a')], [finishedEntry('b')]]);
  const ref = segmentRef('0000000002-w.ndjson');
  await store.put(ref, (await store.text(ref))!.slice(0, -20));
  expect(await known(store, names)).toEqual({
    etags: { 'a.parquet': '"1"', 'b.parquet': undefined },
    warnings: [
      's3://lake/out/_parquetry/manifest/0000000002-w.ndjson is damaged: it is cut short or was changed (its checksum ' +
        'differs); what it tells of finished work is not counted, and that work is done again; delete it once a run has ended',
    ],
    segments: 2,
  });
});

test('when a segment is damaged that told what was reopened, nothing before it counts', async () => {
  const store = contentStore();
  await writeAll(store, [[finishedEntry('a')], [reopenedEntry('a')], [finishedEntry('b')]]);
  await store.put(segmentRef('0000000002-w-reopened.ndjson'), 'x');
  const { etags, warnings } = await known(store, names);
  expect(etags).toEqual({ 'a.parquet': undefined, 'b.parquet': '"1"' });
  expect(warnings).toEqual([
    expect.stringMatching(/what it and earlier segments tell of finished work is not counted/),
  ]);
});

test('an object that is no segment is named and left alone', async () => {
  const store = contentStore();
  await writeAll(store, [[finishedEntry('a')]]);
  await store.put(segmentRef('notes.txt'), 'mine');
  const { etags, warnings } = await known(store, names);
  expect(etags['a.parquet']).toBe('"1"');
  expect(warnings).toEqual([
    's3://lake/out/_parquetry/manifest/notes.txt is no part of the manifest and is left alone: its name is not that of a segment',
  ]);
});

/** A store in which segments are merged between listing and reading, so many times. */
function mergingStore(store: ObjectStore, times: number): ObjectStore {
  let left = times;
  return {
    ...store,
    async *read(ref, options) {
      if (left > 0) {
        left -= 1;
        throw new StoreError('not-found', ref, `${ref.key} does not exist`);
      }
      yield* store.read(ref, options);
    },
  };
}

test('segments that were merged since they were listed are listed again', async () => {
  const store = contentStore();
  await writeAll(store, [[finishedEntry('a')]]);
  expect((await known(mergingStore(store, 2), names)).etags['a.parquet']).toBe('"1"');
  await expect(known(mergingStore(store, 3), names)).rejects.toThrow('does not exist');
});

test('a store that cannot be read is an error, not an empty manifest', async () => {
  const store = contentStore();
  await writeAll(store, [[finishedEntry('a')]]);
  const denying: ObjectStore = {
    ...store,
    read(ref) {
      throw new StoreError('denied', ref, 'access denied');
    },
  };
  await expect(known(denying, names)).rejects.toThrow('access denied');
});

test('reading ends with an abort', async () => {
  const store = contentStore();
  await writeAll(store, [[finishedEntry('a')]]);
  const reading = readManifest(
    segmentsOf(store),
    () => {},
    AbortSignal.abort(new Error('stopped by the test')),
  );
  await expect(reading).rejects.toThrow('stopped by the test');
});

test('a manifest can lie in files', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-manifest-'));
  try {
    const place = { bucket: directory, prefix: 'out/' };
    const segments = new Segments(fileStore(), place, { clock: virtualClock(), random: () => 0 });
    await segments.write({ number: 1, writer: 'w', isMerged: false }, [finishedEntry('a')]);
    const { index } = await readManifest(segments, () => {});
    expect(index.at({ bucket: 's3://lake', key: 'out/a.parquet' })).toMatchObject({ etag: '"1"' });
  } finally {
    await rm(directory, { recursive: true });
  }
});
