import {
  type ByteStream,
  collectBody,
  displayRef,
  type ObjectRef,
  type ObjectStat,
  type ObjectStore,
  type ReadOptions,
  StoreError,
} from './object-store.ts';

interface StoredObject {
  readonly stat: ObjectStat;
  readonly content: Uint8Array;
}

/** A store in memory: for tests, and for conversions that never touch a disk. */
export function memoryStore(): ObjectStore {
  const objects = new Map<string, StoredObject>();
  let version = 0;
  const nameOf = (ref: ObjectRef) => `${ref.bucket}\0${ref.key}`;

  return {
    async stat(ref) {
      return objects.get(nameOf(ref))?.stat;
    },

    async *read(ref: ObjectRef, options: ReadOptions = {}): ByteStream {
      options.signal?.throwIfAborted();
      const found = objects.get(nameOf(ref));
      if (found === undefined) throw new StoreError('not-found', ref, `${displayRef(ref)} does not exist`);
      if (options.ifMatch !== undefined && options.ifMatch !== found.stat.etag) {
        throw new StoreError('changed', ref, `${displayRef(ref)} changed while it was being read`);
      }
      const { start, end } = options.range ?? { start: 0, end: found.content.byteLength };
      yield found.content.subarray(start, end);
    },

    async write(ref, body, signal) {
      const content = await collectBody(body);
      signal?.throwIfAborted();
      version += 1;
      const stat = { ref, bytes: content.byteLength, etag: `v${version}` };
      objects.set(nameOf(ref), { stat, content });
      return stat;
    },

    async *list(bucket, prefix) {
      const found = [...objects.values()]
        .map((object) => object.stat)
        .filter((stat) => stat.ref.bucket === bucket && stat.ref.key.startsWith(prefix));
      yield* found.sort((a, b) => (a.ref.key < b.ref.key ? -1 : 1));
    },

    async delete(ref) {
      objects.delete(nameOf(ref));
    },
  };
}
