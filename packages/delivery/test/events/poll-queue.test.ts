import type { SQSBatchResponse } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { type PollNote, type PollOptions, pollQueue } from '../../src/events/queue/poll-queue.ts';
import { QueueError } from '../../src/events/queue/queue-error.ts';
import { readSqsBatch } from '../../src/events/read-sqs-batch.ts';
import { FakeClock } from './support/fake-clock.ts';
import { MemoryQueue } from './support/memory-queue.ts';

const NOTHING_FAILED: SQSBatchResponse = { batchItemFailures: [] };
const passing = () => new QueueError('the network is down', { code: 'ECONNRESET', retryable: true });
const final = () => new QueueError('there is no such queue', { code: 'QueueDoesNotExist', retryable: false });

interface Setting {
  readonly bodies?: readonly string[];
  readonly errors?: MemoryQueue['errors'];
  readonly options?: Partial<PollOptions>;
}

async function settingOf({ bodies = [], errors = {}, options = {} }: Setting) {
  const clock = new FakeClock();
  const queue = new MemoryQueue(clock, errors);
  for (const body of bodies) await queue.send(body, 'a');
  const stop = new AbortController();
  const notes: PollNote[] = [];
  const handled: string[][] = [];
  const poll = pollQueue({
    queue,
    clock,
    signal: stop.signal,
    batches: 1,
    tell: (note) => notes.push(note),
    handle: async (event) => {
      const messages = readSqsBatch(event)!;
      handled.push(messages.map(({ messageId }) => messageId));
      if (queue.bodies.length === messages.length) stop.abort();
      return NOTHING_FAILED;
    },
    ...options,
  });
  return { clock, queue, stop, notes, handled, poll };
}

const bodiesOf = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);

describe('polling a queue', () => {
  it('hands over ten messages at once, and deletes those that are handled together', async () => {
    const { poll, queue, handled, notes } = await settingOf({ bodies: bodiesOf(23) });
    await poll;
    expect(handled.map(({ length }) => length)).toEqual([10, 10, 3]);
    expect(queue.bodies).toEqual([]);
    expect(queue.calls).toMatchObject({ receive: 3, remove: 3, hide: 0 });
    expect(notes.filter(({ kind }) => kind === 'handled')).toHaveLength(3);
  });

  it('gives a batch the form that functions get, with how often each message came', async () => {
    let event: unknown;
    const stop = new AbortController();
    const handle = async (it: unknown) => {
      event = it;
      stop.abort();
      return NOTHING_FAILED;
    };
    const { poll } = await settingOf({ bodies: ['x'], options: { handle, signal: stop.signal } });
    await poll;
    expect(event).toMatchObject({
      Records: [
        {
          messageId: 'm1',
          body: 'x',
          attributes: { ApproximateReceiveCount: '1' },
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:local:000000000000:memory',
        },
      ],
    });
  });

  it('leaves those that are not handled, and they come again when they are not hidden any longer', async () => {
    let batches = 0;
    const stop = new AbortController();
    const handle = async (): Promise<SQSBatchResponse> => {
      batches += 1;
      if (batches === 2) stop.abort();
      return batches === 1 ? { batchItemFailures: [{ itemIdentifier: 'm2' }] } : NOTHING_FAILED;
    };
    const { clock, poll, queue, notes } = await settingOf({
      bodies: ['a', 'b'],
      options: { handle, signal: stop.signal },
    });
    for (let round = 0; round < 20; round += 1) await clock.advance(0);
    expect(batches).toBe(1);
    await clock.advance(60_000);
    await poll;
    expect(queue.bodies).toEqual([]);
    expect(notes.filter(({ kind }) => kind === 'handled')).toEqual([
      { kind: 'handled', messages: 1, comeAgain: 1 },
      { kind: 'handled', messages: 1, comeAgain: 0 },
    ]);
  });

  it('hides messages as long as they are worked on', async () => {
    const worked = Promise.withResolvers<SQSBatchResponse>();
    const { clock, poll, queue, stop } = await settingOf({
      bodies: ['a'],
      options: { handle: () => worked.promise, hiddenSeconds: 30 },
    });
    for (let round = 0; round < 20; round += 1) await clock.advance(0);
    for (let round = 0; round < 5; round += 1) {
      await clock.advance(15_000);
      expect(queue.visible).toBe(0);
    }
    expect(queue.calls.hide).toBe(5);
    stop.abort();
    worked.resolve(NOTHING_FAILED);
    await poll;
    expect(queue.bodies).toEqual([]);
    expect(clock.sleepers).toBe(0);
  });

  it('goes on when messages cannot be hidden or deleted, and tells', async () => {
    const worked = Promise.withResolvers<SQSBatchResponse>();
    const { clock, poll, notes, stop } = await settingOf({
      bodies: ['a'],
      errors: { hide: [passing()], remove: [passing()] },
      options: { handle: () => worked.promise, hiddenSeconds: 30 },
    });
    for (let round = 0; round < 20; round += 1) await clock.advance(0);
    await clock.advance(15_000);
    stop.abort();
    worked.resolve(NOTHING_FAILED);
    await poll;
    expect(notes).toContainEqual({ kind: 'not-hidden', because: 'the network is down' });
    expect(notes).toContainEqual({ kind: 'not-deleted', messages: 1, because: 'the network is down' });
  });
});

describe('a queue that cannot be reached', () => {
  it('is tried again, after longer and longer', async () => {
    const { clock, poll, queue, handled, notes } = await settingOf({
      bodies: ['a'],
      errors: { receive: Array.from({ length: 7 }, passing) },
    });
    for (let round = 0; round < 40; round += 1) await clock.advance(10_000);
    await poll;
    const waits = notes.flatMap((note) => (note.kind === 'waiting' ? [note.ms] : []));
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(handled).toHaveLength(1);
    expect(queue.bodies).toEqual([]);
  });

  it('ends the polling when waiting does not help, also for the other batches', async () => {
    const { poll, queue } = await settingOf({ errors: { receive: [final()] }, options: { batches: 3 } });
    await expect(poll).rejects.toThrow('there is no such queue');
    const { receive } = queue.calls;
    await new Promise(setImmediate);
    expect(queue.calls.receive).toBe(receive);
  });
});

describe('an abort', () => {
  it('finishes what is held, and receives nothing more', async () => {
    const worked = Promise.withResolvers<SQSBatchResponse>();
    const { clock, poll, queue, stop } = await settingOf({
      bodies: bodiesOf(12),
      options: { handle: () => worked.promise },
    });
    for (let round = 0; round < 20; round += 1) await clock.advance(0);
    stop.abort();
    worked.resolve(NOTHING_FAILED);
    await poll;
    expect(queue.bodies).toEqual(['10', '11']);
    expect(queue.calls.receive).toBe(1);
  });

  it('ends a wait for messages or for the queue', async () => {
    for (const errors of [{}, { receive: [passing()] }]) {
      const { poll, stop, queue } = await settingOf({ errors });
      await new Promise(setImmediate);
      stop.abort();
      await poll;
      expect(queue.calls.remove).toBe(0);
    }
  });
});

it('what a batch fails of ends the polling, and its messages stay', async () => {
  const handle = async () => {
    throw new Error('a mistake');
  };
  const { poll, queue } = await settingOf({ bodies: ['a'], options: { handle } });
  await expect(poll).rejects.toThrow('a mistake');
  expect(queue.bodies).toEqual(['a']);
});
