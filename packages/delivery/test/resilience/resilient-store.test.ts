import {
  type ByteStream,
  collectBytes,
  fileStore,
  memoryStore,
  type ObjectStore,
  reopeningOf,
  StoreError,
} from '@parquetry/core';
import { readWhole, type WholeReader } from '@parquetry/s3';
import { describe, expect, it } from 'vitest';
import { openBreakers } from '../../src/resilience/breakers.ts';
import { resilientStore } from '../../src/resilience/resilient-store.ts';
import { sdkError } from './support/aws-errors.ts';
import { virtualClock } from './support/virtual-clock.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const source = { bucket: 's3://lake', key: 'in/a.csv' };
const output = { bucket: 's3://lake', key: 'out/a.parquet' };
const letter = { bucket: 's3://lake', key: 'out/_parquetry/dead-letters/1.json' };
const places = {
  source: { bucket: 's3://lake', prefix: 'in/' },
  output: { bucket: 's3://lake', prefix: 'out/' },
  'dead-letters': { bucket: 's3://lake', prefix: 'out/_parquetry/dead-letters/' },
};

async function* streamOf(...parts: string[]): ByteStream {
  for (const part of parts) yield bytes(part);
}

const down = (ref: { bucket: string; key: string }) =>
  new StoreError('unavailable', ref, 'down', { cause: sdkError('InternalError', 500) });

/** A store whose requests fail as told, and which counts them. */
function flakyStore() {
  const inner = memoryStore();
  const failing = new Set<keyof ObjectStore>();
  const asked: string[] = [];
  const check = (operation: keyof ObjectStore, ref: { bucket: string; key: string }) => {
    asked.push(`${operation} ${ref.key}`);
    if (failing.has(operation)) throw down(ref);
  };
  const store: ObjectStore = {
    async stat(ref, signal) {
      check('stat', ref);
      return inner.stat(ref, signal);
    },
    async *read(ref, options) {
      check('read', ref);
      yield* inner.read(ref, options);
    },
    async write(ref, body, signal) {
      check('write', ref);
      return inner.write(ref, body, signal);
    },
    async *list(bucket, prefix, signal) {
      check('list', { bucket, key: prefix });
      yield* inner.list(bucket, prefix, signal);
    },
    async delete(ref, signal) {
      check('delete', ref);
      return inner.delete(ref, signal);
    },
  };
  return { store, inner, failing, asked };
}

const setUp = async () => {
  const flaky = flakyStore();
  const clock = virtualClock();
  const breakers = await openBreakers(
    { source: { leastRequests: 3 }, output: { leastRequests: 3 }, 'dead-letters': { leastRequests: 3 } },
    { clock, random: () => 0, observe: () => {} },
  );
  const store = resilientStore(flaky.store, breakers, places);
  const stateOf = (dependency: string) => breakers.of(dependency).health().state;
  await flaky.inner.write(source, streamOf('a,b\n', '1,2\n'));
  return { ...flaky, guarded: store, breakers, clock, stateOf };
};

const keysOf = async (store: ObjectStore, bucket: string, prefix: string) => {
  const keys: string[] = [];
  for await (const { ref } of store.list(bucket, prefix)) keys.push(ref.key);
  return keys;
};

describe('a resilient store', () => {
  it('does all that the store does', async () => {
    const { guarded } = await setUp();
    expect((await guarded.stat(source))?.bytes).toBe(8);
    expect(await guarded.stat(output)).toBeUndefined();
    expect(await collectBytes(guarded.read(source, { range: { start: 4, end: 8 } }))).toEqual(bytes('1,2\n'));
    await guarded.write(output, streamOf('PAR1'));
    expect(await keysOf(guarded, 's3://lake', 'out/')).toEqual(['out/a.parquet']);
    await guarded.delete(output);
    expect(await keysOf(guarded, 's3://lake', 'out/')).toEqual([]);
  });

  const requests: Record<string, (store: ObjectStore) => Promise<unknown>> = {
    stat: (store) => store.stat(source),
    read: (store) => collectBytes(store.read(source)),
    write: (store) => store.write(source, streamOf('x')),
    list: (store) => keysOf(store, 's3://lake', 'in/'),
    delete: (store) => store.delete(source),
  };
  it.each(Object.keys(requests) as (keyof ObjectStore)[])(
    'asks no more when %s fails too often',
    async (name) => {
      const { guarded, failing, asked, stateOf } = await setUp();
      failing.add(name);
      for (let time = 0; time < 3; time += 1) await expect(requests[name]!(guarded)).rejects.toThrow('down');
      expect(stateOf('source')).toBe('open');
      await expect(requests[name]!(guarded)).rejects.toThrow("'source' was not asked");
      expect(asked).toHaveLength(3);
    },
  );

  it('holds no dependency responsible for another', async () => {
    const { guarded, failing, stateOf } = await setUp();
    failing.add('write');
    for (let time = 0; time < 3; time += 1) await guarded.write(output, streamOf('x')).catch(() => {});
    expect(stateOf('output')).toBe('open');
    expect(stateOf('source')).toBe('closed');
    failing.clear();
    expect(await collectBytes(guarded.read(source))).toEqual(bytes('a,b\n1,2\n'));
    await guarded.write(letter, streamOf('{}'));
    expect(stateOf('dead-letters')).toBe('closed');
  });

  it('holds the source responsible when the body of a write breaks because the source does', async () => {
    const { guarded, failing, breakers } = await setUp();
    failing.add('read');
    for (let time = 0; time < 3; time += 1) {
      await expect(guarded.write(output, guarded.read(source))).rejects.toThrow('down');
    }
    expect(breakers.of('source').health()).toMatchObject({ state: 'open', failures: 3 });
    expect(breakers.of('output').health()).toMatchObject({ state: 'closed', failures: 0 });
    await expect(guarded.write(output, guarded.read(source))).rejects.toThrow("'source' was not asked");
    expect(breakers.of('output').health()).toMatchObject({ state: 'closed', failures: 0 });
  });

  it('hears of bodies that break off half-way', async () => {
    const clock = virtualClock();
    const breakers = await openBreakers(
      { source: { leastRequests: 6, failingShare: 0.4 } },
      { clock, random: () => 0, observe: () => {} },
    );
    const breaking: ObjectStore = {
      ...memoryStore(),
      async *read(ref) {
        yield bytes('half');
        throw down(ref);
      },
    };
    const guarded = resilientStore(breaking, breakers, places);
    for (let time = 0; time < 3; time += 1) await collectBytes(guarded.read(source)).catch(() => {});
    expect(breakers.of('source').health()).toMatchObject({ state: 'open', failures: 3 });
  });

  it('closes the stream of a reader who has seen enough, and takes it for answered', async () => {
    let isClosed = false;
    const clock = virtualClock();
    const breakers = await openBreakers({}, { clock, random: () => 0, observe: () => {} });
    const endless: ObjectStore = {
      ...memoryStore(),
      async *read() {
        try {
          for (;;) yield bytes('x');
        } finally {
          isClosed = true;
        }
      },
    };
    for await (const _chunk of resilientStore(endless, breakers, places).read(source)) break;
    expect(isClosed).toBe(true);
    expect(breakers.of('source').health()).toMatchObject({ state: 'closed', failures: 0 });
  });

  it('passes on the signal, and rejects with its reason', async () => {
    const { guarded } = await setUp();
    const aborted = AbortSignal.abort(new Error('stop'));
    await expect(guarded.stat(source, aborted)).rejects.toThrow('stop');
    await expect(collectBytes(guarded.read(source, { signal: aborted }))).rejects.toThrow('stop');
    await expect(guarded.write(output, streamOf('x'), aborted)).rejects.toThrow('stop');
  });

  it('reads whole objects by one request where the store does, through the same breaker', async () => {
    const breakers = await openBreakers(
      { source: { leastRequests: 3 } },
      { clock: virtualClock(), random: () => 0, observe: () => {} },
    );
    let asked = 0;
    const readsWhole: ObjectStore & WholeReader = {
      ...memoryStore(),
      async readWhole(ref) {
        asked += 1;
        throw down(ref);
      },
    };
    const guarded = resilientStore(readsWhole, breakers, places);
    for (let time = 0; time < 3; time += 1) await expect(readWhole(guarded, source)).rejects.toThrow('down');
    await expect(readWhole(guarded, source)).rejects.toThrow("'source' was not asked");
    expect(asked).toBe(3);
  });

  it('leaves alone what lies nowhere that it was told of', async () => {
    const { guarded, failing, stateOf } = await setUp();
    failing.add('stat');
    failing.add('read');
    failing.add('list');
    const elsewhere = { bucket: 's3://other', key: 'in/a.csv' };
    for (let time = 0; time < 5; time += 1) {
      await expect(guarded.stat(elsewhere)).rejects.toThrow('down');
      await expect(collectBytes(guarded.read(elsewhere))).rejects.toThrow('down');
      await expect(keysOf(guarded, 's3://other', 'in/')).rejects.toThrow('down');
    }
    expect(stateOf('source')).toBe('closed');
  });

  it('can be reopened by another thread where the store can', async () => {
    const breakers = await openBreakers({}, { clock: virtualClock(), random: () => 0, observe: () => {} });
    const files = fileStore();
    expect(reopeningOf(resilientStore(files, breakers, places))).toBe(reopeningOf(files));
    expect(reopeningOf(resilientStore(memoryStore(), breakers, places))).toBeUndefined();
  });
});
