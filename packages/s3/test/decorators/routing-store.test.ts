import { collectBytes, fileRef, fileStore, memoryStore, reopeningOf } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { countingStore, readWhole, routingStore } from '../../src/index.ts';

async function* body() {
  yield Uint8Array.of(1, 2, 3);
}

describe('a routing store', () => {
  it('sends each call to the store of its bucket', async () => {
    const files = countingStore(memoryStore());
    const s3 = countingStore(memoryStore());
    const store = routingStore(files, s3);
    const once = { stats: 1, reads: 2, writes: 1, lists: 1, deletes: 1, bytesRead: 6, bytesWritten: 3 };
    for (const [bucket, used] of [
      ['s3://bucket', s3],
      ['/tmp', files],
    ] as const) {
      const ref = { bucket, key: 'a' };
      await store.write(ref, body());
      await store.stat(ref);
      await collectBytes(store.read(ref));
      expect((await readWhole(store, ref)).bytes).toEqual(Uint8Array.of(1, 2, 3));
      expect(await Array.fromAsync(store.list(bucket, ''))).toHaveLength(1);
      await store.delete(ref);
      expect(used.counts()).toEqual(once);
    }
  });

  it('lets other threads reopen its files, and only those', () => {
    const reopening = reopeningOf(routingStore(fileStore(), memoryStore()));
    expect(reopening?.spec).toEqual({ kind: 'files' });
    expect(reopening?.covers(fileRef('/tmp/a.csv'))).toBe(true);
    expect(reopening?.covers({ bucket: 's3://bucket', key: 'a.csv' })).toBe(false);
    expect(reopeningOf(routingStore(memoryStore(), memoryStore()))).toBeUndefined();
  });
});
