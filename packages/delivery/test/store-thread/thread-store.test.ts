import { Worker } from 'node:worker_threads';
import { type BodyStream, collectBytes, memoryStore, type ObjectRef, StoreError } from '@parquetry/core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ThreadStore } from '../../src/store-thread/thread-store.ts';

const ref = (key: string): ObjectRef => ({ bucket: 's3://b', key });
const MIB = 1 << 20;

let worker: Worker;
let opened: ThreadStore;
beforeEach(() => {
  worker = new Worker(new URL('./memory-thread.ts', import.meta.url));
  opened = new ThreadStore(worker, memoryStore());
});
afterEach(() => opened[Symbol.asyncDispose]());

/** Bytes that tell where they are. */
const content = (length: number) =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8)) & 0xff);

/** In pieces of odd sizes, through one buffer that is used again and again, as a body may. */
async function* pieces(bytes: Uint8Array): BodyStream {
  const buffer = new Uint8Array(70_001);
  for (let at = 0; at < bytes.length; at += buffer.length) {
    const piece = bytes.subarray(at, at + buffer.length);
    buffer.set(piece);
    const whole = buffer.subarray(0, piece.length);
    yield [whole.subarray(0, 3), whole.subarray(3)].filter(({ length }) => length > 0);
  }
}

for (const length of [0, 1, MIB - 1, MIB, MIB + 1, 9 * MIB + 7]) {
  test(`${length} bytes come back as they were written`, async () => {
    const bytes = content(length);
    const stat = await opened.store.write(ref('a'), pieces(bytes));
    expect(stat.bytes).toBe(length);
    const back = await collectBytes(opened.store.read(ref('a'), { ifMatch: stat.etag }));
    expect(Buffer.compare(back, bytes)).toBe(0);
  });
}

test('ranges are read', async () => {
  await opened.store.write(ref('a'), pieces(content(5000)));
  const back = await collectBytes(opened.store.read(ref('a'), { range: { start: 100, end: 4000 } }));
  expect(Buffer.compare(back, content(5000).subarray(100, 4000))).toBe(0);
});

test('errors of the store are errors of the store here', async () => {
  const reading = collectBytes(opened.store.read(ref('broken')));
  await expect(reading).rejects.toBeInstanceOf(StoreError);
  await expect(collectBytes(opened.store.read(ref('broken')))).rejects.toMatchObject({
    code: 'throttled',
    cause: { name: 'SlowDown', code: 'E503', message: 'please' },
  });
  await expect(collectBytes(opened.store.read(ref('a'), { ifMatch: 'x' }))).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('a write that fails ends while its body has nothing more to give', async () => {
  const endless = (async function* () {
    yield content(2 * MIB);
    await new Promise(() => {});
  })();
  await expect(opened.store.write(ref('refused'), endless)).rejects.toMatchObject({ code: 'no-space' });
});

test('a body that fails leaves nothing behind, and its own error is told', async () => {
  const failing = (async function* () {
    yield content(3 * MIB);
    throw new Error('no more rows');
  })();
  await expect(opened.store.write(ref('a'), failing)).rejects.toThrow('no more rows');
  await expect(collectBytes(opened.store.read(ref('a')))).rejects.toMatchObject({ code: 'not-found' });
});

test('a reader that stops early does not hold up others', async () => {
  for await (const chunk of opened.store.read(ref('endless'))) {
    expect(chunk.length).toBe(MIB);
    break;
  }
  await opened.store.write(ref('a'), pieces(content(10)));
  expect((await collectBytes(opened.store.read(ref('a')))).length).toBe(10);
});

test('an aborted read ends with the reason', async () => {
  const abort = new AbortController();
  const reading = (async () => {
    for await (const _ of opened.store.read(ref('endless'), { signal: abort.signal }))
      abort.abort(new Error('enough'));
  })();
  await expect(reading).rejects.toThrow('enough');
});

test('an aborted write ends with the reason, though its body has nothing more to give', async () => {
  const abort = new AbortController();
  const waiting = (async function* () {
    yield content(10);
    abort.abort(new Error('enough'));
    await new Promise(() => {});
  })();
  await expect(opened.store.write(ref('a'), waiting, abort.signal)).rejects.toThrow('enough');
});

test('a thread that ends fails what is under way, and what comes after', async () => {
  await expect(collectBytes(opened.store.read(ref('dies')))).rejects.toThrow('the thread of the store ended');
  await expect(collectBytes(opened.store.read(ref('a')))).rejects.toThrow('the thread of the store ended');
});

test('listing and asking go on here', async () => {
  expect(await Array.fromAsync(opened.store.list('s3://b', ''))).toEqual([]);
  expect(await opened.store.stat(ref('a'))).toBeUndefined();
});
