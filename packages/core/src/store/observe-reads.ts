import type { ObjectStore } from './object-store.ts';
import { markReopenable, reopeningOf } from './store-spec.ts';

/** The same store; `onBytes` learns of every chunk that is read, on other threads too. */
export function observeReads(store: ObjectStore, onBytes: (bytes: number) => void): ObjectStore {
  const observed: ObjectStore = {
    ...store,
    async *read(ref, options) {
      for await (const chunk of store.read(ref, options)) {
        onBytes(chunk.byteLength);
        yield chunk;
      }
    },
  };
  const inner = reopeningOf(store);
  if (inner === undefined) return observed;
  const onRead = (bytes: number) => {
    onBytes(bytes);
    inner.onRead(bytes);
  };
  return markReopenable(observed, { ...inner, onRead });
}
