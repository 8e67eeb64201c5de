import type { Message } from '@aws-sdk/client-sqs';
import { afterEach, expect, it } from 'vitest';
import type { Invoked, InvokedEvent } from '../../../src/functions/service/invoker.ts';
import type { Queues } from '../../../src/functions/service/queues.ts';
import { SqsPoller, type SqsSource } from '../../../src/functions/service/sqs-poller.ts';
import { ManualClock } from '../../support/manual-clock.ts';

const SOURCE: SqsSource = {
  queueArn: 'arn:aws:sqs:us-east-1:000000000000:jobs',
  functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
  batchSize: 10,
  batchingWindowSeconds: 0,
  reportsItemFailures: false,
  mostConcurrency: 2,
};

const REPORT = { durationMs: 1, billedDurationMs: 1, memorySizeMb: 128, maxMemoryUsedMb: 1 };
const HOST = { control: 'none', wantedCores: 1, cpuMs: 0, runDelayMs: null, isSpoiled: false } as const;
const invoked = (status: 'ok' | 'error'): Invoked => ({
  version: '$LATEST',
  invocation: { status, payload: Buffer.from('null'), report: REPORT, lines: [], host: HOST },
});

/** A queue whose answers are put in beforehand; empty, a receive takes as long as it may. */
class QueueDouble implements Queues {
  readonly answers: (readonly string[] | Error)[] = [];
  readonly asked: { most: number; waitSeconds: number }[] = [];
  readonly deleted: (string | undefined)[] = [];
  readonly #clock: ManualClock;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  urlOf = async () => 'url';
  send = async () => {};

  async receive(
    _url: string,
    most: number,
    waitSeconds: number,
    signal: AbortSignal,
  ): Promise<readonly Message[]> {
    this.asked.push({ most, waitSeconds });
    const answer = this.answers.shift();
    if (answer instanceof Error) throw answer;
    if (answer !== undefined) return answer.map((body) => ({ MessageId: body, Body: body }));
    await this.#clock.sleep(waitSeconds * 1000, signal).catch(() => {});
    return [];
  }

  async delete(_url: string, messages: readonly Message[]): Promise<void> {
    this.deleted.push(...messages.map(({ MessageId }) => MessageId));
  }
}

const life: AbortController[] = [];
afterEach(() => {
  for (const controller of life.splice(0)) controller.abort();
});

function poll(more: Partial<SqsSource>, ...answers: (readonly string[] | Error)[]) {
  const clock = new ManualClock();
  const queue = new QueueDouble(clock);
  queue.answers.push(...answers);
  const controller = new AbortController();
  life.push(controller);
  const batches: string[][] = [];
  const running: PromiseWithResolvers<Invoked>[] = [];
  const invoke = (_reference: unknown, { payload }: InvokedEvent) => {
    const { Records } = JSON.parse(Buffer.from(payload).toString()) as { Records: { body: string }[] };
    batches.push(Records.map(({ body }) => body));
    const answer = Promise.withResolvers<Invoked>();
    running.push(answer);
    return answer.promise;
  };
  const poller = new SqsPoller(
    { ...SOURCE, ...more },
    { queues: queue, invoker: { invoke }, clock, signal: controller.signal },
  );
  poller.start('url');
  return { clock, queue, batches, running, poller };
}

it('without a window a batch is what one request brings', async () => {
  const { clock, batches } = poll({}, ['a', 'b'], ['c']);
  await clock.settle();
  expect(batches).toEqual([['a', 'b'], ['c']]);
});

it('with a window a batch waits until it is full', async () => {
  const { clock, batches, queue } = poll(
    { batchSize: 3, batchingWindowSeconds: 60 },
    ['a'],
    ['b'],
    ['c'],
    ['d'],
  );
  await clock.settle();
  expect(batches).toEqual([['a', 'b', 'c']]);
  expect(queue.asked.slice(0, 3).map(({ most }) => most)).toEqual([3, 2, 1]);
});

it('with a window a batch waits no longer than that after its first message', async () => {
  const { clock, batches } = poll({ batchingWindowSeconds: 5 }, ['a']);
  await clock.advance(4999);
  expect(batches).toEqual([]);
  await clock.advance(1);
  expect(batches).toEqual([['a']]);
});

it('no more batches run at once than may, and those of a FIFO queue one after the other', async () => {
  for (const [queueArn, most] of [
    [SOURCE.queueArn, 2],
    [`${SOURCE.queueArn}.fifo`, 1],
  ] as const) {
    const { clock, batches, running } = poll({ queueArn }, ['a'], ['b'], ['c']);
    await clock.settle();
    expect(batches).toHaveLength(most);
    running[0]?.resolve(invoked('ok'));
    await clock.settle();
    expect(batches).toHaveLength(most + 1);
  }
});

it('what is done is deleted, what failed or was throttled is left', async () => {
  const { clock, queue, running } = poll({ mostConcurrency: 3 }, ['a'], ['b'], ['c']);
  await clock.settle();
  running[0]?.resolve(invoked('ok'));
  running[1]?.resolve(invoked('error'));
  running[2]?.reject(new Error('throttled'));
  await clock.settle();
  expect(queue.deleted).toEqual(['a']);
});

it('a queue that fails is asked again a second later', async () => {
  const { clock, queue, batches } = poll({}, new Error('gone'), ['a']);
  await clock.settle();
  expect(queue.asked).toHaveLength(1);
  await clock.advance(1000);
  expect(batches).toEqual([['a']]);
});

it('stopping waits for what is on the way, and asks no more', async () => {
  const { clock, queue, running, poller } = poll({}, ['a']);
  await clock.settle();
  let isStopped = false;
  const stopping = poller.stop().then(() => {
    isStopped = true;
  });
  await clock.advance(2000);
  expect(isStopped).toBe(false);
  running[0]?.resolve(invoked('ok'));
  await stopping;
  expect(queue.deleted).toEqual(['a']);
  const asked = queue.asked.length;
  await clock.advance(10_000);
  expect(queue.asked).toHaveLength(asked);
});
