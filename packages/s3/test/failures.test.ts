import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { collectBytes, type ObjectRef, StoreError } from '@parquetry/core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { s3Error } from '../src/s3-error.ts';
import { reusingBody } from './support/bytes.ts';
import { openAt } from './support/open-local.ts';
import { type Answer, fail, scriptedS3 } from './support/scripted-s3.ts';

const ref: ObjectRef = { bucket: 's3://bucket', key: 'a.csv' };

afterEach(() => {
  vi.unstubAllEnvs();
});

async function failureOf(promise: Promise<unknown>): Promise<StoreError> {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StoreError);
  return error as StoreError;
}

const answers: readonly (readonly [string, number, string, StoreError['code'], RegExp])[] = [
  ['a missing object', 404, 'NoSuchKey', 'not-found', /does not exist/],
  ['a missing bucket', 404, 'NoSuchBucket', 'not-found', /no such bucket; check its name/],
  ['no permission', 403, 'AccessDenied', 'denied', /access denied; check the credentials/],
  ['an unknown key', 403, 'InvalidAccessKeyId', 'denied', /does not know the access key/],
  ['a wrong secret', 403, 'SignatureDoesNotMatch', 'denied', /secret access key is wrong/],
  ['an old session', 400, 'ExpiredToken', 'denied', /session has expired; sign in again/],
  ['a wrong clock', 403, 'RequestTimeTooSkewed', 'denied', /clock is wrong; set it/],
  ['another version', 412, 'PreconditionFailed', 'changed', /changed while it was being read/],
  ['too many requests', 503, 'SlowDown', 'throttled', /asks to slow down/],
  ['too many requests, as others say', 429, 'TooManyRequests', 'throttled', /asks to slow down/],
  ['a slow sender', 400, 'RequestTimeout', 'timeout', /waited too long/],
  ['a failing server', 500, 'InternalError', 'unavailable', /failed with status 500; try again later/],
  ['anything else', 400, 'InvalidStorageClass', 'io', /InvalidStorageClass: as the test says/],
];

describe.each(['sdk', 'lean'] as const)('what failures of S3 mean to the %s client', (client) => {
  it.each(answers)('%s: %i %s', async (_, status, name, code, says) => {
    await using server = await scriptedS3((_request, response) => fail(response, status, name));
    await using store = openAt(server.endpoint, { client, attempts: 1 });
    const read = await failureOf(collectBytes(store.read(ref)));
    const write = await failureOf(store.write(ref, reusingBody(Buffer.from('x'), 1)));
    for (const error of [read, write]) {
      expect(error).toMatchObject({ code, ref });
      expect(error.message).toMatch(says);
      expect(error.message).toMatch(/^s3:\/\/bucket\/a\.csv: /);
      expect(error.retryable).toBe(['throttled', 'timeout', 'unavailable'].includes(code));
      expect(error.cause).toMatchObject({ name, $metadata: { httpStatusCode: status } });
      expect(JSON.stringify(error) + error.message).not.toContain('local');
    }
  });

  it('an answer that is no XML, as of a proxy', async () => {
    await using server = await scriptedS3((_, response) => response.writeHead(502).end('Bad Gateway'));
    await using store = openAt(server.endpoint, { client, attempts: 1 });
    const error = await failureOf(store.readWhole(ref));
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error.message).toMatch(/S3 failed with status 502|the connection broke/);
  });

  it('an endpoint that refuses a range that nobody asked for', async () => {
    await using server = await scriptedS3((_, response) => fail(response, 416, 'InvalidRange'));
    await using store = openAt(server.endpoint, { client });
    expect(await failureOf(store.readWhole(ref))).toMatchObject({ code: 'io' });
  });

  it('names the region of a bucket that is elsewhere', async () => {
    const headers = { 'x-amz-bucket-region': 'eu-west-1' };
    for (const [status, code] of [
      [301, 'PermanentRedirect'],
      [400, 'AuthorizationHeaderMalformed'],
    ] as const) {
      await using server = await scriptedS3((_, response) => fail(response, status, code, headers));
      await using store = openAt(server.endpoint, { client });
      const error = await failureOf(collectBytes(store.read(ref)));
      expect(error).toMatchObject({ code: 'denied', retryable: false });
      expect(error.message).toMatch(/the bucket is in region eu-west-1; set AWS_REGION to it/);
      expect(server.seen).toHaveLength(1);
    }
  });

  it('says where to find credentials when there are none', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
    await using server = await scriptedS3(() => {});
    await using store = openAt(server.endpoint, { client });
    const error = await failureOf(collectBytes(store.read(ref)));
    expect(error.code).toBe('denied');
    expect(error.message).toMatch(/no AWS credentials were found; set AWS_PROFILE/);
    expect(server.seen).toEqual([]);
  });

  it('says that nothing listens at the endpoint', async () => {
    const server = await scriptedS3(() => {});
    await server[Symbol.asyncDispose]();
    await using store = openAt(server.endpoint, { client });
    const error = await failureOf(collectBytes(store.read(ref)));
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error.message).toMatch(/nothing listens at the endpoint/);
    expect(store.usage()).toMatchObject({ requests: { GetObject: 3 }, retries: 2 });
  });

  it('takes an answer that does not come for a time-out', async () => {
    await using server = await scriptedS3(() => {});
    await using store = openAt(server.endpoint, { client, requestTimeoutMs: 50, attempts: 2 });
    const error = await failureOf(collectBytes(store.read(ref)));
    expect(error).toMatchObject({ code: 'timeout', retryable: true });
    expect(server.seen).toHaveLength(2);
  });

  it('takes a connection that is not ready in time for a time-out', async () => {
    const mute = createServer();
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as AddressInfo;
    await using store = openAt(`https://127.0.0.1:${port}`, { client, connectTimeoutMs: 50, attempts: 1 });
    expect(await failureOf(collectBytes(store.read(ref)))).toMatchObject({ code: 'timeout' });
    mute.close();
  });

  it('waits for a connection of the pool longer than a connection may take', async () => {
    await using server = await scriptedS3((_, response) => {
      setTimeout(() => response.writeHead(200, { etag: '"one"', 'content-length': 1 }).end('x'), 30);
    });
    await using store = openAt(server.endpoint, {
      client,
      connections: 1,
      connectTimeoutMs: 20,
      attempts: 1,
    });
    const all = await Promise.all(Array.from({ length: 5 }, () => store.readWhole(ref)));
    expect(all).toHaveLength(5);
  });

  it('tries again what may pass, and counts it', async () => {
    const trouble: readonly Answer[] = [
      (_, response) => fail(response, 503, 'SlowDown'),
      (_, response) => fail(response, 500, 'InternalError'),
      ({ socket }) => socket.destroy(),
    ];
    for (const answer of trouble) {
      await using server = await scriptedS3((request, response, number) => {
        if (number < 3) answer(request, response, number);
        else response.writeHead(200, { etag: '"one"', 'content-length': 1 }).end('x');
      });
      await using store = openAt(server.endpoint, { client });
      expect((await store.readWhole(ref)).bytes).toHaveLength(1);
      expect(store.usage()).toMatchObject({ requests: { GetObject: 3 }, retries: 2 });
    }
  });

  it('tries nothing again when one attempt is all there is, nor what cannot pass', async () => {
    for (const [attempts, status, code] of [
      [1, 503, 'SlowDown'],
      [5, 403, 'AccessDenied'],
    ] as const) {
      await using server = await scriptedS3((_, response) => fail(response, status, code));
      await using store = openAt(server.endpoint, { client, attempts });
      await failureOf(store.readWhole(ref));
      expect(store.usage()).toMatchObject({ requests: { GetObject: 1 }, retries: 0 });
    }
  });

  it('sends the same body again, whole', async () => {
    await using server = await scriptedS3((_, response, number) =>
      number < 3 ? fail(response, 503, 'SlowDown') : response.writeHead(200, { etag: '"one"' }).end(),
    );
    await using store = openAt(server.endpoint, { client });
    await store.write(ref, reusingBody(Buffer.from('hello world'), 3));
    expect(server.seen.map(({ body }) => String(body))).toEqual([
      'hello world',
      'hello world',
      'hello world',
    ]);
    expect(store.usage()).toMatchObject({ requests: { PutObject: 3 }, bytesWritten: 33 });
  });
});

describe('looking at an object', () => {
  const statWith = async (status: number, headers = {}) => {
    await using server = await scriptedS3((_, response) => response.writeHead(status, headers).end());
    await using store = openAt(server.endpoint, { attempts: 1 });
    return await store.stat(ref);
  };

  it('answers undefined where there is none', async () => {
    expect(await statWith(404)).toBeUndefined();
  });

  it('tells apart what it may not see from what is not there', async () => {
    expect((await failureOf(statWith(403))).code).toBe('denied');
    expect((await failureOf(statWith(503))).code).toBe('unavailable');
    const elsewhere = await failureOf(statWith(400, { 'x-amz-bucket-region': 'eu-west-1' }));
    expect(elsewhere.message).toMatch(/in region eu-west-1/);
  });
});

describe('an error of S3', () => {
  it('is left as it is when it is none: a store error, an abort, or no error at all', () => {
    const known = new StoreError('io', ref, 'known');
    const aborted = new DOMException('stop', 'AbortError');
    expect(s3Error(ref, known)).toBe(known);
    expect(s3Error(ref, aborted)).toBe(aborted);
    expect(s3Error(ref, 'text')).toBe('text');
  });
});
