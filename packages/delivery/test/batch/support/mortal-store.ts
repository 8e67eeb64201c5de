import { setImmediate } from 'node:timers/promises';
import type { ObjectStore } from '@parquetry/core';

const never = new Promise<never>(() => {});

/**
 * The same store, seen from a process that is killed at step `steps`: each write and each deletion has two, before it
 * takes effect and after it has, before anybody learns of it. From then on nothing has any effect or is answered.
 * `chance` tells how long each call takes.
 */
export function mortalStore(store: ObjectStore, steps: number, chance: () => number) {
  const died = Promise.withResolvers<'killed'>();
  let left = steps;
  const step = async () => {
    if (left === 0) died.resolve('killed');
    left -= 1;
    if (left < 0) await never;
  };
  const pause = async () => {
    for (let turns = Math.floor(chance() * 4); turns > 0; turns -= 1) await setImmediate();
    if (left < 0) await never;
  };
  const change = async <T>(run: () => Promise<T>): Promise<T> => {
    await pause();
    await step();
    const result = await run();
    await step();
    return result;
  };
  const mortal: ObjectStore = {
    async stat(ref) {
      await pause();
      return store.stat(ref);
    },
    async *read(ref, options) {
      await pause();
      yield* store.read(ref, options);
    },
    async *list(bucket, prefix) {
      await pause();
      yield* store.list(bucket, prefix);
    },
    write: (ref, body) => change(() => store.write(ref, body)),
    delete: (ref) => change(() => store.delete(ref)),
  };
  return { store: mortal, died: died.promise };
}
