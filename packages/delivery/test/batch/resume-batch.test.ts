import type { ObjectStore } from '@parquetry/core';
import { describe, expect, test } from 'vitest';
import { sourceFilter } from '../../src/batch/source-filter.ts';
import type { DeliveryEvent } from '../../src/index.ts';
import { deliver } from './support/delivering.ts';
import { parquetOf, storeWith } from './support/lakes.ts';
import { told } from './support/manifests.ts';
import { output, recipeOf, source } from './support/recipes.ts';

describe('a run that resumes', () => {
  test('skips what is finished', async () => {
    const store = await storeWith({ 'a.csv': 'one', 'b.csv': 'two' });
    await deliver({ store });
    await store.put(source('c.csv'), 'three');
    const { became, converted, summary } = await deliver({ store });
    expect(became).toEqual({ 'a.csv': 'finished', 'b.csv': 'finished', 'c.csv': 'converted' });
    expect(converted).toEqual(['in/c.csv']);
    expect(summary.skipped).toEqual({ finished: 2, gone: 0 });
  });

  test('does everything again when it is not asked to resume, and the manifest says so before', async () => {
    const store = await storeWith({ 'a.csv': 'one' });
    await deliver({ store });
    const { became } = await deliver({ store, resume: false });
    expect(became).toEqual({ 'a.csv': 'converted' });
    expect((await told(store)).map((entry) => entry.replace(/".*"/, 'etag'))).toEqual([
      'a@etag',
      'a reopened',
      'a@etag',
    ]);
  });

  test('redoes changed sources and tells of them', async () => {
    const store = await storeWith({ 'a.csv': 'one', 'b.csv': 'two' });
    await deliver({ store });
    const was = (await store.stat(source('a.csv')))!.etag;
    await store.put(source('a.csv'), 'one and a half');
    const is = (await store.stat(source('a.csv')))!.etag;
    const events: DeliveryEvent[] = [];
    const { became, summary } = await deliver({ store, observe: (event) => events.push(event) });
    expect(became).toEqual({ 'a.csv': 'converted', 'b.csv': 'finished' });
    expect(summary.changed).toBe(1);
    expect(events).toContainEqual(expect.objectContaining({ kind: 'source-changed', was, is }));
    expect(await store.text(output('a.parquet'))).toBe(parquetOf('one and a half'));
  });

  test('redoes what another recipe has made', async () => {
    const store = await storeWith({ 'a.csv': 'one' });
    await deliver({ store });
    const other = recipeOf({ outputs: [{ format: 'parquet', codec: 'zstd' }] });
    const { became, summary } = await deliver({ store, recipe: other });
    expect(became).toEqual({ 'a.csv': 'converted' });
    expect(summary.changed).toBe(0);
    expect(await store.text(output('a.parquet'))).toBe(parquetOf('one', other));
    expect((await deliver({ store })).became).toEqual({ 'a.csv': 'converted' });
  });

  test('keeps apart what recipes with other outputs have made', async () => {
    const store = await storeWith({ 'a.csv': 'one' });
    const avro = recipeOf({ outputs: [{ format: 'avro', codec: 'null' }] });
    await deliver({ store });
    await deliver({ store, recipe: avro });
    expect((await deliver({ store })).became).toEqual({ 'a.csv': 'finished' });
    expect((await deliver({ store, recipe: avro })).became).toEqual({ 'a.csv': 'finished' });
  });

  test('tries failed jobs again', async () => {
    const store = await storeWith({ 'a.csv': 'bad' });
    expect((await deliver({ store })).became).toEqual({ 'a.csv': 'failed' });
    expect(await told(store)).toEqual(['a failed']);
    expect((await deliver({ store })).became).toEqual({ 'a.csv': 'failed' });
  });

  test('names sources that are gone: their outputs stay', async () => {
    const store = await storeWith({ 'a.csv': 'one', 'b.csv': 'two', 'c.csv': 'three' });
    await deliver({ store });
    await store.delete(source('b.csv'));
    const filter = sourceFilter.parse({ exclude: ['c*'] });
    const { summary } = await deliver({ store, filter });
    expect(summary.vanished).toEqual({ sources: 1, first: ['s3://lake/in/b.csv'] });
    expect(await store.text(output('b.parquet'))).toBe(parquetOf('two'));
  });

  test('names no sources of other recipes, though they write to the same place', async () => {
    const store = await storeWith({ 'a.csv': 'one' });
    await store.put({ bucket: 's3://lake', key: 'in2/b.csv' }, 'two');
    const other = recipeOf({ from: { bucket: 's3://lake', prefix: 'in2/' } });
    await deliver({ store });
    const { summary } = await deliver({ store, recipe: other });
    expect(summary).toMatchObject({ converted: 1, vanished: { sources: 0 } });
    expect((await deliver({ store })).became).toEqual({ 'a.csv': 'finished' });
  });

  test('names a damaged segment in its warnings, and does that work again', async () => {
    const store = await storeWith({ 'a.csv': 'one' });
    await deliver({ store });
    const [name] = Object.keys(await store.all('s3://lake', 'out/_parquetry/'));
    await store.put({ bucket: 's3://lake', key: name! }, 'torn');
    const { became, summary } = await deliver({ store });
    expect(became).toEqual({ 'a.csv': 'converted' });
    expect(summary.warnings).toEqual([expect.stringContaining(`${name} is damaged`)]);
  });

  test('leaves a job alone whose source is gone', async () => {
    const store = await storeWith({ 'a.csv': 'one' });
    const vanishing: ObjectStore = {
      ...store,
      async *read(ref, options) {
        if (ref.key === 'in/a.csv') await store.delete(ref);
        yield* store.read(ref, options);
      },
    };
    const { became, summary } = await deliver({ store: vanishing });
    expect(became).toEqual({ 'a.csv': 'gone' });
    expect(summary.skipped).toEqual({ finished: 0, gone: 1 });
    expect(await told(store)).toEqual([]);
  });
});
