import type { ObjectRef, ObjectStore } from './object-store.ts';

/** A store as plain data: another thread opens one of its own from it, with the same objects. */
export interface StoreSpec {
  readonly kind: 'files';
}

/** How a store is used from another thread. */
export interface Reopening {
  readonly spec: StoreSpec;
  /** Whether the reopened store treats the object as this one does. */
  readonly covers: (ref: ObjectRef) => boolean;
  /** To be told of bytes that the reopened store has read, so that whoever counts them here counts them too. */
  readonly onRead: (bytes: number) => void;
}

const known = new WeakMap<ObjectStore, Reopening>();

/** Marks a store as one that other threads may reopen; a copy of it with other members is none. */
export function markReopenable(store: ObjectStore, reopening: Reopening): ObjectStore {
  known.set(store, reopening);
  return store;
}

/** Undefined: the store is of this thread alone. */
export const reopeningOf = (store: ObjectStore): Reopening | undefined => known.get(store);
