import { type BodyStream, collectBytes, memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { countingStore } from '../../src/index.ts';

describe('a counting store', () => {
  it('counts calls of each member and the bytes that go through them', async () => {
    const store = countingStore(memoryStore());
    const ref = { bucket: '/memory', key: 'a' };
    async function* body(): BodyStream {
      yield Buffer.from('0123456789');
      yield [Buffer.from('ab'), Buffer.from('c')];
    }
    await store.write(ref, body());
    await store.stat(ref);
    await collectBytes(store.read(ref, { range: { start: 0, end: 4 } }));
    await store.readWhole(ref);
    await Array.fromAsync(store.list('/memory', ''));
    await store.delete(ref);
    await expect(store.readWhole(ref)).rejects.toMatchObject({ code: 'not-found' });
    expect(store.counts()).toEqual({
      stats: 1,
      reads: 3,
      writes: 1,
      lists: 1,
      deletes: 1,
      bytesRead: 4 + 13,
      bytesWritten: 13,
    });
  });
});
