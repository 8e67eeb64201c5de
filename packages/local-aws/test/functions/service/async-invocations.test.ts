import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionEventInvokeConfigCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  paginateListFunctionEventInvokeConfigs,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalAws, startLocalAws } from '../../../src/index.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { clientConfig, type ServiceInUse, useServices } from './support/use-service.ts';

const open = useServices();
let aws: LocalAws;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startLocalAws();
  sqs = new SQSClient(clientConfig(aws.endpoint));
});
afterAll(async () => {
  sqs.destroy();
  await aws[Symbol.asyncDispose]();
});

interface Opened {
  readonly inUse: ServiceInUse;
  readonly clock: ManualClock;
  /** Goes on by so much, and lets everything happen that follows. */
  readonly advance: (ms: number) => Promise<void>;
}

/** A service on a clock that is told, with one function. */
async function openOnClock(behaviour: (event: unknown) => unknown, more = {}): Promise<Opened> {
  const clock = new ManualClock();
  const inUse = await open(behaviour, { clock, updateMs: 0, sqsEndpoint: aws.endpoint });
  const creating = inUse.create('f', more);
  while (clock.sleeping === 0) await clock.settle();
  await clock.advance(0);
  await creating;
  return { inUse, clock, advance: (ms) => clock.advance(ms) };
}

const sendEvent = async ({ inUse }: Opened, event: unknown = { n: 1 }) => {
  const answer = await inUse.invoke('f', event, { InvocationType: 'Event' });
  expect(answer.StatusCode).toBe(202);
  return answer.$metadata.requestId;
};

const untilDone = async ({ inUse, clock }: Opened) => {
  while (inUse.service.parts.asyncInvocations.pending > 0) await clock.settle();
};

async function receive(url: string) {
  const command = new ReceiveMessageCommand({
    QueueUrl: url,
    WaitTimeSeconds: 5,
    MessageAttributeNames: ['All'],
  });
  return (await sqs.send(command)).Messages?.[0];
}

describe('an event', () => {
  it('is accepted at once and run afterwards', async () => {
    const seen: unknown[] = [];
    const opened = await openOnClock((event) => seen.push(event));
    await sendEvent(opened, { n: 7 });
    await untilDone(opened);
    expect(seen).toEqual([{ n: 7 }]);
  });

  it('whose function fails is tried twice more, after one minute and after two', async () => {
    let runs = 0;
    const opened = await openOnClock(() => {
      runs++;
      throw new Error('no');
    });
    await sendEvent(opened);
    const runsAfter = async (ms: number) => {
      await opened.advance(ms);
      return runs;
    };
    expect(await runsAfter(59_999)).toBe(1);
    expect(await runsAfter(1)).toBe(2);
    expect(await runsAfter(119_999)).toBe(2);
    expect(await runsAfter(1)).toBe(3);
    await untilDone(opened);
    expect(opened.clock.sleeping).toBe(1); // The environment's expiry.
  });

  it('waits while ten of its function are worked off, in the order in which they came', async () => {
    const waiting: (() => void)[] = [];
    const seen: unknown[] = [];
    const opened = await openOnClock((event) => {
      seen.push(event);
      return new Promise<void>((resolve) => waiting.push(resolve));
    });
    for (let n = 0; n < 12; n++) await sendEvent(opened, n);
    await opened.clock.settle();
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    while (seen.length < 12) {
      waiting.shift()?.();
      await opened.clock.settle();
    }
    for (const release of waiting) release();
    await untilDone(opened);
    expect(seen.slice(10)).toEqual([10, 11]);
    expect(opened.inUse.host.started).toHaveLength(10);
  });

  it('that is throttled waits longer and longer, which is no attempt', async () => {
    let runs = 0;
    const opened = await openOnClock(() => runs++);
    const reserve = (ReservedConcurrentExecutions: number) =>
      opened.inUse.lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: 'f', ReservedConcurrentExecutions }),
      );
    await reserve(0);
    await sendEvent(opened);
    await opened.advance(1000 + 2000 + 4000);
    expect(opened.clock.sleptMs.filter((ms) => ms >= 1000 && ms < 100_000)).toEqual([1000, 2000, 4000, 8000]);
    await reserve(1);
    await opened.advance(8000);
    expect(runs).toBe(1);
  });

  it('that has failed for good is told of, to the destination and to the dead letters', async () => {
    const failed = await aws.createQueue('failed');
    const dead = await aws.createQueue('dead');
    const opened = await openOnClock(
      () => {
        throw new Error('no');
      },
      { DeadLetterConfig: { TargetArn: dead.arn } },
    );
    await opened.inUse.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'f',
        MaximumRetryAttempts: 0,
        DestinationConfig: { OnFailure: { Destination: failed.arn } },
      }),
    );
    const requestId = await sendEvent(opened, { n: 3 });
    await untilDone(opened);
    expect(JSON.parse((await receive(failed.url))?.Body ?? '')).toMatchObject({
      requestContext: { requestId, condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { n: 3 },
      responseContext: { functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'no' },
    });
    const letter = await receive(dead.url);
    expect(letter?.Body).toBe('{"n":3}');
    expect(letter?.MessageAttributes).toMatchObject({
      RequestID: { StringValue: requestId },
      ErrorMessage: { StringValue: 'no' },
    });
  });

  it('that becomes too old is given up', async () => {
    const old = await aws.createQueue('old');
    const opened = await openOnClock(() => 1);
    await opened.inUse.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'f', ReservedConcurrentExecutions: 0 }),
    );
    await opened.inUse.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'f',
        MaximumEventAgeInSeconds: 60,
        DestinationConfig: { OnFailure: { Destination: old.arn } },
      }),
    );
    await sendEvent(opened);
    await opened.advance(130_000);
    await untilDone(opened);
    expect(JSON.parse((await receive(old.url))?.Body ?? '')).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 },
    });
  });

  it('that succeeds is told of where that is asked for', async () => {
    const done = await aws.createQueue('done');
    const opened = await openOnClock(() => 'well');
    await opened.inUse.lambda.send(
      new PutFunctionEventInvokeConfigCommand({
        FunctionName: 'f',
        DestinationConfig: { OnSuccess: { Destination: done.arn } },
      }),
    );
    await sendEvent(opened);
    await untilDone(opened);
    expect(JSON.parse((await receive(done.url))?.Body ?? '')).toMatchObject({
      requestContext: { condition: 'Success' },
      responsePayload: 'well',
    });
  });
});

it('what is set for events is told, changed in part, listed and deleted', async () => {
  const { inUse } = await openOnClock(() => 1);
  const FunctionName = 'f';
  await inUse.lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 }));
  await inUse.lambda.send(
    new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 90 }),
  );
  const get = () => inUse.lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
  expect(await get()).toMatchObject({ MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 90 });
  let listed = 0;
  const paged = paginateListFunctionEventInvokeConfigs({ client: inUse.lambda }, { FunctionName });
  for await (const page of paged) listed += page.FunctionEventInvokeConfigs?.length ?? 0;
  expect(listed).toBe(1);
  await inUse.lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
