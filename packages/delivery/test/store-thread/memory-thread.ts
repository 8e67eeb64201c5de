/** A store in memory, in a thread; keys say what is to go wrong. */
import { parentPort } from 'node:worker_threads';
import { memoryStore, type ObjectStore, StoreError } from '@parquetry/core';
import { serveStore } from '../../src/store-thread/serve-store.ts';

const memory = memoryStore();
const slowDown = () => Object.assign(new Error('please'), { name: 'SlowDown', code: 'E503' });
const store: ObjectStore = {
  ...memory,
  async *read(ref, options) {
    if (ref.key === 'broken') throw new StoreError('throttled', ref, 'too many', { cause: slowDown() });
    if (ref.key === 'dies') process.exit(3);
    if (ref.key === 'endless') for (;;) yield new Uint8Array(1 << 18);
    yield* memory.read(ref, options);
  },
  async write(ref, body, signal) {
    if (ref.key !== 'refused') return memory.write(ref, body, signal);
    for await (const _ of body) throw new StoreError('no-space', ref, 'no room');
    throw new Error('there was no body');
  },
};

serveStore(parentPort!, store, async () => {});
