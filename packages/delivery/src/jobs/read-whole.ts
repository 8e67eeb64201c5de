import { collectBytes, type ObjectRef, type ObjectStore } from '@parquetry/core';
import { readWhole as readByOneRequest } from '@parquetry/s3';
import type { HeldObject } from './workbench.ts';

export interface ReadWholeOptions {
  /** The read fails with `changed` unless the object still has this etag. */
  readonly ifMatch?: string;
  readonly signal: AbortSignal;
}

/** An object with its version. */
export type ReadWhole = (ref: ObjectRef, options: ReadWholeOptions) => Promise<HeldObject>;

/**
 * By one request: of a version that is known from any store, of an unknown one where `storeOf` has a store that tells it
 * with the content; any other is asked for the version first.
 */
export const readWholeFrom =
  (storeOf: (ref: ObjectRef) => ObjectStore): ReadWhole =>
  async (ref, { ifMatch, signal }) => {
    const store = storeOf(ref);
    if (ifMatch === undefined) {
      const { stat, bytes } = await readByOneRequest(store, ref, { signal });
      return { stat, content: bytes };
    }
    const content = await collectBytes(store.read(ref, { ifMatch, signal }));
    return { stat: { ref, bytes: content.length, etag: ifMatch }, content };
  };
