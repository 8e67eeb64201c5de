import { memoryStore, type ObjectStore } from '@parquetry/core';
import { Random } from '../random.ts';

/** A store in memory that cuts what is read into chunks of any size. */
export interface ChoppingStore extends ObjectStore {
  /** Decides where reads are cut from now on; whole chunks when absent. */
  chopBy(seed: number | undefined): void;
}

/** Of a large object no crumbs, which take long and show nothing new. */
const LARGE_BYTES = 10_000;

function* chopped(chunk: Uint8Array, random: Random): Iterable<Uint8Array> {
  const [least, most] =
    chunk.length > LARGE_BYTES
      ? [500, 100_000]
      : (random.pick([
          [1, 3],
          [1, 60],
          [20, 3000],
        ]) as [number, number]);
  for (let at = 0; at < chunk.length; ) {
    if (random.chance(3)) yield new Uint8Array(0);
    const end = at + random.between(least, most);
    // A copy of its own, so that whoever keeps a view of a chunk is noticed.
    yield chunk.slice(at, end);
    at = end;
  }
}

export function choppingStore(): ChoppingStore {
  const store = memoryStore();
  let seed: number | undefined;
  let reads = 0;
  return {
    ...store,
    async *read(ref, options) {
      reads += 1;
      const random = seed === undefined ? undefined : new Random(seed, reads);
      for await (const chunk of store.read(ref, options)) {
        if (random === undefined) yield chunk;
        else yield* chopped(chunk, random);
      }
    },
    chopBy(next) {
      seed = next;
      reads = 0;
    },
  };
}
