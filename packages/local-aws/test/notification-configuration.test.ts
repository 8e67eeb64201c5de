import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import type { S3Event } from '../src/index.ts';
import { useNotified } from './support/notified.ts';

const its = useNotified();

const configure = (Bucket: string, NotificationConfiguration: NotificationConfiguration) =>
  its().s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));

test("a configuration put by an SDK holds: S3's test event first, then what its filter lets through", async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  const FilterRules = [
    { Name: 'prefix' as const, Value: 'in & out/' },
    { Name: 'suffix' as const, Value: '.csv' },
  ];
  const Filter = { Key: { FilterRules } };
  const Events = ['s3:ObjectCreated:Put' as const];
  await configure(bucket, { QueueConfigurations: [{ Id: 'mine', QueueArn: queue.arn, Events, Filter }] });
  expect(await its().receive(queue, 1)).toMatchObject([
    { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: bucket },
  ]);
  await its().put(bucket, 'elsewhere.csv');
  await its().put(bucket, 'in & out/yes.csv');
  const [event] = (await its().receive(queue, 1)) as S3Event[];
  expect(event?.Records[0]?.s3).toMatchObject({
    configurationId: 'mine',
    object: { key: 'in+%26+out/yes.csv' },
  });
  const read = await its().s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  expect(read.QueueConfigurations).toMatchObject([{ Id: 'mine', QueueArn: queue.arn, Events }]);
});

test('a second configuration replaces the first, and an empty one ends it', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
  const Events = ['s3:ObjectCreated:*' as const];
  await configure(bucket, { QueueConfigurations: [{ QueueArn: queue.arn, Events }] });
  await configure(bucket, {});
  await its().receive(queue, 1);
  await its().aws.resetCounters();
  await its().put(bucket, 'unannounced');
  const read = await its().s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: bucket }));
  expect(read.QueueConfigurations).toBeUndefined();
  expect(await its().sent()).toEqual({ sent: 0, lost: 0 });
});

test('a configuration that could not be kept is refused', async () => {
  const { bucket, queue } = await its().bucketAndQueue();
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
