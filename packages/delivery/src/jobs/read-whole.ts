import { collectBytes, displayRef, type ObjectRef, type ObjectStore, StoreError } from '@parquetry/core';
import type { HeldObject } from './workbench.ts';

export interface ReadWholeOptions {
  readonly mostBytes: number;
  /** The read fails with `changed` unless the object still has this etag. */
  readonly ifMatch?: string;
  readonly signal: AbortSignal;
}

/** An object with its version; undefined where it is larger than `mostBytes`. */
export type ReadWhole = (ref: ObjectRef, options: ReadWholeOptions) => Promise<HeldObject | undefined>;

/** Of a version that is known by one request; else the store is asked for the version first. */
export const readWholeFrom =
  (store: ObjectStore): ReadWhole =>
  async (ref, { mostBytes, ifMatch, signal }) => {
    let etag = ifMatch;
    if (etag === undefined) {
      const found = await store.stat(ref, signal);
      if (found === undefined) throw new StoreError('not-found', ref, `${displayRef(ref)} does not exist`);
      if (found.bytes > mostBytes) return undefined;
      etag = found.etag;
    }
    const content = await collectBytes(store.read(ref, { ifMatch: etag, signal }));
    return { stat: { ref, bytes: content.length, etag }, content };
  };
