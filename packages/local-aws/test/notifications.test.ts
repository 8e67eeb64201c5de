import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import {
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalAws, type Queue, type S3Event, startLocalAws } from '../src/index.ts';
import { s3ClientOf, sqsClientOf } from './support/clients.ts';

let aws: LocalAws;
let s3: S3Client;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startLocalAws();
  s3 = s3ClientOf(aws);
  sqs = sqsClientOf(aws);
});

afterAll(async () => {
  s3.destroy();
  sqs.destroy();
  await aws[Symbol.asyncDispose]();
});

let made = 0;
async function bucketAndQueue(): Promise<{ bucket: string; queue: Queue }> {
  const bucket = `bucket-${++made}`;
  await aws.createBucket(bucket);
  return { bucket, queue: await aws.createQueue(`queue-${made}`) };
}

const put = (Bucket: string, Key: string, Body = 'x') => s3.send(new PutObjectCommand({ Bucket, Key, Body }));

/** Until `count` messages have come; none is waited for beyond them. */
async function receive(QueueUrl: string, count: number): Promise<unknown[]> {
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

const keysIn = (events: readonly unknown[]) =>
  (events as S3Event[]).flatMap(({ Records }) => Records.map(({ s3: { object } }) => object.key));

const sent = async () => (await aws.counters()).notifications;

test('an object that was put is announced in the shape of AWS', async () => {
  const { bucket, queue } = await bucketAndQueue();
  await aws.notify({ bucket, queueArn: queue.arn });
  const { ETag } = await put(bucket, 'in/red flower (1)+ü.csv', 'four');
  const [event] = await receive(queue.url, 1);
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
  const { bucket, queue } = await bucketAndQueue();
  await aws.notify({ bucket, queueArn: queue.arn });
  const upload = { Bucket: bucket, Key: 'whole' };
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
  const part = Buffer.alloc(5 << 20);
  const Parts = [];
  for (const [PartNumber, Body] of [
    [1, part],
    [2, Buffer.from('end')],
  ] as const) {
    const { ETag } = await s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  const completed = { ...upload, UploadId, MultipartUpload: { Parts } };
  const { ETag } = await s3.send(new CompleteMultipartUploadCommand(completed));
  await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: 'copy', CopySource: `${bucket}/whole` }));
  const events = (await receive(queue.url, 2)) as S3Event[];
  expect(events.map(({ Records: [record] }) => record)).toMatchObject([
    {
      eventName: 'ObjectCreated:CompleteMultipartUpload',
      s3: { object: { key: 'whole', size: (5 << 20) + 3, eTag: ETag?.replaceAll('"', '') } },
    },
    { eventName: 'ObjectCreated:Copy', s3: { object: { key: 'copy', size: (5 << 20) + 3 } } },
  ]);
});

test('only keys of the prefix and the suffix are announced', async () => {
  const { bucket, queue } = await bucketAndQueue();
  await aws.notify({ bucket, prefix: 'in/', suffix: '.csv', queueArn: queue.arn });
  for (const key of ['in/no.txt', 'out/no.csv', 'in/yes.csv', 'no.csv', 'in/deeper/yes.csv'])
    await put(bucket, key);
  expect(keysIn(await receive(queue.url, 2)).toSorted()).toEqual(['in/deeper/yes.csv', 'in/yes.csv']);
});

test('requests that fail, delete or only begin an upload announce nothing', async () => {
  const { bucket, queue } = await bucketAndQueue();
  await aws.notify({ bucket, queueArn: queue.arn });
  await aws.resetCounters();
  const Key = 'absent';
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key }));
  const wrong = { MultipartUpload: { Parts: [{ PartNumber: 1, ETag: '"wrong"' }] } };
  const failing = [
    s3.send(new CompleteMultipartUploadCommand({ Bucket: bucket, Key, UploadId, ...wrong })),
    s3.send(new CopyObjectCommand({ Bucket: bucket, Key, CopySource: `${bucket}/absent` })),
    s3.send(new PutObjectCommand({ Bucket: 'no-such-bucket', Key, Body: 'x' })),
  ];
  const outcomes = await Promise.allSettled(failing);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  await put(bucket, 'the-only-one');
  expect(keysIn(await receive(queue.url, 1))).toEqual(['the-only-one']);
  expect(await sent()).toEqual({ sent: 1, lost: 0 });
});

test('of two writes of one key, the later has the greater sequencer', async () => {
  const { bucket, queue } = await bucketAndQueue();
  await aws.notify({ bucket, queueArn: queue.arn });
  for (const body of ['1', '22', '333']) await put(bucket, 'same', body);
  const records = ((await receive(queue.url, 3)) as S3Event[]).flatMap(({ Records }) => Records);
  const bySequencer = records
    .map(({ s3: { object } }) => object)
    .toSorted((a, b) => (a.sequencer < b.sequencer ? -1 : 1));
  expect(bySequencer.map(({ size }) => size)).toEqual([1, 2, 3]);
});

test('a function of this process hears of objects, several rules each for itself', async () => {
  const { bucket, queue } = await bucketAndQueue();
  const heard: string[] = [];
  const hear = (event: S3Event) => {
    heard.push(...keysIn([event]));
  };
  await aws.notify({ bucket, suffix: '.csv', function: hear });
  await aws.notify({ bucket, queueArn: queue.arn });
  await put(bucket, 'a.csv');
  await put(bucket, 'b.txt');
  await put(bucket, 'c.csv');
  await vi.waitFor(() => expect(heard).toEqual(['a.csv', 'c.csv']));
  expect(keysIn(await receive(queue.url, 3))).toHaveLength(3);
});

test('rules need a bucket and a queue that exist, and no FIFO queue', async () => {
  const { bucket, queue } = await bucketAndQueue();
  await expect(aws.notify({ bucket: 'absent', queueArn: queue.arn })).rejects.toThrow('bucket absent');
  const queueArn = 'arn:aws:sqs:us-east-1:000000000000:absent';
  await expect(aws.notify({ bucket, queueArn })).rejects.toThrow(`there is no queue ${queueArn}`);
  const fifo = await aws.createQueue(`ordered-${made}.fifo`);
  await expect(aws.notify({ bucket, queueArn: fifo.arn })).rejects.toThrow('no FIFO queue');
});

test('an event whose queue is gone is counted as lost', async () => {
  const { bucket, queue } = await bucketAndQueue();
  await aws.notify({ bucket, queueArn: queue.arn });
  await aws.resetCounters();
  await sqs.send(new DeleteQueueCommand({ QueueUrl: queue.url }));
  await put(bucket, 'unheard');
  await vi.waitFor(async () => expect(await sent()).toEqual({ sent: 0, lost: 1 }));
});

test('a bucket that is deleted takes its rules with it', async () => {
  const { bucket, queue } = await bucketAndQueue();
  await aws.notify({ bucket, queueArn: queue.arn });
  await s3.send(new DeleteBucketCommand({ Bucket: bucket }));
  await aws.createBucket(bucket);
  await aws.resetCounters();
  await put(bucket, 'unannounced');
  await aws.notify({ bucket, queueArn: queue.arn });
  await put(bucket, 'announced');
  expect(keysIn(await receive(queue.url, 1))).toEqual(['announced']);
  expect(await sent()).toEqual({ sent: 1, lost: 0 });
});

const configure = (Bucket: string, NotificationConfiguration: NotificationConfiguration) =>
  s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));

test("a configuration put by an SDK holds: S3's test event first, then what its filter lets through", async () => {
  const { bucket, queue } = await bucketAndQueue();
  const FilterRules = [
    { Name: 'prefix' as const, Value: 'in & out/' },
    { Name: 'suffix' as const, Value: '.csv' },
  ];
  const Filter = { Key: { FilterRules } };
  const Events = ['s3:ObjectCreated:Put' as const];
  await configure(bucket, { QueueConfigurations: [{ Id: 'mine', QueueArn: queue.arn, Events, Filter }] });
  expect(await receive(queue.url, 1)).toMatchObject([
    { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket },
  ]);
  await put(bucket, 'elsewhere.csv');
  await put(bucket, 'in & out/yes.csv');
  const [event] = (await receive(queue.url, 1)) as S3Event[];
  expect(event?.Records[0]?.s3).toMatchObject({
    configurationId: 'mine',
    object: { key: 'in+%26+out/yes.csv' },
  });
  const read = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  expect(read.QueueConfigurations).toMatchObject([{ Id: 'mine', QueueArn: queue.arn, Events }]);
});

test('a second configuration replaces the first, and an empty one ends it', async () => {
  const { bucket, queue } = await bucketAndQueue();
  const Events = ['s3:ObjectCreated:*' as const];
  await configure(bucket, { QueueConfigurations: [{ QueueArn: queue.arn, Events }] });
  await configure(bucket, {});
  await receive(queue.url, 1);
  await aws.resetCounters();
  await put(bucket, 'unannounced');
  const read = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  expect(read.QueueConfigurations).toBeUndefined();
  expect(await sent()).toEqual({ sent: 0, lost: 0 });
});

test('a configuration that could not be kept is refused', async () => {
  const { bucket, queue } = await bucketAndQueue();
  const QueueArn = queue.arn;
  const absent = 'arn:aws:sqs:us-east-1:000000000000:absent';
  const Events = ['s3:ObjectCreated:*' as const];
  const refused: [NotificationConfiguration, string][] = [
    [{ QueueConfigurations: [{ QueueArn, Events: ['s3:ObjectRemoved:*'] }] }, 'sends no s3:ObjectRemoved:*'],
    [{ QueueConfigurations: [{ QueueArn: absent, Events }] }, `there is no queue ${absent}`],
    [{ LambdaFunctionConfigurations: [{ LambdaFunctionArn: 'arn', Events }] }, 'notifies queues only'],
    [{ TopicConfigurations: [{ TopicArn: 'arn', Events }] }, 'notifies queues only'],
    [{ EventBridgeConfiguration: {} }, 'notifies queues only'],
  ];
  for (const [configuration, why] of refused) {
    await expect(configure(bucket, configuration), why).rejects.toMatchObject({
      name: 'InvalidArgument',
      message: expect.stringContaining(why),
    });
  }
  await expect(configure('absent', {})).rejects.toMatchObject({ name: 'NoSuchBucket' });
});
