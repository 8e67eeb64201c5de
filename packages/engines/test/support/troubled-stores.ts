import { type ObjectRef, type ObjectStore, StoreError } from '@parquetry/core';

const fullDisk = (ref: ObjectRef) => new StoreError('no-space', ref, `${ref.key}: the disk is full`);

/** A store on which certain objects never get beyond their first bytes, or fail once their last byte has come. */
export function storeWithFullDisk(
  inner: ObjectStore,
  isHit: (ref: ObjectRef) => boolean,
  when: 'at the first bytes' | 'at the last byte',
): ObjectStore {
  return {
    ...inner,
    async write(ref, body, signal) {
      if (!isHit(ref)) return inner.write(ref, body, signal);
      for await (const chunk of body) {
        if (when === 'at the first bytes' && chunk.length > 0) throw fullDisk(ref);
      }
      throw fullDisk(ref);
    },
  };
}

/** Calls `act` while the first bytes of a source are on their way. */
export function storeThatActsOnRead(inner: ObjectStore, act: () => void): ObjectStore {
  return {
    ...inner,
    async *read(ref, options) {
      for await (const chunk of inner.read(ref, options)) {
        const half = chunk.length >> 1;
        yield chunk.subarray(0, half);
        act();
        options?.signal?.throwIfAborted();
        yield chunk.subarray(half);
      }
    },
  };
}

/** Calls `act` when the first bytes of an output arrive. */
export function storeThatActsOnWrite(inner: ObjectStore, act: () => void): ObjectStore {
  return {
    ...inner,
    write(ref, body, signal) {
      async function* observed() {
        for await (const chunk of body) {
          act();
          yield chunk;
        }
      }
      return inner.write(ref, observed(), signal);
    },
  };
}

/** Hands out every object in pieces of a few bytes, as many as are asked for when it is read. */
export function storeInPieces(inner: ObjectStore, pieceBytes: number | (() => number)): ObjectStore {
  return {
    ...inner,
    async *read(ref, options) {
      const length = typeof pieceBytes === 'number' ? pieceBytes : pieceBytes();
      for await (const chunk of inner.read(ref, options)) {
        for (let at = 0; at < chunk.length; at += length) yield chunk.subarray(at, at + length);
      }
    },
  };
}
