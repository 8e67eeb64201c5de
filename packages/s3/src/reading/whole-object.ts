import {
  type ByteStream,
  displayRef,
  type ObjectRef,
  type ObjectStat,
  type ObjectStore,
  type ReadOptions,
  StoreError,
} from '@parquetry/core';

export interface WholeObject {
  readonly stat: ObjectStat;
  /** The caller's own memory. */
  readonly bytes: Uint8Array;
}

export type WholeReadOptions = Pick<ReadOptions, 'ifMatch' | 'signal' | 'into'>;

/** A store that reads small objects by one request each, which tells size and etag as well. */
export interface WholeReader {
  /** Fails with `not-found` when the object does not exist. */
  readWhole(ref: ObjectRef, options?: WholeReadOptions): Promise<WholeObject>;
}

/** Whether a store reads small objects by one request each. */
export const isWholeReader = (store: ObjectStore): store is ObjectStore & WholeReader =>
  'readWhole' in store && typeof store.readWhole === 'function';

/** Copies `bytes` bytes of a stream to one piece of memory: the one given, when it is large enough. */
export async function gatherBytes(
  stream: ByteStream,
  bytes: number,
  into: ReadOptions['into'],
): Promise<Uint8Array> {
  const given = into?.(bytes);
  const isRoomy = given !== undefined && given.length >= bytes;
  // Not zeroed first, and no `Buffer`, whose `slice` is a view.
  const memory = isRoomy ? given : new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer);
  let at = 0;
  for await (const chunk of stream) {
    memory.set(chunk, at);
    at += chunk.length;
  }
  return memory.subarray(0, at);
}

/** An object that fits in memory, of one version; by one request where the store can. */
export async function readWhole(
  store: ObjectStore,
  ref: ObjectRef,
  options: WholeReadOptions = {},
): Promise<WholeObject> {
  if (isWholeReader(store)) return store.readWhole(ref, options);
  const stat = await store.stat(ref, options.signal);
  if (stat === undefined) throw new StoreError('not-found', ref, `${displayRef(ref)} does not exist`);
  const { into, ...reading } = options;
  const stream = store.read(ref, { ifMatch: stat.etag, ...reading });
  return { stat, bytes: await gatherBytes(stream, stat.bytes, into) };
}
