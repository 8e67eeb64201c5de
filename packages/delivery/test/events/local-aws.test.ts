import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { openS3, type S3Store, s3Settings } from '@parquetry/s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { wallClock } from '../../src/batch/batch-clock.ts';
import { queuedDeadLetters } from '../../src/dead-letters/queued-dead-letters.ts';
import { convertCurrent } from '../../src/events/convert-current.ts';
import { handleEvent } from '../../src/events/handle-event.ts';
import { handleSqsBatch } from '../../src/events/handle-sqs-batch.ts';
import type { MessageQueue } from '../../src/events/queue/message-queue.ts';
import { openSqsQueue } from '../../src/events/queue/open-sqs-queue.ts';
import { pollQueue } from '../../src/events/queue/poll-queue.ts';
import type { RunJob } from '../../src/jobs/job.ts';
import { settleWith } from '../../src/resilience/settle-job.ts';
import { entriesOf, keysOf } from '../dead-letters/support/letters.ts';
import { handlingOf, letterKeys } from './support/jobs.ts';
import { textConverter, textOf, writeText } from './support/text-converter.ts';

let aws: LocalAws;
let s3: S3Store;

beforeAll(async () => {
  aws = await startLocalAws();
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  s3 = openS3(s3Settings.parse({ endpoint: aws.endpoint }));
  await aws.createBucket('source');
  await aws.createBucket('target');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await s3[Symbol.asyncDispose]();
  await aws[Symbol.asyncDispose]();
});

const ref = (key: string) => ({ bucket: 's3://source', key });
const output = (key: string) => textOf(s3, { bucket: 's3://target', key });
const upload = (key: string, text: string) => writeText(s3, ref(key), text);

/** Polls until so many messages are handled. */
async function pollUntil(messages: number, queue: MessageQueue, run: RunJob) {
  const stop = new AbortController();
  const { handling, letters, notes } = handlingOf({ clock: wallClock });
  let handled = 0;
  await pollQueue({
    queue,
    clock: wallClock,
    signal: stop.signal,
    waitSeconds: 1,
    handle: (event) => handleSqsBatch(event, settleWith(convertCurrent(run, s3), {}), handling),
    tell: (note) => {
      if (note.kind === 'handled') handled += note.messages;
      if (handled >= messages) stop.abort();
    },
  });
  return { letters, notes };
}

describe('objects that are uploaded to a bucket', () => {
  it('come by its queue, with any keys, and are converted', async () => {
    const { url, arn } = await aws.createQueue('uploads');
    await aws.notify({ bucket: 'source', prefix: 'a/', queueArn: arn });
    using queue = await openSqsQueue({ url });
    const keys = ['plain.csv', 'with blank+plus.csv', 'ü/日本.csv', '100%25.csv', 'a=1&b=2.csv'].map(
      (it) => `a/${it}`,
    );
    for (const key of keys) await upload(key, `content of ${key}`);
    const { letters, notes } = await pollUntil(keys.length, queue, textConverter(s3));
    for (const key of keys) expect(await output(key)).toBe(`content of ${key}`.toUpperCase());
    expect(await queue.count()).toBe(0);
    expect(await letterKeys(letters)).toEqual([]);
    expect(notes).toEqual([]);
  });

  it('are read once for each event when it tells of the current version, and looked at once', async () => {
    const { url, arn } = await aws.createQueue('counted');
    await aws.notify({ bucket: 'source', prefix: 'b/', queueArn: arn });
    using queue = await openSqsQueue({ url });
    for (let index = 0; index < 20; index += 1) await upload(`b/${index}`, 'x');
    await aws.resetCounters();
    await pollUntil(20, queue, textConverter(s3));
    const { requests } = await aws.counters();
    expect(requests).toMatchObject({ GetObject: 20, PutObject: 20, HeadObject: 20 });
    expect(requests['DeleteMessageBatch']).toBeLessThanOrEqual(requests['ReceiveMessage']!);
    expect(requests).not.toHaveProperty('DeleteMessage');
  });

  it('end with their newest version, whatever order their events come in', async () => {
    const { url, arn } = await aws.createQueue('versions');
    await aws.notify({ bucket: 'source', prefix: 'c/', queueArn: arn });
    using queue = await openSqsQueue({ url });
    for (const text of ['one', 'two', 'three']) await upload('c/x', text);
    await pollUntil(3, queue, textConverter(s3));
    expect(await output('c/x')).toBe('THREE');
  });

  it('are skipped when they are gone', async () => {
    const { url, arn } = await aws.createQueue('gone');
    await aws.notify({ bucket: 'source', prefix: 'd/', queueArn: arn });
    using queue = await openSqsQueue({ url });
    await upload('d/x', 'one');
    await s3.delete(ref('d/x'));
    const { letters } = await pollUntil(1, queue, textConverter(s3));
    expect(await output('d/x')).toBeUndefined();
    expect(await letterKeys(letters)).toEqual([]);
  });

  it('may call a function instead', async () => {
    const { handling } = handlingOf({ clock: wallClock });
    const settle = settleWith(convertCurrent(textConverter(s3), s3), {});
    const called = Promise.withResolvers<void>();
    const notified = async (event: unknown) => {
      await handleEvent(event, settle, handling);
      called.resolve();
    };
    await aws.notify({ bucket: 'source', prefix: 'f/', function: notified });
    await upload('f/with blank.csv', 'hello');
    await called.promise;
    expect(await output('f/with blank.csv')).toBe('HELLO');
  });
});

describe('a queue of SQS', () => {
  it('that gives messages up hands them to its dead letters, where they are found', async () => {
    const dead = await aws.createQueue('dead');
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
    const { url } = await aws.createQueue('giving-up', { RedrivePolicy, VisibilityTimeout: '0' });
    using queue = await openSqsQueue({ url });
    using deadQueue = await openSqsQueue({ url: dead.url });
    await queue.send(JSON.stringify(['s3://source/e/x']), 'x');
    for (let receive = 0; receive < 2; receive += 1)
      await queue.receive({ waitSeconds: 0, hiddenSeconds: 0 });
    const letters = queuedDeadLetters({ queue: deadQueue, clock: wallClock, waitSeconds: 0 });
    expect(await keysOf(letters)).toEqual(['e/x']);
    expect(await entriesOf(letters)).toMatchObject([{ letter: { failure: { code: 'TooManyReceives' } } }]);
    expect(await letters.count()).toEqual({ letters: 1, isExact: false });
  });

  it('keeps the order of a FIFO queue', async () => {
    const { url } = await aws.createQueue('ordered.fifo', { FifoQueue: 'true' });
    using queue = await openSqsQueue({ url });
    for (const body of ['1', '2']) await queue.send(body, 'group');
    const [first] = await queue.receive({ waitSeconds: 0, hiddenSeconds: 30 });
    expect(first).toMatchObject({ body: '1', attributes: { MessageGroupId: 'group' } });
    expect(await queue.receive({ waitSeconds: 0, hiddenSeconds: 30 })).toEqual([]);
    expect(await queue.remove([first!])).toEqual([]);
    expect(await queue.receive({ waitSeconds: 0, hiddenSeconds: 30 })).toMatchObject([{ body: '2' }]);
  });

  it('says what is wrong with it', async () => {
    const missing = `${aws.endpoint}/000000000000/missing`;
    using queue = await openSqsQueue({ url: missing });
    await expect(queue.count()).rejects.toMatchObject({
      name: 'QueueError',
      retryable: false,
      message: `${missing}: there is no such queue; check its URL, the region and the endpoint`,
    });
    using nobody = await openSqsQueue({ url: 'http://127.0.0.1:1/000000000000/q' });
    await expect(nobody.count()).rejects.toMatchObject({
      retryable: true,
      message: expect.stringMatching(/nothing listens at the endpoint; check the network and the endpoint$/),
    });
  });

  it('is never asked at AWS when an endpoint is set', async () => {
    const { url } = await aws.createQueue('here');
    using queue = await openSqsQueue({ url: 'https://sqs.us-east-1.amazonaws.com/000000000000/here' });
    await queue.send('hello', 'x');
    using same = await openSqsQueue({ url });
    expect(await same.count()).toBe(1);
    await expect(openSqsQueue({ url: 'https://queues.example.com/1/q' }, {})).rejects.toThrow(
      'neither AWS nor on this',
    );
  });

  it('stops waiting when it is aborted', async () => {
    const { url } = await aws.createQueue('quiet');
    using queue = await openSqsQueue({ url });
    const stop = new AbortController();
    const waiting = queue.receive({ waitSeconds: 20, hiddenSeconds: 30 }, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
