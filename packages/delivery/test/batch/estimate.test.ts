import { plainCsv } from '@parquetry/core';
import { describe, expect, test } from 'vitest';
import { sourceFilter } from '../../src/batch/source-filter.ts';
import { dryRunBatch, pipelineSettings, type Recipe, s3RequestPrices } from '../../src/index.ts';
import { virtualClock } from '../resilience/support/virtual-clock.ts';
import { type ContentStore, contentStore } from './support/content-store.ts';
import { deliver } from './support/delivering.ts';
import { recipeOf, source } from './support/recipes.ts';

const MIB = 1 << 20;
const settings = pipelineSettings.parse({});

const dryRun = (store: ContentStore, parts: object = {}, recipe: Recipe = recipeOf()) =>
  dryRunBatch({
    store,
    recipe,
    filter: sourceFilter.parse({}),
    resume: true,
    clock: virtualClock(),
    random: () => 0.5,
    settings,
    ...parts,
  });

/** The same store, in which every source is said to be so large. */
function sized(store: ContentStore, bytes: number): ContentStore {
  return {
    ...store,
    async *list(bucket, prefix) {
      for await (const stat of store.list(bucket, prefix)) yield { ...stat, bytes };
    },
  };
}

async function storeWith(names: readonly string[]) {
  const store = contentStore();
  for (const name of names) await store.put(source(name), 'text');
  return store;
}

test('small objects cost a GET, and a PUT for each output; lists and the manifest come on top', async () => {
  const store = await storeWith(['a.csv', 'b.csv', 'c.md']);
  const both = recipeOf({
    outputs: [
      { format: 'parquet', codec: 'snappy' },
      { format: 'avro', codec: 'null' },
    ],
  });
  expect(await dryRun(store, {}, both)).toEqual({
    objects: 2,
    bytes: 8,
    skipped: 0,
    refused: [],
    requests: {
      ListObjectsV2: 2,
      GetObject: 2,
      PutObject: 5,
      CreateMultipartUpload: 0,
      UploadPart: 0,
      CompleteMultipartUpload: 0,
      DeleteObject: 0,
    },
    dollars: {
      byRequest: {
        ListObjectsV2: expect.closeTo(1e-5, 12),
        GetObject: expect.closeTo(8e-7, 12),
        PutObject: expect.closeTo(2.5e-5, 12),
        CreateMultipartUpload: 0,
        UploadPart: 0,
        CompleteMultipartUpload: 0,
        DeleteObject: 0,
      },
      requests: expect.closeTo(3.58e-5, 12),
      total: expect.closeTo(3.58e-5, 12),
    },
    prices: s3RequestPrices,
    outputBytesPerByte: 1,
    changed: 0,
    leftOut: expect.objectContaining({ ending: 1 }),
    vanished: { sources: 0, first: [] },
    warnings: [],
  });
});

test('nothing is written', async () => {
  const store = await storeWith(['a.csv']);
  await deliver({ store });
  await store.put(source('a.csv'), 'changed');
  const before = await store.all('s3://lake');
  expect((await dryRun(store)).changed).toBe(1);
  expect(await store.all('s3://lake')).toEqual(before);
});

test('what is finished costs nothing when the batch resumes', async () => {
  const store = await storeWith(['a.csv', 'b.csv']);
  await deliver({ store });
  await store.delete(source('b.csv'));
  const { objects, requests, skipped, vanished } = await dryRun(store);
  expect({ objects, skipped, vanished: vanished.first }).toEqual({
    objects: 0,
    skipped: 1,
    vanished: ['s3://lake/in/b.csv'],
  });
  expect(requests).toMatchObject({ ListObjectsV2: 2, GetObject: 1, PutObject: 0 });
  expect((await dryRun(store, { resume: false })).objects).toBe(1);
});

test('two sources of one output are told of beforehand', async () => {
  const store = await storeWith(['a.csv', 'a.json']);
  const { objects, refused } = await dryRun(store);
  expect(objects).toBe(1);
  expect(refused).toEqual([expect.stringContaining('would both be written to s3://lake/out/a.parquet')]);
});

describe('large objects', () => {
  const requestsOf = async (typing: object, parts: object = {}) => {
    const store = sized(await storeWith(['a.csv']), 100 * MIB);
    const { requests } = await dryRun(store, parts, recipeOf({ typing: typing as Recipe['typing'] }));
    return requests;
  };

  test('are read in ranges: their beginning looked at first, then all of them, twice where every row is typed', async () => {
    const schema = { columns: [{ name: 'a', type: { kind: 'int64' as const }, nullable: true }] };
    const ranges = Math.ceil((100 * MIB) / settings.s3.rangeBytes);
    const shared = { kind: 'shared', schema, isWhole: true };
    const model = { format: plainCsv(['a']), firstLine: btoa('a\n') };
    expect((await requestsOf(shared)).GetObject).toBe(1 + ranges);
    expect((await requestsOf({ ...shared, model })).GetObject).toBe(1 + ranges);
    expect((await requestsOf({ kind: 'per-object' })).GetObject).toBe(1 + 2 * ranges);
    expect((await requestsOf({ kind: 'per-object', sampleBytes: MIB })).GetObject).toBe(2 + ranges);
  });

  test('are written in parts, with a note in the journal', async () => {
    const requests = await requestsOf({ kind: 'per-object' }, { outputBytesPerByte: 0.2 });
    expect(requests).toMatchObject({
      PutObject: 2,
      CreateMultipartUpload: 1,
      UploadPart: Math.ceil((20 * MIB) / settings.s3.partBytes),
      CompleteMultipartUpload: 1,
      DeleteObject: 1,
    });
    expect((await requestsOf({ kind: 'per-object' }, { outputBytesPerByte: 0.01 })).UploadPart).toBe(0);
  });
});

test('time is priced where it was measured', async () => {
  const store = sized(await storeWith(['a.csv', 'b.csv']), 5_000_000);
  const { dollars } = await dryRun(store, {
    compute: { cpuSecondsPerMb: 0.02, dollarsPerCpuSecond: 0.00003 },
  });
  expect(dollars.compute).toBeCloseTo(10 * 0.02 * 0.00003, 12);
  expect(dollars.total).toBeCloseTo(dollars.requests + 10 * 0.02 * 0.00003, 12);
});

test('files cost no requests', async () => {
  const files = recipeOf({
    from: { bucket: '/data', prefix: 'in/' },
    to: { bucket: '/data', prefix: 'out/' },
  });
  const store = contentStore();
  await store.put({ bucket: '/data', key: 'in/a.csv' }, 'text');
  const { dollars, objects } = await dryRun(store, {}, files);
  expect({ objects, total: dollars.total }).toEqual({ objects: 1, total: 0 });
});

test('outputs among the sources are refused', async () => {
  const below = recipeOf({ to: { bucket: 's3://lake', prefix: 'in/out/' } });
  await expect(dryRun(contentStore(), {}, below)).rejects.toThrow('one lies within the other');
});
