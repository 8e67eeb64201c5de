import { type ObjectStore, StoreError } from '@parquetry/core';
import { expect, test } from 'vitest';
import { ManifestWriter } from '../../src/batch/manifest/manifest-writer.ts';
import { Segments } from '../../src/batch/manifest/segments.ts';
import type { DeliveryEvent } from '../../src/index.ts';
import { virtualClock } from '../resilience/support/virtual-clock.ts';
import { contentStore } from './support/content-store.ts';
import { failedEntry, finishedEntry, reopenedEntry } from './support/entries.ts';
import { MANIFEST, segmentsOf, to, told, writeAll } from './support/manifests.ts';

async function open(store: ObjectStore, writeThrough: ObjectStore = store) {
  const clock = virtualClock();
  const events: DeliveryEvent[] = [];
  const troubles: unknown[] = [];
  const warnings: string[] = [];
  const segments = new Segments(writeThrough, to, { clock, random: () => 0.5 });
  const writer = new ManifestWriter(segments, await segmentsOf(store).list(), {
    flushJobs: 3,
    flushMs: 1000,
    clock,
    random: () => 0.5,
    observe: (event) => events.push(event),
    onTrouble: (error) => troubles.push(error),
    warn: (text) => warnings.push(text),
  });
  return { clock, events, troubles, warnings, writer };
}

const segmentNames = async (store: ObjectStore) =>
  (await segmentsOf(store).list()).map(({ ref }) => ref.key.slice(MANIFEST.length));

/** A store that fails so many writes. */
function failingStore(store: ObjectStore, failures: number, code: 'unavailable' | 'denied' = 'unavailable') {
  let left = failures;
  return {
    ...store,
    async write(...call: Parameters<ObjectStore['write']>) {
      if (left === 0) return store.write(...call);
      left -= 1;
      throw new StoreError(code, call[0], `${code} in the test`);
    },
  };
}

test('so many entries are written at once', async () => {
  const store = contentStore();
  const { clock, events, writer } = await open(store);
  for (const name of ['a', 'b', 'c']) writer.append(finishedEntry(name));
  await clock.settle();
  expect(await told(store)).toEqual(['a@"1"', 'b@"1"', 'c@"1"']);
  expect(events).toEqual([{ kind: 'flushed', jobs: 3 }]);
  writer.append(finishedEntry('d'));
  await writer.close();
  expect(await told(store)).toEqual(['a@"1"', 'b@"1"', 'c@"1"', 'd@"1"']);
  expect(await segmentNames(store)).toEqual(['0000000001-70jyf0u8.ndjson', '0000000002-70jyf0u8.ndjson']);
});

test('fewer are written when the first of them is so old, and nobody waits any longer then', async () => {
  const store = contentStore();
  const { clock, writer } = await open(store);
  writer.append(finishedEntry('a'));
  await clock.advance(900);
  writer.append(failedEntry('b'));
  await clock.advance(99);
  expect(await told(store)).toEqual([]);
  await clock.advance(1);
  expect(await told(store)).toEqual(['a@"1"', 'b failed']);
  expect(clock.sleeping).toBe(0);
  await writer.close();
});

test('closing leaves no timer behind', async () => {
  const { clock, writer } = await open(contentStore());
  writer.append(finishedEntry('a'));
  await writer.close();
  expect(clock.sleeping).toBe(0);
});

test('what is reopened is written when that resolves, with all before it', async () => {
  const store = contentStore();
  const { events, writer } = await open(store);
  writer.append(finishedEntry('a'));
  await writer.reopen([reopenedEntry('b'), reopenedEntry('c')]);
  expect(await told(store)).toEqual(['a@"1"', 'b reopened', 'c reopened']);
  expect(await segmentNames(store)).toEqual([expect.stringMatching(/-reopened\.ndjson$/)]);
  expect(events).toEqual([{ kind: 'flushed', jobs: 1 }]);
});

test('a manifest without news is not written to', async () => {
  const store = contentStore();
  const { writer } = await open(store);
  await writer.close();
  expect(await segmentNames(store)).toEqual([]);
});

test('numbers go on where those of earlier segments end', async () => {
  const store = contentStore();
  await writeAll(store, [[finishedEntry('a')]], 41);
  await store.put({ bucket: 's3://lake', key: `${MANIFEST}zzz.txt` }, 'mine');
  const { writer } = await open(store);
  writer.append(finishedEntry('b'));
  await writer.close();
  expect((await segmentNames(store))[1]).toMatch(/^0000000042-/);
});

test('an outage of minutes is waited out', async () => {
  const store = contentStore();
  const { clock, troubles, writer } = await open(store, failingStore(store, 50));
  await clock.drive(writer.reopen([reopenedEntry('a')]));
  expect(clock.now()).toBeGreaterThan(3 * 60_000);
  expect(await told(store)).toEqual(['a reopened']);
  expect(troubles).toEqual([]);
});

test('one of more than ten minutes is trouble', async () => {
  const store = contentStore();
  const { clock, writer } = await open(store, failingStore(store, 1000));
  await expect(clock.drive(writer.reopen([reopenedEntry('a')]))).rejects.toThrow('unavailable in the test');
  expect(clock.now()).toBeLessThan(11 * 60_000);
});

test('closing does not wait for an outage to pass, only for a few more tries', async () => {
  const store = contentStore();
  const { clock, writer } = await open(store, failingStore(store, 10));
  for (const name of ['a', 'b', 'c']) writer.append(finishedEntry(name));
  await clock.advance(2000);
  await clock.drive(writer.close());
  expect(clock.now()).toBeLessThan(10_000);
  expect(await told(store)).toEqual(['a@"1"', 'b@"1"', 'c@"1"']);
});

test('what cannot be written in passing is told at once, and tried once more at the end', async () => {
  const store = contentStore();
  const { clock, troubles, writer } = await open(store, failingStore(store, 1, 'denied'));
  for (const name of ['a', 'b', 'c']) writer.append(finishedEntry(name));
  await clock.settle();
  expect(troubles).toEqual([expect.objectContaining({ message: 'denied in the test' })]);
  await writer.close();
  expect(await told(store)).toEqual(['a@"1"', 'b@"1"', 'c@"1"']);
});

test('what cannot be written at the end is an error', async () => {
  const store = contentStore();
  const { writer } = await open(store, failingStore(store, 9, 'denied'));
  writer.append(finishedEntry('a'));
  await expect(writer.close()).rejects.toThrow('denied in the test');
});

test('what cannot be reopened is an error', async () => {
  const store = contentStore();
  const { writer } = await open(store, failingStore(store, 9, 'denied'));
  await expect(writer.reopen([reopenedEntry('a')])).rejects.toThrow('denied in the test');
});

test('segments are merged while it is written', async () => {
  const store = contentStore();
  const { clock, writer } = await open(store);
  for (let n = 0; n < 3 * 70; n += 1) {
    writer.append(finishedEntry(`${n}`));
    await clock.settle();
  }
  await writer.close();
  expect((await segmentNames(store)).length).toBeLessThan(32);
  expect(await told(store)).toHaveLength(3 * 70);
});

test('segments that cannot be deleted are as good as merged ones; that is said once', async () => {
  const store = contentStore();
  const undeletable: ObjectStore = {
    ...store,
    async delete(ref) {
      throw new StoreError('denied', ref, 'access denied');
    },
  };
  const { clock, warnings, writer } = await open(store, undeletable);
  for (let n = 0; n < 3 * 40; n += 1) {
    writer.append(finishedEntry(`${n}`));
    await clock.settle();
  }
  await writer.close();
  expect(warnings).toEqual(['the segments of the manifest stay as many as they are: access denied']);
  expect(new Set(await told(store)).size).toBe(3 * 40);
});
