import { once } from 'node:events';
import { type ByteStream, collectBytes, type ObjectRef } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { cutRange } from '../src/reading/read-object.ts';
import { ReceivedRange } from '../src/reading/received-range.ts';
import { patterned } from './support/bytes.ts';
import { openAt } from './support/open-local.ts';
import { fail, scriptedS3, serve } from './support/scripted-s3.ts';

const RANGE = 1 << 16;
const ref: ObjectRef = { bucket: 's3://bucket', key: 'large' };
const object = { content: patterned(7 * RANGE - 5), etag: '"one"' };
const settings = { rangeBytes: RANGE, rangesInFlight: 3 };

describe('cutting a range', () => {
  it('gives pieces that meet, the last one shorter', () => {
    expect(cutRange({ start: 5, end: 26 }, 10)).toEqual([
      { start: 5, end: 15 },
      { start: 15, end: 25 },
      { start: 25, end: 26 },
    ]);
    expect(cutRange({ start: 5, end: 15 }, 10)).toEqual([{ start: 5, end: 15 }]);
    expect(cutRange({ start: 5, end: 5 }, 10)).toEqual([]);
  });
});

describe('receiving a range ahead of its reader', () => {
  async function* source(): ByteStream {
    for (let from = 0; from < 300_000; from += 1000) yield object.content.subarray(from, from + 1000);
  }
  const whole = object.content.subarray(0, 300_000);

  const endingRange = () => {
    const ended = Promise.withResolvers<void>();
    async function* ending(): ByteStream {
      yield* source();
      ended.resolve();
    }
    return { range: new ReceivedRange(ending()), ended };
  };

  it('takes all of it before anything is read', async () => {
    const { range, ended } = endingRange();
    await ended.promise;
    expect(Buffer.compare(await collectBytes(range.chunks()), whole)).toBe(0);
  });

  it('copies as much as there is to the memory that its reader brings, however little that holds', async () => {
    for (const [bytes, chunks] of [
      [1 << 20, 1],
      [7_001, 43],
    ] as const) {
      const memory = [new Uint8Array(bytes), new Uint8Array(bytes)];
      const { range, ended } = endingRange();
      await ended.promise;
      const got: Buffer[] = [];
      const into = () => memory[got.length % 2]!;
      for await (const chunk of range.chunks(into)) {
        expect(chunk.buffer).toBe(memory[got.length % 2]!.buffer);
        got.push(Buffer.from(chunk));
      }
      expect(got).toHaveLength(chunks);
      expect(Buffer.compare(Buffer.concat(got), whole)).toBe(0);
    }
  });

  it('fails after what had come before the failure', async () => {
    async function* breaking(): ByteStream {
      yield Uint8Array.of(1);
      throw new Error('boom');
    }
    const got: number[] = [];
    const read = async () => {
      const range = new ReceivedRange(breaking());
      for await (const chunk of range.chunks()) got.push(...chunk);
    };
    await expect(read()).rejects.toThrow('boom');
    expect(got).toEqual([1]);
  });
});

describe('reading a large object from S3', () => {
  it('asks for so many ranges at once, all of one version, and gives them in order', async () => {
    const held: (() => void)[] = [];
    let most = 0;
    await using server = await scriptedS3((request, response, number) => {
      held.push(() => serve(request, response, object));
      most = Math.max(most, held.length);
      // Of a group, the last is answered first.
      if (number === 1 || number === 4 || number === 7) while (held.length > 0) held.pop()!();
    });
    await using store = openAt(server.endpoint, settings);
    expect(Buffer.compare(await collectBytes(store.read(ref)), object.content)).toBe(0);
    expect(most).toBe(3);
    expect(server.seen.map(({ headers }) => headers['if-match'])).toEqual([
      undefined,
      ...Array.from({ length: 6 }, () => '"one"'),
    ]);
    expect(store.usage()).toMatchObject({ requests: { GetObject: 7 }, mostConnections: 3 });
  });

  it('asks for nothing more while its reader looks at the beginning alone', async () => {
    await using server = await scriptedS3((request, response) => serve(request, response, object));
    await using store = openAt(server.endpoint, settings);
    const reading = store.read(ref, { into: () => new Uint8Array(1000) })[Symbol.asyncIterator]();
    for (let chunk = 0; chunk < 30; chunk += 1) await reading.next();
    expect(server.seen).toHaveLength(1);
    await reading.return?.();
  });

  it('reads a range of it by ranges as well', async () => {
    await using server = await scriptedS3((request, response) => serve(request, response, object));
    await using store = openAt(server.endpoint, settings);
    const range = { start: 1000, end: 1000 + 2 * RANGE };
    const read = await collectBytes(store.read(ref, { range }));
    expect(Buffer.compare(read, object.content.subarray(range.start, range.end))).toBe(0);
    expect(server.seen.map(({ headers }) => headers['range'])).toEqual([
      'bytes=1000-66535',
      'bytes=66536-132071',
    ]);
  });

  it('fails when one of the ranges is of another version', async () => {
    await using server = await scriptedS3((request, response, number) =>
      serve(request, response, number === 4 ? { ...object, etag: '"two"' } : object),
    );
    await using store = openAt(server.endpoint, settings);
    await expect(collectBytes(store.read(ref))).rejects.toMatchObject({ code: 'changed' });
  });

  it('asks for no further range when one has failed', async () => {
    await using server = await scriptedS3((request, response, number) =>
      number === 2 ? fail(response, 403, 'AccessDenied') : serve(request, response, object),
    );
    await using store = openAt(server.endpoint, settings);
    await expect(collectBytes(store.read(ref))).rejects.toMatchObject({ code: 'denied' });
    expect(server.seen.length).toBeLessThanOrEqual(5);
  });

  it('lets its connection go while whoever reads is slow', async () => {
    await using server = await scriptedS3((request, response) => serve(request, response, object));
    await using store = openAt(server.endpoint, { ...settings, connections: 1 });
    const reading = store.read(ref)[Symbol.asyncIterator]();
    await reading.next();
    // By the only connection there is.
    expect(await store.stat(ref)).toMatchObject({ bytes: object.content.length });
    while (!(await reading.next()).done);
    expect(store.usage().mostConnections).toBe(1);
  });

  it('ends the requests of a reader that stops early, and leaves no connection hanging', async () => {
    const three = Promise.withResolvers<void>();
    await using server = await scriptedS3((request, response, number) => {
      if (number === 1) serve(request, response, object);
      if (number === 3) three.resolve();
    });
    await using store = openAt(server.endpoint, settings);
    const reading = store.read(ref, { into: () => new Uint8Array(20_000) })[Symbol.asyncIterator]();
    for (let chunk = 0; chunk < 3; chunk += 1) await reading.next();
    await three.promise;
    const ended = Promise.all(server.seen.slice(1).map(({ socket }) => once(socket, 'close')));
    await reading.return?.();
    await ended;
    expect(server.openSockets()).toBeLessThanOrEqual(1);
  });
});
