import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
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

describe('the counters', () => {
  test('count requests by operation, failed ones too', async () => {
    await put('one');
    await readBack('one');
    await s3.send(new HeadObjectCommand({ Bucket: 'first', Key: 'one' }));
    await s3.send(new ListObjectsV2Command({ Bucket: 'first' }));
    await s3.send(new DeleteObjectCommand({ Bucket: 'first', Key: 'one' }));
    await expect(readBack('one')).rejects.toThrow('does not exist');
    const { requests } = await aws.counters();
    expect(requests).toEqual({
      PutObject: 1,
      GetObject: 2,
      HeadObject: 1,
      ListObjectsV2: 1,
      DeleteObject: 1,
    });
  });

  test('count what SQS is asked', async () => {
    const sqs = sqsClientOf(aws);
    const { url: QueueUrl } = await aws.createQueue('counted');
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'two' }));
    await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect((await aws.counters()).requests).toEqual({ SendMessage: 2, ReceiveMessage: 1 });
    sqs.destroy();
  });

  test('leave out what the local stack asks of itself', async () => {
    await aws.createBucket('second');
    await aws.createQueue('quiet');
    await aws.emptyBucket('second');
    const { requests, bytesIn } = await aws.counters();
    expect(requests).toEqual({});
    expect(bytesIn).toBe(0);
  });

  test('count the bytes on the sockets in both directions', async () => {
    await put('big', Buffer.alloc(1 << 20));
    const afterPut = await aws.counters();
    expect(afterPut.bytesIn).toBeGreaterThan(1 << 20);
    expect(afterPut.bytesIn).toBeLessThan((1 << 20) + 8_192);
    expect(afterPut.bytesOut).toBeLessThan(8_192);
    await readBack('big');
    const afterGet = await aws.counters();
    expect(afterGet.bytesOut).toBeGreaterThan(1 << 20);
    expect(afterGet.bytesOut).toBeLessThan((1 << 20) + 8_192);
  });

  test('count connections, and how many there were at once', async () => {
    const pooled = s3ClientOf(aws, { requestHandler: { httpAgent: { maxSockets: 3 } } });
    const { mostConnections: before } = await aws.counters();
    const keys = Array.from({ length: 20 }, (_, index) => `k${index}`);
    await Promise.all(
      keys.map((Key) =>
        pooled.send(new PutObjectCommand({ Bucket: 'first', Key, Body: Buffer.alloc(50_000) })),
      ),
    );
    const { connectionsOpened, mostConnections } = await aws.counters();
    expect(connectionsOpened).toBe(3);
    expect(mostConnections).toBe(before + 3);
    pooled.destroy();
  });

  test('count uploads created, completed and aborted, and not what failed', async () => {
    const create = async (Key: string) =>
      (await s3.send(new CreateMultipartUploadCommand({ Bucket: 'first', Key }))).UploadId;
    const abort = (Key: string, UploadId: string | undefined) =>
      s3.send(new AbortMultipartUploadCommand({ Bucket: 'first', Key, UploadId }));
    const upload = { Bucket: 'first', Key: 'whole', UploadId: await create('whole') };
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' }));
    const Parts = [{ PartNumber: 1, ETag }];
    const wrong = [{ PartNumber: 1, ETag: '"wrong"' }];
    await expect(
      s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: wrong } })),
    ).rejects.toThrow();
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
    await abort('given-up', await create('given-up'));
    await expect(abort('given-up', 'no-such-upload')).rejects.toThrow();
    await create('open');
    const { uploads, requests } = await aws.counters();
    expect(uploads).toEqual({ created: 3, completed: 1, aborted: 1 });
    expect(requests).toMatchObject({ CompleteMultipartUpload: 2, AbortMultipartUpload: 2, UploadPart: 1 });
  });

  test('count the processor time of the server, and begin again when reset', async () => {
    await put('busy', Buffer.alloc(4 << 20));
    const busy = await aws.counters();
    expect(busy.cpuMs).toBeGreaterThan(0);
    await aws.resetCounters();
    expect(await aws.counters()).toMatchObject({
      requests: {},
      bytesIn: 0,
      bytesOut: 0,
      connectionsOpened: 0,
    });
    expect((await aws.counters()).cpuMs).toBeLessThan(busy.cpuMs);
  });
});
