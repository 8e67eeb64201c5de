import { BadInputError } from '../conversion/errors.ts';
import {
  type ByteRange,
  collectBytes,
  displayRef,
  type ObjectRef,
  type ObjectStat,
  type ObjectStore,
  StoreError,
} from '../store/object-store.ts';

/** One version of an object, with the means to read it. */
export interface StoredFile {
  readonly store: ObjectStore;
  readonly stat: ObjectStat;
  readonly name: string;
}

/** @throws StoreError `not-found` when there is no such object. */
export async function findFile(
  store: ObjectStore,
  ref: ObjectRef,
  signal?: AbortSignal,
): Promise<StoredFile> {
  const stat = await store.stat(ref, signal);
  const name = displayRef(ref);
  if (stat === undefined) throw new StoreError('not-found', ref, `${name} does not exist; check the path`);
  return { store, stat, name };
}

/** Reads exactly `range` of the version that was found. */
export async function readRange(
  { store, stat, name }: StoredFile,
  range: ByteRange,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const stream = store.read(stat.ref, { range, ifMatch: stat.etag, ...(signal && { signal }) });
  const bytes = await collectBytes(stream);
  const wanted = range.end - range.start;
  if (bytes.byteLength !== wanted) {
    throw new BadInputError(
      `${name}: ${bytes.byteLength} bytes found at byte ${range.start} where ${wanted} should be; the file is cut short`,
    );
  }
  return bytes;
}
