import {
  type BodyStream,
  collectBytes,
  memoryStore,
  type ObjectRef,
  type ObjectStore,
} from '@parquetry/core';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type CacheSettings,
  type CachingStore,
  type CountingStore,
  cachingStore,
  countingStore,
} from '../../src/index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array) => new TextDecoder().decode(content);
const ref = (key: string): ObjectRef => ({ bucket: '/memory', key });

async function* bodyOf(content: string): BodyStream {
  yield bytes(content);
}

let now: number;
let origin: ObjectStore;
let counted: CountingStore;
let store: CachingStore;
const open = (settings: Partial<CacheSettings> = {}, inner: ObjectStore = origin) => {
  counted = countingStore(inner);
  store = cachingStore(counted, {
    bytes: 10_000,
    objectBytes: 100,
    ttlMs: 1_000,
    now: () => now,
    ...settings,
  });
};
const readText = async (key: string, ifMatch?: string) =>
  text((await store.readWhole(ref(key), ifMatch === undefined ? {} : { ifMatch })).bytes);

beforeEach(() => {
  now = 1;
  origin = memoryStore();
  open();
});

describe('a caching store', () => {
  it('reads an object once, however often it is asked for', async () => {
    const stat = await store.write(ref('a'), bodyOf('one'));
    for (let time = 0; time < 3; time += 1) {
      const whole = await store.readWhole(ref('a'));
      expect(whole.stat).toEqual(stat);
      expect(text(whole.bytes)).toBe('one');
    }
    expect(counted.counts().reads).toBe(1);
    expect(store.cacheUsage()).toEqual({ hits: 2, misses: 1, objects: 1, bytes: 3 + 256 });
  });

  it('gives each reader bytes of its own, in the memory that it brings', async () => {
    await store.write(ref('a'), bodyOf('one'));
    for (let time = 0; time < 3; time += 1) {
      const memory = new Uint8Array(10);
      const { bytes: got } = await store.readWhole(ref('a'), { into: () => memory });
      expect(got.buffer).toBe(memory.buffer);
      expect(text(got)).toBe('one');
      got.fill(0);
      for await (const chunk of store.read(ref('a'))) chunk.fill(0);
    }
    expect(await readText('a')).toBe('one');
    expect(text(await collectBytes(origin.read(ref('a'))))).toBe('one');
  });

  it('serves ranges and streams from an object that it has whole', async () => {
    await store.write(ref('a'), bodyOf('0123456789'));
    await store.readWhole(ref('a'));
    const range = (start: number, end: number) =>
      collectBytes(store.read(ref('a'), { range: { start, end } }));
    expect(text(await range(2, 5))).toBe('234');
    expect(text(await range(8, 99))).toBe('89');
    expect(text(await range(4, 4))).toBe('');
    expect(text(await collectBytes(store.read(ref('a'))))).toBe('0123456789');
    expect(counted.counts().reads).toBe(1);
    expect(store.cacheUsage()).toMatchObject({ hits: 4, misses: 1 });
  });

  it('keeps what is streamed whole, of a known version, and neither ranges nor streams that stop early', async () => {
    const { etag } = await store.write(ref('a'), bodyOf('one'));
    await collectBytes(store.read(ref('a'), { range: { start: 0, end: 3 }, ifMatch: etag }));
    for await (const _ of store.read(ref('a'), { ifMatch: etag })) break;
    await collectBytes(store.read(ref('a')));
    expect(store.cacheUsage()).toMatchObject({ misses: 3, objects: 0 });
    await collectBytes(store.read(ref('a'), { ifMatch: etag }));
    expect(await readText('a')).toBe('one');
    expect(store.cacheUsage()).toMatchObject({ hits: 1, misses: 4, objects: 1 });
  });

  it('does not keep large objects, whichever way they are read', async () => {
    const { etag } = await store.write(ref('a'), bodyOf('x'.repeat(101)));
    await store.readWhole(ref('a'));
    await collectBytes(store.read(ref('a'), { ifMatch: etag }));
    expect(await readText('a')).toHaveLength(101);
    expect(store.cacheUsage()).toEqual({ hits: 0, misses: 3, objects: 0, bytes: 0 });
  });

  it('gives up what was used longest ago when it is full', async () => {
    open({ bytes: 2 * 256 + 20 });
    for (const key of ['a', 'b', 'c']) await store.write(ref(key), bodyOf(key));
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await readText(key)).toBe(key);
    expect(store.cacheUsage()).toEqual({ hits: 2, misses: 4, objects: 2, bytes: 2 * 257 });
  });

  it('reads again what is too old', async () => {
    await store.write(ref('a'), bodyOf('one'));
    await readText('a');
    await origin.write(ref('a'), bodyOf('two'));
    now += 1_000;
    expect(await readText('a')).toBe('one');
    now += 1;
    expect(await readText('a')).toBe('two');
  });

  it('reads again when a reader wants another version', async () => {
    await store.write(ref('a'), bodyOf('one'));
    const { stat } = await store.readWhole(ref('a'));
    expect(await readText('a', stat.etag)).toBe('one');
    const next = await origin.write(ref('a'), bodyOf('two'));
    expect(await readText('a', next.etag)).toBe('two');
    await expect(readText('a', stat.etag)).rejects.toMatchObject({ code: 'changed' });
    expect(store.cacheUsage()).toMatchObject({ hits: 1, misses: 3 });
  });

  it('forgets what a stat or a listing shows to be another one, or gone', async () => {
    const change: (() => Promise<unknown>)[] = [
      () => store.stat(ref('a')),
      () => Array.fromAsync(store.list('/memory', '')),
    ];
    for (const look of change) {
      await origin.write(ref('a'), bodyOf('one'));
      await readText('a');
      await look();
      await origin.write(ref('a'), bodyOf('two'));
      await look();
      expect(await readText('a')).toBe('two');
    }
    await origin.delete(ref('a'));
    await store.stat(ref('a'));
    await expect(readText('a')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('forgets what is written or deleted through it, when that fails too', async () => {
    await store.write(ref('a'), bodyOf('one'));
    await readText('a');
    await store.write(ref('a'), bodyOf('two'));
    expect(await readText('a')).toBe('two');
    async function* breaking(): BodyStream {
      yield bytes('x');
      throw new Error('boom');
    }
    await expect(store.write(ref('a'), breaking())).rejects.toThrow('boom');
    await readText('a');
    await store.delete(ref('a'));
    await expect(readText('a')).rejects.toMatchObject({ code: 'not-found' });
    expect(store.cacheUsage()).toMatchObject({ hits: 0, objects: 0 });
  });

  it('counts failures as misses, and asks again after them', async () => {
    await expect(readText('a')).rejects.toMatchObject({ code: 'not-found' });
    await store.write(ref('a'), bodyOf('one'));
    expect(await readText('a')).toBe('one');
    expect(store.cacheUsage()).toMatchObject({ hits: 0, misses: 2 });
  });
});

/** A store whose reads of each object end when the test says so. */
function heldStore() {
  const gates: PromiseWithResolvers<void>[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const held: ObjectStore = {
    ...origin,
    async *read(target, options) {
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      signals.push(options?.signal);
      options?.signal?.addEventListener('abort', () => gate.reject(options.signal?.reason));
      const content = await collectBytes(origin.read(target));
      await gate.promise;
      yield content;
    },
  };
  return { held, gates, signals };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('reading the same object at the same time through a cache', () => {
  it('costs one request', async () => {
    await origin.write(ref('a'), bodyOf('one'));
    const { held, gates } = heldStore();
    open({}, held);
    const reads = [readText('a'), readText('a'), readText('a')];
    await turn();
    expect(gates).toHaveLength(1);
    gates[0]!.resolve();
    expect(await Promise.all(reads)).toEqual(['one', 'one', 'one']);
    expect(store.cacheUsage()).toMatchObject({ hits: 2, misses: 1 });
  });

  it('is two requests when they want different versions', async () => {
    const { etag } = await origin.write(ref('a'), bodyOf('one'));
    const { held, gates } = heldStore();
    open({}, held);
    const reads = [readText('a'), readText('a', etag)];
    await turn();
    for (const gate of gates) gate.resolve();
    expect(await Promise.all(reads)).toEqual(['one', 'one']);
    expect(gates).toHaveLength(2);
  });

  it('fails for all when the request fails, and the next one asks again', async () => {
    await origin.write(ref('a'), bodyOf('one'));
    const { held, gates } = heldStore();
    open({}, held);
    const reads = Promise.allSettled([readText('a'), readText('a')]);
    await turn();
    gates[0]!.reject(new Error('boom'));
    expect((await reads).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const again = readText('a');
    await turn();
    gates[1]!.resolve();
    expect(await again).toBe('one');
  });

  it('goes on for the others when one is aborted, and ends when all are', async () => {
    await origin.write(ref('a'), bodyOf('one'));
    const { held, gates, signals } = heldStore();
    open({}, held);
    const [first, second] = [new AbortController(), new AbortController()];
    const reading = ({ signal }: AbortController) => store.readWhole(ref('a'), { signal });
    const one = reading(first);
    const other = reading(second);
    await turn();
    first.abort(new Error('first'));
    await expect(one).rejects.toThrow('first');
    expect(signals[0]?.aborted).toBe(false);
    const late = readText('a');
    second.abort(new Error('second'));
    await expect(other).rejects.toThrow('second');
    gates[0]!.resolve();
    expect(await late).toBe('one');

    await store.delete(ref('a'));
    await origin.write(ref('a'), bodyOf('two'));
    const alone = new AbortController();
    const last = reading(alone);
    await turn();
    alone.abort(new Error('alone'));
    await expect(last).rejects.toThrow('alone');
    expect(signals[1]?.aborted).toBe(true);
    await expect(store.readWhole(ref('a'), { signal: AbortSignal.abort(new Error('no')) })).rejects.toThrow(
      'no',
    );
  });

  it('does not keep, nor share, what was being read while the object was written', async () => {
    await origin.write(ref('a'), bodyOf('old'));
    const { held, gates } = heldStore();
    open({}, held);
    const before = readText('a');
    await turn();
    await store.write(ref('a'), bodyOf('new'));
    const after = readText('a');
    await turn();
    for (const gate of gates) gate.resolve();
    expect(await before).toBe('old');
    expect(await after).toBe('new');
    expect(await readText('a')).toBe('new');
    expect(gates).toHaveLength(2);
  });
});
