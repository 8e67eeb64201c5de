import { displayRef, type ObjectStore } from '@parquetry/core';

/** The same store, and what it was asked for: `read s3://in/a.csv`. */
export function countedStore(behind: ObjectStore): { store: ObjectStore; calls: string[] } {
  const calls: string[] = [];
  const store: ObjectStore = {
    stat: (ref, signal) => {
      calls.push(`stat ${displayRef(ref)}`);
      return behind.stat(ref, signal);
    },
    read: (ref, options) => {
      calls.push(`read ${displayRef(ref)}`);
      return behind.read(ref, options);
    },
    write: (ref, body, signal) => {
      calls.push(`write ${displayRef(ref)}`);
      return behind.write(ref, body, signal);
    },
    list: (bucket, prefix, signal) => {
      calls.push(`list ${bucket}/${prefix}`);
      return behind.list(bucket, prefix, signal);
    },
    delete: (ref, signal) => {
      calls.push(`delete ${displayRef(ref)}`);
      return behind.delete(ref, signal);
    },
  };
  return { store, calls };
}
