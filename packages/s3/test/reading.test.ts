import { collectBytes, type ObjectRef } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { readWhole, type S3SettingsInput, type S3Store } from '../src/index.ts';
import { patterned } from './support/bytes.ts';
import { openAt } from './support/open-local.ts';
import {
  type Answer,
  cut,
  fail,
  openAnswer,
  type ScriptedS3,
  type ServedObject,
  scriptedS3,
  serve,
} from './support/scripted-s3.ts';

const ref: ObjectRef = { bucket: 's3://bucket', key: 'a/b.csv' };
const object: ServedObject = { content: patterned(100_000), etag: '"one"' };
const sameContent = (bytes: Uint8Array) => expect(Buffer.compare(bytes, object.content)).toBe(0);

describe.each(['sdk', 'lean'] as const)('reading from S3 by the %s client', (client) => {
  async function reading<T>(
    answer: Answer,
    settings: S3SettingsInput,
    use: (store: S3Store, server: ScriptedS3) => Promise<T>,
  ): Promise<T> {
    await using server = await scriptedS3(answer);
    await using store = openAt(server.endpoint, { client, ...settings });
    return await use(store, server);
  }

  it('costs one request for an object that fits in one range', async () => {
    await reading(
      (request, response) => serve(request, response, object),
      {},
      async (store, { seen }) => {
        sameContent(await collectBytes(store.read(ref)));
        expect(seen.map(({ method }) => method)).toEqual(['GET']);
        expect(store.usage()).toMatchObject({ requests: { GetObject: 1 }, retries: 0, bytesRead: 100_000 });
      },
    );
  });

  it('goes on with the rest, of the same version, when a body is cut', async () => {
    await reading(
      (request, response, number) =>
        number === 1 ? cut(request, response, object, 40_000) : serve(request, response, object),
      {},
      async (store, { seen }) => {
        sameContent(await collectBytes(store.read(ref)));
        expect(seen.map(({ headers }) => [headers['range'], headers['if-match']])).toEqual([
          ['bytes=0-4194303', undefined],
          ['bytes=40000-99999', '"one"'],
        ]);
        expect(store.usage()).toMatchObject({ requests: { GetObject: 2 }, retries: 1, bytesRead: 100_000 });
      },
    );
  });

  it('goes on as long as each try brings some bytes', async () => {
    await reading(
      (request, response) => cut(request, response, object, 15_000),
      { attempts: 2 },
      async (store) => {
        sameContent(await collectBytes(store.read(ref)));
        expect(store.usage().retries).toBe(6);
      },
    );
  });

  it('gives up when tries bring no byte, and says where', async () => {
    await reading(
      (request, response, number) => cut(request, response, object, number === 1 ? 10 : 0),
      { attempts: 3 },
      async (store, { seen }) => {
        const read = collectBytes(store.read(ref));
        await expect(read).rejects.toMatchObject({ code: 'unavailable', retryable: true, ref });
        await expect(read).rejects.toThrow('s3://bucket/a/b.csv: the connection broke at byte 10 of 100000');
        await expect(read).rejects.toHaveProperty('cause', expect.any(Error));
        expect(seen).toHaveLength(3);
      },
    );
  });

  it('fails at once when one attempt is all there is', async () => {
    await reading(
      (request, response) => cut(request, response, object, 10),
      { attempts: 1 },
      async (store, { seen }) => {
        await expect(collectBytes(store.read(ref))).rejects.toMatchObject({ code: 'unavailable' });
        expect(seen).toHaveLength(1);
      },
    );
  });

  it('refuses the rest of an object that has changed meanwhile', async () => {
    await reading(
      (request, response, number) =>
        number === 1
          ? cut(request, response, object, 10)
          : serve(request, response, { ...object, etag: '"two"' }),
      {},
      async (store, { seen }) => {
        await expect(collectBytes(store.read(ref))).rejects.toMatchObject({ code: 'changed' });
        expect(seen).toHaveLength(2);
      },
    );
  });

  it('notices another version behind an endpoint that does not look at If-Match', async () => {
    await reading(
      (request, response, number) =>
        number === 1
          ? cut(request, response, object, 10)
          : serve({ ...request, headers: { range: request.headers['range'] } }, response, {
              ...object,
              etag: '"two"',
            }),
      {},
      async (store) => {
        await expect(collectBytes(store.read(ref))).rejects.toMatchObject({ code: 'changed' });
      },
    );
  });

  it('refuses the wrong bytes of an endpoint that does not look at Range', async () => {
    await reading(
      (request, response, number) =>
        number === 1
          ? cut(request, response, object, 10)
          : serve({ ...request, headers: {} }, response, object),
      {},
      async (store) => {
        await expect(collectBytes(store.read(ref))).rejects.toThrow(
          /asked for bytes 10 to 100000, the answer holds 0 to 100000/,
        );
      },
    );
  });

  it('refuses a body of unknown length', async () => {
    await reading(
      (_, response) => response.writeHead(200, { etag: '"one"' }).end(object.content),
      {},
      async (store) => {
        await expect(collectBytes(store.read(ref))).rejects.toThrow(/does not tell the object's length/);
      },
    );
  });

  it('takes up a body that hangs', async () => {
    await reading(
      (request, response, number) => {
        if (number > 1) serve(request, response, object);
        else response.write(openAnswer(request, response, object)?.subarray(0, 500));
      },
      { requestTimeoutMs: 100 },
      async (store) => {
        sameContent(await collectBytes(store.read(ref)));
        expect(store.usage().retries).toBe(1);
      },
    );
  });

  it('reads a small object whole by one request, which tells etag and size, into memory that is given', async () => {
    await reading(
      (request, response) => serve(request, response, object),
      {},
      async (store, { seen }) => {
        const memory = new Uint8Array(200_000);
        const { stat, bytes } = await readWhole(store, ref, { into: () => memory });
        sameContent(bytes);
        expect(bytes.buffer).toBe(memory.buffer);
        expect(stat).toEqual({ ref, bytes: 100_000, etag: '"one"' });
        expect(seen.map(({ method, headers }) => [method, headers['range']])).toEqual([['GET', undefined]]);
      },
    );
  });

  it('goes on with the rest when a whole read is cut', async () => {
    await reading(
      (request, response, number) =>
        number < 3 ? cut(request, response, object, 30_000) : serve(request, response, object),
      {},
      async (store, { seen }) => {
        sameContent((await store.readWhole(ref)).bytes);
        expect(seen).toHaveLength(3);
      },
    );
  });

  it('ends at once when aborted while it waits for an answer, for bytes, or for the next try', async () => {
    const hanging: Answer[] = [
      () => {},
      (request, response) => response.write(openAnswer(request, response, object)?.subarray(0, 10)),
      (_, response) => fail(response, 503, 'SlowDown'),
    ];
    for (const answer of hanging) {
      const came = Promise.withResolvers<void>();
      await using server = await scriptedS3((request, response, number) => {
        answer(request, response, number);
        came.resolve();
      });
      await using store = openAt(server.endpoint, { client }, { random: () => 1 });
      const abort = new AbortController();
      const read = collectBytes(store.read(ref, { signal: abort.signal }));
      void came.promise.then(() => abort.abort(new Error('stop')));
      await expect(read).rejects.toThrow('stop');
      expect(server.seen).toHaveLength(1);
    }
  });

  it('asks for nothing when aborted before', async () => {
    await reading(
      (request, response) => serve(request, response, object),
      {},
      async (store, { seen }) => {
        const signal = AbortSignal.abort(new Error('stop'));
        await expect(collectBytes(store.read(ref, { signal }))).rejects.toThrow('stop');
        await expect(store.readWhole(ref, { signal })).rejects.toThrow('stop');
        expect(seen).toEqual([]);
      },
    );
  });
});
