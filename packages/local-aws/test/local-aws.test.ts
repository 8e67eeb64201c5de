import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../src/index.ts';
import { s3ClientOf, sqsClientOf } from './support/clients.ts';

let aws: LocalAws;
let s3: S3Client;

beforeAll(async () => {
  aws = await startLocalAws();
  await aws.createBucket('first');
  s3 = s3ClientOf(aws);
});

beforeEach(async () => {
  await aws.emptyBucket('first');
  await aws.resetCounters();
});

afterAll(async () => {
  s3.destroy();
  await aws[Symbol.asyncDispose]();
});

const put = (Key: string, Body: string | Buffer = 'x') =>
  s3.send(new PutObjectCommand({ Bucket: 'first', Key, Body }));

const readBack = async (Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket: 'first', Key }))).Body?.transformToString();

function refusesConnections(host: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(Number(new URL(aws.endpoint).port), host);
  socket.once('connect', () => resolve(false)).once('error', () => resolve(true));
  return promise.finally(() => socket.destroy());
}

describe('the server', () => {
  test('gives back what was put, whatever the key is made of', async () => {
    const keys = ['plain.csv', 'a b/ü+%&<>"\'!(~).csv', 'deep/er/than/that', '日本.csv'];
    for (const key of keys) await put(key, `of ${key}`);
    for (const key of keys) expect(await readBack(key)).toBe(`of ${key}`);
  });

  test('listens on the loopback address and on no other', async () => {
    expect(aws.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await refusesConnections('127.0.0.1')).toBe(false);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    for (const other of ['127.0.0.2', '::1', ...others]) {
      expect(await refusesConnections(other), other).toBe(true);
    }
  });

  test('is used by an SDK client that knows nothing but the environment', async () => {
    const before = { ...process.env };
    Object.assign(process.env, aws.environment);
    try {
      const client = new S3Client({});
      await client.send(new PutObjectCommand({ Bucket: 'first', Key: 'by-environment', Body: '1' }));
      client.destroy();
    } finally {
      process.env = before;
    }
    expect(await readBack('by-environment')).toBe('1');
  });

  test('lists more keys than a page holds, in the order of their characters', async () => {
    const keys = Array.from(
      { length: 1200 },
      (_, index) => `${index % 2 ? 'B' : 'a'}${index % 3 ? '_' : 'Ä'}${index}`,
    );
    await Promise.all(keys.map((key) => put(key)));
    const listed: string[] = [];
    for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: 'first' })) {
      listed.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
    }
    expect(listed).toEqual(keys.toSorted());
  });

  test('is empty after emptying, of more than a page and of strange keys', async () => {
    await Promise.all(Array.from({ length: 1010 }, (_, index) => put(`&<${index}> "%20"`)));
    await aws.emptyBucket('first');
    expect((await s3.send(new ListObjectsV2Command({ Bucket: 'first' }))).KeyCount).toBe(0);
  });

  test('says what to do with an object that is too large for one request', async () => {
    await expect(put('large', Buffer.alloc(12 << 20))).rejects.toMatchObject({
      name: 'EntityTooLarge',
      message: expect.stringContaining('upload larger objects in parts'),
    });
  });

  test('says which bucket it cannot create, or empty', async () => {
    await expect(aws.createBucket('No Bucket')).rejects.toThrow('creating bucket No Bucket');
    await expect(aws.emptyBucket('absent')).rejects.toThrow(
      'emptying bucket absent: The specified bucket does not exist',
    );
  });

  test('passes messages through a queue whose URL leads to it', async () => {
    const sqs = sqsClientOf(aws);
    const { url, arn } = await aws.createQueue('work', { VisibilityTimeout: '7' });
    expect(url).toMatch(aws.endpoint);
    expect(arn).toMatch(/^arn:aws:sqs:us-east-1:\d+:work$/);
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'work' }))).QueueUrl).toBe(url);
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'hello' }));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: url }));
    expect(Messages.map(({ Body }) => Body)).toEqual(['hello']);
    sqs.destroy();
  });
});

describe('uploads that are open', () => {
  const listed = async (Prefix: string) => {
    const keys: string[] = [];
    const input = { Bucket: 'first', Prefix, MaxUploads: 2 };
    for await (const page of paginateUploads(input)) keys.push(...page);
    return keys;
  };

  async function* paginateUploads(input: { Bucket: string; Prefix: string; MaxUploads: number }) {
    let markers = {};
    for (;;) {
      const page = await s3.send(new ListMultipartUploadsCommand({ ...input, ...markers }));
      yield (page.Uploads ?? []).map(({ Key = '' }) => Key);
      if (!page.IsTruncated) return;
      markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  }

  test('are listed by key, page by page, until they are completed or aborted', async () => {
    const ids = new Map<string, string | undefined>();
    for (const key of ['up/b', 'up/a&', 'up/b', 'up/c', 'other']) {
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: 'first', Key: key }));
      ids.set(key, UploadId);
    }
    expect(await listed('up/')).toEqual(['up/a&', 'up/b', 'up/b', 'up/c']);
    const aborted = { Bucket: 'first', Key: 'up/b', UploadId: ids.get('up/b') };
    await s3.send(new AbortMultipartUploadCommand(aborted));
    expect(await listed('up/')).toEqual(['up/a&', 'up/b', 'up/c']);
  });

  test('are not listed of a bucket that does not exist, nor by delimiter', async () => {
    const list = (input: { Bucket: string; Delimiter?: string }) =>
      s3.send(new ListMultipartUploadsCommand(input));
    await expect(list({ Bucket: 'absent' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(list({ Bucket: 'first', Delimiter: '/' })).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});
