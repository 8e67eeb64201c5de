import type { BodyStream, ObjectStore } from '@parquetry/core';
import { readWhole, type WholeReader } from '../reading/whole-object.ts';

/** Calls of each member, failed ones included, and the bytes that went through them. */
export interface StoreCounts {
  readonly stats: number;
  /** Of ranges and of whole objects. */
  readonly reads: number;
  readonly writes: number;
  readonly lists: number;
  readonly deletes: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

export interface CountingStore extends ObjectStore, WholeReader {
  counts(): StoreCounts;
}

/** The same store, counted. */
export function countingStore(store: ObjectStore): CountingStore {
  const counts = { stats: 0, reads: 0, writes: 0, lists: 0, deletes: 0, bytesRead: 0, bytesWritten: 0 };
  async function* counted(body: BodyStream): BodyStream {
    for await (const chunk of body) {
      for (const { byteLength } of chunk instanceof Uint8Array ? [chunk] : chunk) {
        counts.bytesWritten += byteLength;
      }
      yield chunk;
    }
  }
  return {
    stat(ref, signal) {
      counts.stats += 1;
      return store.stat(ref, signal);
    },
    async *read(ref, options) {
      counts.reads += 1;
      for await (const chunk of store.read(ref, options)) {
        counts.bytesRead += chunk.byteLength;
        yield chunk;
      }
    },
    async readWhole(ref, options) {
      counts.reads += 1;
      const whole = await readWhole(store, ref, options);
      counts.bytesRead += whole.bytes.byteLength;
      return whole;
    },
    write(ref, body, signal) {
      counts.writes += 1;
      return store.write(ref, counted(body), signal);
    },
    list(bucket, prefix, signal) {
      counts.lists += 1;
      return store.list(bucket, prefix, signal);
    },
    delete(ref, signal) {
      counts.deletes += 1;
      return store.delete(ref, signal);
    },
    counts: () => ({ ...counts }),
  };
}
