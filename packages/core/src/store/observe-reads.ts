import type { ObjectStore } from './object-store.ts';

/** The same store; `onBytes` learns of every chunk that is read. */
export function observeReads(store: ObjectStore, onBytes: (bytes: number) => void): ObjectStore {
  return {
    ...store,
    async *read(ref, options) {
      for await (const chunk of store.read(ref, options)) {
        onBytes(chunk.byteLength);
        yield chunk;
      }
    },
  };
}
