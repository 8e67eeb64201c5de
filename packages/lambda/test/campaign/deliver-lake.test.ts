import { StoreError } from '@parquetry/core';
import { describe, expect, test } from 'vitest';
import { deliverLake } from '../../src/campaign/deliver-lake.ts';
import { redriveLetters } from '../../src/campaign/redrive-letters.ts';
import { FakeLake } from './support/lake.ts';

const LETTERS = 'out/_parquetry/dead-letters/';

describe('a lake', () => {
  test('is delivered: outputs, dead letters of what failed, and each told of', async () => {
    const lake = new FakeLake({ 'b.csv': 1 });
    await lake.put('a.csv', 'b.csv', 'bad.csv');
    await deliverLake(lake.delivery());
    expect(lake.told.toSorted()).toEqual(['converted a.csv', 'failed b.csv', 'failed bad.csv']);
    expect(await lake.keys(LETTERS)).toHaveLength(2);
    expect(await lake.keys('out/a')).toEqual(['out/a.avro', 'out/a.parquet']);
  });

  test('is gone on with: what is finished is left, what failed is tried, its dead letter taken away', async () => {
    const lake = new FakeLake({ 'b.csv': 1 });
    await lake.put('a.csv', 'b.csv', 'bad.csv');
    await deliverLake(lake.delivery());
    lake.told.length = 0;
    await deliverLake(lake.delivery());
    expect(lake.told.toSorted()).toEqual(['converted b.csv', 'failed bad.csv']);
    expect(await lake.keys(LETTERS)).toHaveLength(1);
  });

  test('loses its dead letters where it is broken to do so', async () => {
    const lake = new FakeLake();
    await lake.put('a.csv', 'bad.csv');
    await deliverLake(lake.delivery('drop-dead-letters'));
    expect(lake.told.toSorted()).toEqual(['converted a.csv', 'failed bad.csv']);
    expect(await lake.keys(LETTERS)).toEqual([]);
  });

  test('has its outputs after its manifest where it is broken to do so', async () => {
    const lake = new FakeLake();
    await lake.put('a.csv', 'b.csv', 'bad.csv');
    await deliverLake(lake.delivery('manifest-first'));
    expect(lake.told).toHaveLength(3);
    expect(await lake.keys('out/a')).toHaveLength(2);
    expect(await lake.keys(LETTERS)).toEqual([]);
  });
});

describe('dead letters', () => {
  test('are redriven until none but bad data is left', async () => {
    const lake = new FakeLake({ 'b.csv': 2 });
    await lake.put('a.csv', 'b.csv', 'bad.csv');
    for (const name of ['a.csv', 'b.csv', 'bad.csv']) await lake.leaveLetter(name);
    const account = await redriveLetters(lake.delivery());
    expect(account).toEqual({ letters: 3, drained: 2, left: 1, elapsedMs: expect.any(Number) });
    expect(lake.told.toSorted()).toEqual(['converted a.csv', 'converted b.csv']);
    expect(await lake.keys(LETTERS)).toHaveLength(1);
  });

  test('are let be in the end, though another try might help', async () => {
    const lake = new FakeLake({ 'a.csv': 1000 });
    await lake.put('a.csv');
    await lake.leaveLetter('a.csv');
    expect(await redriveLetters(lake.delivery())).toMatchObject({ letters: 1, drained: 0, left: 1 });
  });

  test('are looked for again where they cannot be listed, and anything else is thrown', async () => {
    const lake = new FakeLake();
    await lake.put('a.csv');
    await lake.leaveLetter('a.csv');
    const failing = (errors: readonly Error[]) => {
      const left = [...errors];
      const { order, pipeline, tell } = lake.delivery();
      const store = {
        ...lake.store,
        list(...args: Parameters<typeof lake.store.list>) {
          const error = left.shift();
          if (error) throw error;
          return lake.store.list(...args);
        },
      };
      return { order, tell, pipeline: { ...pipeline, store } };
    };
    const outage = new StoreError('unavailable', { bucket: 's3://lake', key: '' }, 'the connection broke');
    await expect(redriveLetters(failing([new TypeError('a mistake')]))).rejects.toThrow('a mistake');
    expect(await redriveLetters(failing([outage, outage]))).toMatchObject({ drained: 1, left: 0 });
  });

  test('that are none take no time', async () => {
    expect(await redriveLetters(new FakeLake().delivery())).toEqual({
      letters: 0,
      drained: 0,
      left: 0,
      elapsedMs: 0,
    });
  });
});
