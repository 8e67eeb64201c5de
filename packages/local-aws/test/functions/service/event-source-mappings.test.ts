import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  paginateListEventSourceMappings,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { doneMessages } from '../../../src/functions/service/sqs-poller.ts';
import { type LocalAws, startLocalAws } from '../../../src/index.ts';
import { clientConfig, type ServiceInUse, useServices } from './support/use-service.ts';

const open = useServices();
const WAIT = { timeout: 20_000, interval: 20 };
let aws: LocalAws;
let sqs: SQSClient;
let queues = 0;

beforeAll(async () => {
  aws = await startLocalAws();
  sqs = new SQSClient(clientConfig(aws.endpoint));
});
afterAll(async () => {
  sqs.destroy();
  await aws[Symbol.asyncDispose]();
});

interface SqsEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly eventSourceARN: string;
  }[];
}

async function openWithQueue(behaviour: (event: SqsEvent) => unknown, visibilitySeconds = 30) {
  const queue = await aws.createQueue(`jobs-${++queues}`, { VisibilityTimeout: `${visibilitySeconds}` });
  const inUse = await open((event) => behaviour(event as SqsEvent), { sqsEndpoint: aws.endpoint });
  await inUse.create('f');
  const map = (more: Partial<CreateEventSourceMappingCommandInput> = {}) =>
    inUse.lambda.send(
      new CreateEventSourceMappingCommand({ FunctionName: 'f', EventSourceArn: queue.arn, ...more }),
    );
  const send = (...bodies: string[]) =>
    sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: queue.url,
        Entries: bodies.map((MessageBody, index) => ({ Id: `${index}`, MessageBody })),
      }),
    );
  const left = async () => {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: queue.url, AttributeNames: [...names] }),
    );
    return names.reduce((sum, name) => sum + Number(Attributes?.[name]), 0);
  };
  return { inUse, queue, map, send, left };
}

const stateOf = async ({ lambda }: ServiceInUse, UUID: string | undefined) =>
  (await lambda.send(new GetEventSourceMappingCommand({ UUID }))).State;

const untilState = (inUse: ServiceInUse, id: string | undefined, state: string) =>
  vi.waitFor(async () => expect(await stateOf(inUse, id)).toBe(state), WAIT);

describe('a mapping', () => {
  it('brings messages to the function in batches, and deletes what is done', async () => {
    const seen: string[] = [];
    const { inUse, queue, map, send, left } = await openWithQueue(({ Records }) => {
      expect(Records.every(({ eventSourceARN }) => eventSourceARN === queue.arn)).toBe(true);
      expect(Records.length).toBeLessThanOrEqual(2);
      seen.push(...Records.map(({ body }) => body));
    });
    await send('a', 'b', 'c');
    const created = await map({ BatchSize: 2 });
    expect(created).toMatchObject({ State: 'Creating', BatchSize: 2, $metadata: { httpStatusCode: 202 } });
    await untilState(inUse, created.UUID, 'Enabled');
    await vi.waitFor(async () => expect(await left()).toBe(0), WAIT);
    expect(seen.sort()).toEqual(['a', 'b', 'c']);
  });

  it('brings again only what failed of a batch, where the function reports that', async () => {
    const seen: string[][] = [];
    const { map, send, left } = await openWithQueue(({ Records }) => {
      seen.push(Records.map(({ body }) => body).sort());
      const failures = seen.length === 1 ? Records.filter(({ body }) => body === 'bad') : [];
      return { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) };
    }, 1);
    await send('good', 'bad', 'fine');
    await map({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
    await vi.waitFor(async () => expect(await left()).toBe(0), WAIT);
    expect(seen).toEqual([['bad', 'fine', 'good'], ['bad']]);
  });

  it('brings a whole batch again that failed', async () => {
    let runs = 0;
    const { map, send, left } = await openWithQueue(() => {
      runs++;
      if (runs === 1) throw new Error('no');
    }, 1);
    await send('a');
    await map();
    await vi.waitFor(async () => expect(await left()).toBe(0), WAIT);
    expect(runs).toBe(2);
  });

  it('is not changed while another change is under way', async () => {
    const queue = await aws.createQueue(`jobs-${++queues}`);
    const inUse = await open(undefined, { sqsEndpoint: aws.endpoint, updateMs: 600_000 });
    await inUse.createPending('f');
    const { UUID } = await inUse.lambda.send(
      new CreateEventSourceMappingCommand({ FunctionName: 'f', EventSourceArn: queue.arn, Enabled: false }),
    );
    const change = new UpdateEventSourceMappingCommand({ UUID, Enabled: true });
    await expect(inUse.lambda.send(change)).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });

  it('is disabled, changed and enabled, one after the other, and deleted', async () => {
    const seen: string[] = [];
    const { inUse, map, send, left } = await openWithQueue(({ Records }) => {
      seen.push(...Records.map(({ body }) => body));
    });
    const { UUID } = await map({ Enabled: false });
    const update = (more: object) =>
      inUse.lambda.send(new UpdateEventSourceMappingCommand({ UUID, ...more }));
    await untilState(inUse, UUID, 'Disabled');
    await send('a');
    expect(await update({ Enabled: true })).toMatchObject({ State: 'Enabling' });
    await untilState(inUse, UUID, 'Enabled');
    await vi.waitFor(async () => expect(await left()).toBe(0), WAIT);
    expect(await update({ Enabled: false, BatchSize: 5 })).toMatchObject({
      State: 'Disabling',
      BatchSize: 5,
    });
    await untilState(inUse, UUID, 'Disabled');
    await send('b');
    expect(seen).toEqual(['a']);
    expect(await inUse.lambda.send(new DeleteEventSourceMappingCommand({ UUID }))).toMatchObject({
      State: 'Deleting',
    });
    await vi.waitFor(
      () => expect(stateOf(inUse, UUID)).rejects.toMatchObject({ name: 'ResourceNotFoundException' }),
      WAIT,
    );
    expect(await left()).toBe(1);
  });

  it.each([
    [{ BatchSize: 11 }, 'InvalidParameterValueException'],
    [{ EventSourceArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/s' }, 'InvalidParameterValueException'],
    [{ EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:nowhere' }, 'InvalidParameterValueException'],
    [{ FilterCriteria: { Filters: [{ Pattern: '{}' }] } }, 'InvalidParameterValueException'],
    [{ FunctionName: 'g' }, 'ResourceNotFoundException'],
  ])('with %o is refused with %s', async (more, exception) => {
    const { map } = await openWithQueue(() => {});
    await expect(map(more)).rejects.toMatchObject({ name: exception });
  });

  it('is there once for a queue and a function, and listed', async () => {
    const { inUse, queue, map } = await openWithQueue(() => {});
    const { UUID } = await map({ Enabled: false, ScalingConfig: { MaximumConcurrency: 2 } });
    await expect(map()).rejects.toMatchObject({ name: 'ResourceConflictException' });
    const found = [];
    const paged = paginateListEventSourceMappings({ client: inUse.lambda }, { EventSourceArn: queue.arn });
    for await (const page of paged) found.push(...(page.EventSourceMappings ?? []));
    expect(found.map((mapping) => [mapping.UUID, mapping.ScalingConfig?.MaximumConcurrency])).toEqual([
      [UUID, 2],
    ]);
  });
});

describe('of a batch with item failures', () => {
  const messages = [{ MessageId: 'a' }, { MessageId: 'b' }];
  const failing = (...ids: unknown[]) =>
    JSON.stringify({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });

  it.each([
    ['no answer', '', 2],
    ['null', 'null', 2],
    ['an empty list', failing(), 2],
    ['one of them', failing('a'), 1],
    ['an unknown one', failing('c'), 0],
    ['an empty one', failing(''), 0],
    ['a list that is none', '{"batchItemFailures":"a"}', 0],
    ['no JSON', '{', 0],
  ])('%s means that so many are done', (_what, answer, done) => {
    expect(doneMessages(messages, answer)).toHaveLength(done);
  });
});
