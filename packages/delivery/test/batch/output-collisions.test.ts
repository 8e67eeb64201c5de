import { describe, expect, test } from 'vitest';
import { deliver } from './support/delivering.ts';
import { parquetOf, storeWith } from './support/lakes.ts';
import { output, recipeOf, source } from './support/recipes.ts';

describe('two sources of one output', () => {
  const rivals = { 'a.csv': 'one', 'a.d.csv': 'other', 'a.json': 'two' };

  test('are an error that names both, before anything is written for the second', async () => {
    const store = await storeWith(rivals);
    const { became, converted, outcomes } = await deliver({ store });
    expect(became).toEqual({ 'a.csv': 'converted', 'a.d.csv': 'converted', 'a.json': 'failed' });
    expect(converted.toSorted()).toEqual(['in/a.csv', 'in/a.d.csv']);
    expect(outcomes.find(({ status }) => status === 'failed')).toMatchObject({
      failure: {
        kind: 'permanent',
        code: 'OutputCollision',
        attempts: 0,
        message:
          's3://lake/in/a.json and s3://lake/in/a.csv would both be written to s3://lake/out/a.parquet; ' +
          'rename one of them, or convert them to different prefixes',
      },
    });
  });

  test('are an error in every run that follows, too', async () => {
    const store = await storeWith(rivals);
    await deliver({ store });
    const { became } = await deliver({ store });
    expect(became).toEqual({ 'a.csv': 'finished', 'a.d.csv': 'finished', 'a.json': 'failed' });
  });

  test('are an error for the newcomer when one of them was converted before', async () => {
    const store = await storeWith({ 'a.json': 'two' });
    await deliver({ store });
    await store.put(source('a.csv'), 'one');
    const { became } = await deliver({ store });
    expect(became).toEqual({ 'a.csv': 'failed', 'a.json': 'finished' });
    expect(await store.text(output('a.parquet'))).toBe(parquetOf('two'));
  });

  test('are none when the one that was converted before is gone', async () => {
    const store = await storeWith({ 'a.json': 'two' });
    await deliver({ store });
    await store.put(source('a.csv'), 'one');
    await store.delete(source('a.json'));
    const { became, summary } = await deliver({ store });
    expect(became).toEqual({ 'a.csv': 'converted' });
    expect(summary.vanished.sources).toBe(0);
    expect(await store.text(output('a.parquet'))).toBe(parquetOf('one'));
  });

  test('are found across recipes that write to one place', async () => {
    const store = await storeWith({ 'a.csv': 'one' });
    await store.put({ bucket: 's3://lake', key: 'in2/a.csv' }, 'two');
    await deliver({ store });
    const other = recipeOf({ from: { bucket: 's3://lake', prefix: 'in2/' } });
    const { summary } = await deliver({ store, recipe: other });
    expect(summary.failed.permanent).toBe(1);
    expect(await store.text(output('a.parquet'))).toBe(parquetOf('one'));
  });
});
