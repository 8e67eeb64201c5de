import { type ObjectStore, StoreError } from '@parquetry/core';
import { expect, test } from 'vitest';
import { batchLetters, type FailedOutcome, storedDeadLetters } from '../../src/index.ts';
import { contentStore } from '../batch/support/content-store.ts';
import { jobOf } from '../batch/support/jobs.ts';
import { recipeOf } from '../batch/support/recipes.ts';
import { virtualClock } from '../resilience/support/virtual-clock.ts';

const recipe = recipeOf();
const patience = () => ({ clock: virtualClock(), random: () => 0 });

const failed = (name: string): FailedOutcome => ({
  status: 'failed',
  job: jobOf(name),
  failure: { kind: 'data-quality', code: 'BadInputError', message: `${name} is bad`, attempts: 1 },
});

const keysIn = async (store: ObjectStore) =>
  (await Array.fromAsync(storedDeadLetters(store, recipe.to).list())).map((entry) =>
    entry.status === 'letter' ? entry.letter.job.source.ref.key : entry.id,
  );

/** The first requests are not answered. */
function unreliable(store: ObjectStore, failures: number): ObjectStore {
  let left = failures;
  const come = (ref: { bucket: string; key: string }) => {
    left -= 1;
    if (left >= 0) throw new StoreError('unavailable', ref, 'the connection broke');
  };
  return {
    ...store,
    async *read(ref, options) {
      come(ref);
      yield* store.read(ref, options);
    },
    async write(ref, body, signal) {
      come(ref);
      return store.write(ref, body, signal);
    },
    async *list(bucket, prefix, signal) {
      come({ bucket, key: prefix });
      yield* store.list(bucket, prefix, signal);
    },
    async delete(ref, signal) {
      come(ref);
      return store.delete(ref, signal);
    },
  };
}

test('a job that fails has a letter, and none once it has not failed any more', async () => {
  const store = contentStore();
  const first = await batchLetters({ store, recipe, resume: false, ...patience() });
  await first.failed(failed('a.csv'));
  await first.failed(failed('b.csv'));
  expect(await keysIn(store)).toEqual(['in/a.csv', 'in/b.csv']);

  const second = await batchLetters({ store, recipe, resume: true, ...patience() });
  await second.settled(jobOf('a.csv').id);
  await second.settled(jobOf('c.csv').id);
  expect(await keysIn(store)).toEqual(['in/b.csv']);
});

test('letters are written, found and taken away through an unreliable store', async () => {
  const store = contentStore();
  const { clock, random } = patience();
  const options = { recipe, clock, random };
  const first = await batchLetters({ store: unreliable(store, 2), resume: false, ...options });
  await clock.drive(first.failed(failed('a.csv')));
  expect(await keysIn(store)).toEqual(['in/a.csv']);

  const second = await clock.drive(batchLetters({ store: unreliable(store, 3), resume: true, ...options }));
  await clock.drive(second.settled(jobOf('a.csv').id));
  expect(await keysIn(store)).toEqual([]);
});

test('a letter that cannot be taken away is tried to be taken away the next time', async () => {
  const store = contentStore();
  await (await batchLetters({ store, recipe, resume: false, ...patience() })).failed(failed('a.csv'));
  let isOut = true;
  const sometimes: ObjectStore = {
    ...store,
    async delete(ref, signal) {
      if (isOut) throw new StoreError('denied', ref, 'access denied');
      return store.delete(ref, signal);
    },
  };
  const letters = await batchLetters({ store: sometimes, recipe, resume: true, ...patience() });
  await expect(letters.settled(jobOf('a.csv').id)).rejects.toThrow('access denied');
  isOut = false;
  await letters.settled(jobOf('a.csv').id);
  expect(await keysIn(store)).toEqual([]);
});

test('an earlier batch is asked nothing when a new one begins', async () => {
  const store: ObjectStore = {
    ...contentStore(),
    list() {
      throw new Error('listed in vain');
    },
  };
  const letters = await batchLetters({ store, recipe, resume: false, ...patience() });
  await letters.settled(jobOf('a.csv').id);
});
