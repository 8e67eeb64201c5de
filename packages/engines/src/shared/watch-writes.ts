import type { ObjectStore } from '@parquetry/core';

/** The store, telling when one of its writes is called off: by the caller, or because another write failed. */
export function watchWrites(store: ObjectStore, onAbort: (reason: unknown) => void): ObjectStore {
  return {
    ...store,
    write(ref, body, signal) {
      if (signal?.aborted) onAbort(signal.reason);
      else signal?.addEventListener('abort', () => onAbort(signal.reason), { once: true });
      return store.write(ref, body, signal);
    },
  };
}
