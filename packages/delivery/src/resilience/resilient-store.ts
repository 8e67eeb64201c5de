import { markReopenable, type ObjectRef, type ObjectStore, reopeningOf } from '@parquetry/core';
import { isWholeReader, type WholeReader } from '@parquetry/s3';
import type { Place } from '../jobs/recipe.ts';
import type { Breaker } from './breaker.ts';
import type { Breakers } from './breakers.ts';

/** A stream counts as answered with its first item; what breaks later is charged as well. */
async function* guardStream<T>(
  breaker: Breaker,
  open: () => AsyncIterable<T>,
  signal?: AbortSignal,
): AsyncGenerator<T, void> {
  let iterator: AsyncIterator<T> | undefined;
  const first = () => {
    iterator = open()[Symbol.asyncIterator]();
    return iterator.next();
  };
  const rest = (stream: AsyncIterator<T>) =>
    stream.next().catch((error: unknown) => {
      breaker.brokeOff(error, signal);
      throw error;
    });
  try {
    let next = await breaker.run(first, signal);
    while (!next.done) {
      yield next.value;
      next = await rest(iterator!);
    }
  } finally {
    await iterator?.return?.();
  }
}

const isIn = ({ bucket, key }: ObjectRef, place: Place) =>
  bucket === place.bucket && key.startsWith(place.prefix);

/**
 * The same store, every request of which passes the breaker of its dependency and tells it how it went. `places` says
 * where each dependency lies, by name; of several the one with the longest prefix is meant. What lies nowhere is not
 * guarded. Reads that another thread makes of a reopened store are not, either.
 */
export function resilientStore(
  store: ObjectStore,
  breakers: Breakers,
  places: Readonly<Record<string, Place>>,
): ObjectStore {
  const known = Object.entries(places)
    .sort(([, a], [, b]) => b.prefix.length - a.prefix.length)
    .map(([dependency, place]) => ({ place, breaker: breakers.of(dependency) }));
  const breakerOf = (ref: ObjectRef) => known.find(({ place }) => isIn(ref, place))?.breaker;
  const guard = <T>(ref: ObjectRef, request: () => Promise<T>, signal?: AbortSignal) => {
    const breaker = breakerOf(ref);
    return breaker ? breaker.run(request, signal) : request();
  };
  const guarded: ObjectStore = {
    stat: (ref, signal) => guard(ref, () => store.stat(ref, signal), signal),
    read(ref, options) {
      const breaker = breakerOf(ref);
      if (breaker === undefined) return store.read(ref, options);
      return guardStream(breaker, () => store.read(ref, options), options?.signal);
    },
    write: (ref, body, signal) => guard(ref, () => store.write(ref, body, signal), signal),
    list(bucket, prefix, signal) {
      const breaker = breakerOf({ bucket, key: prefix });
      if (breaker === undefined) return store.list(bucket, prefix, signal);
      return guardStream(breaker, () => store.list(bucket, prefix, signal), signal);
    },
    delete: (ref, signal) => guard(ref, () => store.delete(ref, signal), signal),
  };
  if (isWholeReader(store)) {
    const readWhole: WholeReader['readWhole'] = (ref, options) =>
      guard(ref, () => store.readWhole(ref, options), options?.signal);
    Object.assign(guarded, { readWhole });
  }
  const reopening = reopeningOf(store);
  return reopening ? markReopenable(guarded, reopening) : guarded;
}
