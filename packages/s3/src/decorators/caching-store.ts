import {
  type ByteStream,
  copyChunks,
  type ObjectRef,
  type ObjectStore,
  type ReadOptions,
} from '@parquetry/core';
import { gatherBytes, readWhole, type WholeObject, type WholeReader } from '../reading/whole-object.ts';
import { type CacheSettings, KeptObjects, nameOf } from './kept-objects.ts';
import { SharedReads } from './shared-reads.ts';

export interface CacheUsage {
  /** Reads that cost no request: answered from memory, or by a request that another read had begun. */
  readonly hits: number;
  readonly misses: number;
  readonly objects: number;
  readonly bytes: number;
}

export interface CachingStore extends ObjectStore, WholeReader {
  cacheUsage(): CacheUsage;
}

async function* oneChunk(bytes: Uint8Array): ByteStream {
  if (bytes.byteLength > 0) yield bytes;
}

const copyOf = async ({ stat, bytes }: WholeObject, into: ReadOptions['into']): Promise<WholeObject> => ({
  stat,
  bytes: await gatherBytes(oneChunk(bytes), bytes.byteLength, into),
});

/**
 * The same store; small objects that have been read whole are read again from memory, until they are too old or known
 * to have changed: by a write or delete through this store, or by an etag that a stat, a listing or a reader brings.
 */
export function cachingStore(store: ObjectStore, settings: CacheSettings): CachingStore {
  const kept = new KeptObjects(settings);
  const shared = new SharedReads();
  let hits = 0;
  let misses = 0;

  /** Passes a whole object of a known version through and keeps it. */
  async function* keepWhile(ref: ObjectRef, etag: string, stream: ByteStream): ByteStream {
    const filling = kept.begin(ref);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    let whole: WholeObject | undefined;
    try {
      for await (const chunk of stream) {
        bytes += chunk.byteLength;
        if (bytes <= settings.objectBytes) chunks.push(new Uint8Array(chunk));
        else chunks.length = 0;
        yield chunk;
      }
      if (bytes <= settings.objectBytes) {
        whole = { stat: { ref, bytes, etag }, bytes: copyChunks(chunks, new Uint8Array(bytes)) };
      }
    } finally {
      kept.end(filling, whole);
    }
  }

  async function* read(ref: ObjectRef, options: ReadOptions = {}): ByteStream {
    const { ifMatch, range, signal } = options;
    signal?.throwIfAborted();
    const found = kept.find(ref, ifMatch);
    if (found !== undefined) {
      hits += 1;
      yield* oneChunk(new Uint8Array(found.bytes.subarray(range?.start, range?.end)));
      return;
    }
    misses += 1;
    const stream = store.read(ref, options);
    yield* ifMatch === undefined || range !== undefined ? stream : keepWhile(ref, ifMatch, stream);
  }

  async function fill(
    ref: ObjectRef,
    ifMatch: string | undefined,
    signal: AbortSignal,
  ): Promise<WholeObject> {
    const filling = kept.begin(ref);
    let whole: WholeObject | undefined;
    try {
      whole = await readWhole(store, ref, { ...(ifMatch !== undefined && { ifMatch }), signal });
      return whole;
    } finally {
      kept.end(filling, whole);
    }
  }

  const drop = (ref: ObjectRef) => {
    kept.drop(ref);
    shared.forget(nameOf(ref));
  };

  return {
    async stat(ref, signal) {
      const stat = await store.stat(ref, signal);
      kept.compare(ref, stat);
      return stat;
    },
    read,
    async readWhole(ref, { ifMatch, into, signal } = {}) {
      signal?.throwIfAborted();
      const found = kept.find(ref, ifMatch);
      if (found !== undefined) {
        hits += 1;
        return copyOf(found, into);
      }
      const name = nameOf(ref) + (ifMatch ?? '');
      if (shared.isRunning(name)) hits += 1;
      else misses += 1;
      const object = await shared.join(name, (stop) => fill(ref, ifMatch, stop), signal);
      // Others may read the same memory: the cache, or whoever waited for the same request.
      return copyOf(object, into);
    },
    async write(ref, body, signal) {
      try {
        return await store.write(ref, body, signal);
      } finally {
        drop(ref);
      }
    },
    async *list(bucket, prefix, signal) {
      for await (const stat of store.list(bucket, prefix, signal)) {
        kept.compare(stat.ref, stat);
        yield stat;
      }
    },
    async delete(ref, signal) {
      try {
        await store.delete(ref, signal);
      } finally {
        drop(ref);
      }
    },
    cacheUsage: () => ({ hits, misses, objects: kept.objects, bytes: kept.bytes }),
  };
}
