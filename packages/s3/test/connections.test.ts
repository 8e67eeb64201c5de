import type { BodyStream } from '@parquetry/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { type HttpHandler, type S3SettingsInput, type S3Store, s3Settings } from '../src/index.ts';
import { openAt, useLocalS3 } from './support/open-local.ts';

const local = useLocalS3();
let bucket: string;
beforeEach(async () => {
  bucket = await local.newBucket();
});

async function* body(): BodyStream {
  yield Buffer.alloc(10_000, 'x');
}

async function manyRequests(store: S3Store): Promise<void> {
  const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
  await Promise.all(keys.map((key) => store.write({ bucket, key }, body())));
  await Promise.all(keys.map((key) => store.readWhole({ bucket, key })));
}

describe.each(['sdk', 'lean'] as const)('connections of the %s client to S3', (client) => {
  const counted = async (settings: S3SettingsInput) => {
    await using store = openAt(local.aws.endpoint, { client, ...settings });
    await local.aws.resetCounters();
    await manyRequests(store);
    return { usage: store.usage(), server: await local.aws.counters() };
  };

  it('are as many as there may be, and used again', async () => {
    const { usage, server } = await counted({ connections: 4 });
    expect(usage).toMatchObject({ connectionsOpened: 4, mostConnections: 4, retries: 0 });
    expect(server.connectionsOpened).toBe(4);
  });

  it('are one per request when none is kept, and never more at once than there may be', async () => {
    const { usage, server } = await counted({ connections: 4, keepAlive: false });
    expect(usage).toMatchObject({ connectionsOpened: 80, mostConnections: 4 });
    expect(server.connectionsOpened).toBe(80);
  });

  it('are closed with the store', async () => {
    const { usage } = await counted({});
    expect(usage.connectionsOpened).toBeGreaterThan(0);
    await expect.poll(async () => (await local.aws.counters()).mostConnections).toBeGreaterThan(0);
    await expect
      .poll(async () => {
        await local.aws.resetCounters();
        return (await local.aws.counters()).mostConnections;
      })
      .toBe(0);
  });

  it('are counted as the server counts them: requests and bytes', async () => {
    const { usage, server } = await counted({});
    expect(usage.requests).toEqual(server.requests);
    expect(usage).toMatchObject({ bytesRead: 400_000, bytesWritten: 400_000 });
  });

  it('stand behind whatever wraps the handler', async () => {
    const operations: string[] = [];
    const wrapHandler = (inner: HttpHandler): HttpHandler => ({
      ...inner,
      handle(request, options) {
        operations.push(request.method);
        return inner.handle(request, options);
      },
    });
    await using store = openAt(local.aws.endpoint, { client }, { wrapHandler });
    await store.write({ bucket, key: 'a' }, body());
    await store.readWhole({ bucket, key: 'a' });
    await store.stat({ bucket, key: 'a' });
    expect(operations).toEqual(['PUT', 'GET', 'HEAD']);
  });
});

describe('settings of S3', () => {
  it('stand by themselves, and refuse what they do not know', () => {
    expect(s3Settings.parse({})).toMatchObject({
      connections: 32,
      keepAlive: true,
      attempts: 3,
      client: 'sdk',
    });
    expect(() => s3Settings.parse({ secretAccessKey: 'x' })).toThrow(/secretAccessKey/);
    expect(() => s3Settings.parse({ partBytes: 1 << 20 })).toThrow();
  });
});
