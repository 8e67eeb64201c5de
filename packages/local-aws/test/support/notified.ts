import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect } from 'vitest';
import { type LocalAws, type Queue, type S3Event, startLocalAws } from '../../src/index.ts';
import { s3ClientOf, sqsClientOf } from './clients.ts';

export interface Notified {
  readonly aws: LocalAws;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  /** New ones, of their own. */
  bucketAndQueue(): Promise<{ bucket: string; queue: Queue }>;
  put(bucket: string, key: string, body?: string): Promise<{ ETag?: string | undefined }>;
  /** Until `count` messages have come. */
  receive(queue: Queue, count: number): Promise<unknown[]>;
  /** Events since the counters were reset. */
  sent(): Promise<{ sent: number; lost: number }>;
}

async function receiveFrom(sqs: SQSClient, QueueUrl: string, count: number): Promise<unknown[]> {
  const received: unknown[] = [];
  while (received.length < count) {
    const asked = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
    expect(Messages.length, `${received.length} of ${count} messages came`).toBeGreaterThan(0);
    for (const { Body = '', ReceiptHandle } of Messages) {
      received.push(JSON.parse(Body));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
  return received;
}

function talkTo(aws: LocalAws): Notified {
  const s3 = s3ClientOf(aws);
  const sqs = sqsClientOf(aws);
  let made = 0;
  return {
    aws,
    s3,
    sqs,
    async bucketAndQueue() {
      const bucket = `bucket-${++made}`;
      await aws.createBucket(bucket);
      return { bucket, queue: await aws.createQueue(`queue-${made}`) };
    },
    put: (Bucket, Key, Body = 'x') => s3.send(new PutObjectCommand({ Bucket, Key, Body })),
    receive: ({ url }, count) => receiveFrom(sqs, url, count),
    sent: async () => (await aws.counters()).notifications,
  };
}

/** A stack of this test file's own. */
export function useNotified(): () => Notified {
  let notified: Notified | undefined;
  beforeAll(async () => {
    notified = talkTo(await startLocalAws());
  });
  afterAll(async () => {
    notified?.s3.destroy();
    notified?.sqs.destroy();
    await notified?.aws[Symbol.asyncDispose]();
  });
  return () => notified!;
}

/** Of their objects, as they are encoded. */
export const keysIn = (events: readonly unknown[]): string[] =>
  (events as S3Event[]).flatMap(({ Records }) => Records.map(({ s3: { object } }) => object.key));
