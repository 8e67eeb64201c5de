import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { expect, test, vi } from 'vitest';
import type { S3Event } from '../src/index.ts';
import { keysIn, useNotified } from './support/notified.ts';

const its = useNotified();

test('an object that was put is announced in the shape of AWS', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  await its().aws.notify({ bucket, queueArn: queue.arn });
  const { ETag } = await its().put(bucket, 'in/red flower (1)+ü.csv', 'four');
  const [event] = await its().receive(queue, 1);
  expect(event).toEqual({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: expect.any(String) },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: {
          'x-amz-request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
          'x-amz-id-2': expect.any(String),
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: expect.any(String),
          bucket: {
            name: bucket,
            ownerIdentity: { principalId: expect.any(String) },
            arn: `arn:aws:s3:::${bucket}`,
          },
          object: {
            key: 'in/red+flower+%281%29%2B%C3%BC.csv',
            size: 4,
            eTag: ETag?.replaceAll('"', ''),
            sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
          },
        },
      },
    ],
  });
});

test('an upload is announced when it is completed, a copy when it is made', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  await its().aws.notify({ bucket, queueArn: queue.arn });
  const upload = { Bucket: bucket, Key: 'whole' };
  const { UploadId } = await its().s3.send(new CreateMultipartUploadCommand(upload));
  const part = Buffer.alloc(5 << 20);
  const Parts = [];
  for (const [PartNumber, Body] of [
    [1, part],
    [2, Buffer.from('end')],
  ] as const) {
    const { ETag } = await its().s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  const completed = { ...upload, UploadId, MultipartUpload: { Parts } };
  const { ETag } = await its().s3.send(new CompleteMultipartUploadCommand(completed));
  await its().s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'copy', CopySource: `${bucket}/whole` }));
  const events = (await its().receive(queue, 2)) as S3Event[];
  expect(events.map(({ Records: [record] }) => record)).toMatchObject([
    {
      eventName: 'ObjectCreated:CompleteMultipartUpload',
      s3: { object: { key: 'whole', size: (5 << 20) + 3, eTag: ETag?.replaceAll('"', '') } },
    },
    { eventName: 'ObjectCreated:Copy', s3: { object: { key: 'copy', size: (5 << 20) + 3 } } },
  ]);
});

test('only keys of the prefix and the suffix are announced', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  await its().aws.notify({ bucket, prefix: 'in/', suffix: '.csv', queueArn: queue.arn });
  for (const key of ['in/no.txt', 'out/no.csv', 'in/yes.csv', 'no.csv', 'in/deeper/yes.csv'])
    await its().put(bucket, key);
  expect(keysIn(await its().receive(queue, 2)).toSorted()).toEqual(['in/deeper/yes.csv', 'in/yes.csv']);
});

test('requests that fail, delete or only begin an upload announce nothing', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  await its().aws.notify({ bucket, queueArn: queue.arn });
  await its().aws.resetCounters();
  const Key = 'absent';
  const { UploadId } = await its().s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
  const wrong = { MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"wrong"' }] } };
  const failing = [
    its().s3.send(new CompleteMultipartUploadCommand({ Bucket: bucket, Key, UploadId, ...wrong })),
    its().s3.send(new CopyObjectCommand({ Bucket: bucket, Key, CopySource: `${bucket}/absent` })),
    its().s3.send(new PutObjectCommand({ Bucket: 'no-such-bucket', Key, Body: 'x' })),
  ];
  const outcomes = await Promise.allSettled(failing);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await its().s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  await its().put(bucket, 'the-only-one');
  expect(keysIn(await its().receive(queue, 1))).toEqual(['the-only-one']);
  expect(await its().sent()).toEqual({ sent: 1, lost: 0 });
});

test('of two writes of one key, the later has the greater sequencer', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  await its().aws.notify({ bucket, queueArn: queue.arn });
  for (const body of ['1', '22', '333']) await its().put(bucket, 'same', body);
  const records = ((await its().receive(queue, 3)) as S3Event[]).flatMap(({ Records }) => Records);
  const bySequencer = records
    .map(({ s3: { object } }) => object)
    .toSorted((a, b) => (a.sequencer < b.sequencer ? -1 : 1));
  expect(bySequencer.map(({ size }) => size)).toEqual([1, 2, 3]);
});

test('a function of this process hears of objects, several rules each for itself', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  const heard: string[] = [];
  const hear = (event: S3Event) => {
    heard.push(...keysIn([event]));
  };
  await its().aws.notify({ bucket, suffix: '.csv', function: hear });
  await its().aws.notify({ bucket, queueArn: queue.arn });
  await its().put(bucket, 'a.csv');
  await its().put(bucket, 'b.txt');
  await its().put(bucket, 'c.csv');
  await vi.waitFor(() => expect(heard).toEqual(['a.csv', 'c.csv']));
  expect(keysIn(await its().receive(queue, 3))).toHaveLength(3);
});

test('rules need a bucket and a queue that exist, and no FIFO queue', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  await expect(its().aws.notify({ bucket: 'absent', queueArn: queue.arn })).rejects.toThrow('bucket absent');
  const queueArn = 'arn:aws:sqs:us-east-1:000000000000:absent';
  await expect(its().aws.notify({ bucket, queueArn })).rejects.toThrow(`there is no queue ${queueArn}`);
  const fifo = await its().aws.createQueue('ordered.fifo');
  await expect(its().aws.notify({ bucket, queueArn: fifo.arn })).rejects.toThrow('no FIFO queue');
});

test('an event whose queue is gone is counted as lost', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  await its().aws.notify({ bucket, queueArn: queue.arn });
  await its().aws.resetCounters();
  await its().sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
  await its().put(bucket, 'unheard');
  await vi.waitFor(async () => expect(await its().sent()).toEqual({ sent: 0, lost: 1 }));
});

test('a bucket that is deleted takes its rules with it', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  await its().aws.notify({ bucket, queueArn: queue.arn });
  await its().s3.send(new DeleteBucketCommand({ Bucket: bucket }));
  await its().aws.createBucket(bucket);
  await its().aws.resetCounters();
  await its().put(bucket, 'unannounced');
  await its().aws.notify({ bucket, queueArn: queue.arn });
  await its().put(bucket, 'announced');
  expect(keysIn(await its().receive(queue, 1))).toEqual(['announced']);
  expect(await its().sent()).toEqual({ sent: 1, lost: 0 });
});
