import {
  displayRef,
  markReopenable,
  type ObjectRef,
  type ObjectStore,
  RequestError,
  reopeningOf,
} from '@parquetry/core';
import type { Place } from '../../jobs/recipe.ts';

/** The same store, but that nothing below a place can be written or deleted: those calls reject with RequestError. */
export function readOnlySources(store: ObjectStore, { bucket, prefix }: Place): ObjectStore {
  const guard = (ref: ObjectRef, verb: string) => {
    if (ref.bucket !== bucket || !ref.key.startsWith(prefix)) return;
    throw new RequestError(
      `${displayRef(ref)} is a source: it is never ${verb}; choose another place for outputs`,
    );
  };
  const guarded: ObjectStore = {
    stat: (ref, signal) => store.stat(ref, signal),
    read: (ref, options) => store.read(ref, options),
    list: (from, below, signal) => store.list(from, below, signal),
    async write(ref, body, signal) {
      guard(ref, 'written');
      return store.write(ref, body, signal);
    },
    async delete(ref, signal) {
      guard(ref, 'deleted');
      return store.delete(ref, signal);
    },
  };
  const reopening = reopeningOf(store);
  return reopening ? markReopenable(guarded, reopening) : guarded;
}
