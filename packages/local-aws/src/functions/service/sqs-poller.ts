import { randomUUID } from 'node:crypto';
import type { Message } from '@aws-sdk/client-sqs';
import type { Clock } from '../../network/clock.ts';
import { REGION } from '../../server/address.ts';
import { parseReference } from './function-name.ts';
import type { Invoker } from './invoker.ts';
import type { Queues } from './queues.ts';
import { Turnstile } from './turnstile.ts';
import { sleepUnless } from './wall-clock.ts';

/** Short, so that a mapping that is disabled is so in a moment; a receive that is broken off could lose messages for a while. */
const POLL_SECONDS = 2;
const AFTER_TROUBLE_MS = 1000;
const SECOND_MS = 1000;

export interface SqsSource {
  readonly queueArn: string;
  readonly functionArn: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly reportsItemFailures: boolean;
  readonly mostConcurrency: number;
}

export interface PollerParts {
  readonly queues: Queues;
  readonly invoker: Pick<Invoker, 'invoke'>;
  readonly clock: Clock;
  /** Of the service's life. */
  readonly signal: AbortSignal;
}

const recordOf = (message: Message, queueArn: string) => ({
  messageId: message.MessageId,
  receiptHandle: message.ReceiptHandle,
  body: message.Body,
  attributes: message.Attributes ?? {},
  messageAttributes: Object.fromEntries(
    Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
      name,
      {
        ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
        ...(value.BinaryValue !== undefined && {
          binaryValue: Buffer.from(value.BinaryValue).toString('base64'),
        }),
        stringListValues: [],
        binaryListValues: [],
        dataType: value.DataType,
      },
    ]),
  ),
  md5OfBody: message.MD5OfBody,
  eventSource: 'aws:sqs',
  eventSourceARN: queueArn,
  awsRegion: REGION,
});

/** The messages of a batch that are done; none of them when the answer names one that was not in it. */
export function doneMessages(messages: readonly Message[], answer: string): readonly Message[] {
  let parsed: { batchItemFailures?: { itemIdentifier?: unknown }[] | null } | null;
  try {
    parsed = JSON.parse(answer || 'null') as typeof parsed;
  } catch {
    return [];
  }
  const failures = parsed?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return [];
  const failed = new Set(failures.map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set<unknown>(messages.map(({ MessageId }) => MessageId));
  if ([...failed].some((id) => !known.has(id))) return [];
  return messages.filter(({ MessageId }) => !failed.has(MessageId));
}

/** Brings a queue's messages to a function, in batches; what fails becomes visible again after the queue's time-out. */
export class SqsPoller {
  readonly #source: SqsSource;
  readonly #parts: PollerParts;
  readonly #turnstile: Turnstile;
  readonly #batches = new Set<Promise<void>>();
  #isStopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(source: SqsSource, parts: PollerParts) {
    this.#source = source;
    this.#parts = parts;
    // Batches of a FIFO queue keep their order.
    this.#turnstile = new Turnstile(source.queueArn.endsWith('.fifo') ? 1 : source.mostConcurrency);
  }

  start(url: string): void {
    this.#running = this.#run(url);
  }

  /** Resolves once nothing of it is on the way. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
    await Promise.all(this.#batches);
  }

  get #goesOn(): boolean {
    return !this.#isStopped && !this.#parts.signal.aborted;
  }

  async #run(url: string): Promise<void> {
    while (this.#goesOn) {
      await this.#turnstile.enter();
      const messages = await this.#collect(url);
      if (messages.length === 0) {
        this.#turnstile.leave();
        continue;
      }
      const batch = this.#process(url, messages).finally(() => {
        this.#turnstile.leave();
        this.#batches.delete(batch);
      });
      this.#batches.add(batch);
    }
  }

  /** A batch is full, or its window is over; without a window, what one request brings. */
  async #collect(url: string): Promise<Message[]> {
    const { clock } = this.#parts;
    const { batchSize, batchingWindowSeconds } = this.#source;
    const messages: Message[] = [];
    let endMs = Number.POSITIVE_INFINITY;
    while (this.#goesOn && messages.length < batchSize) {
      const remainingMs = endMs - clock.nowMs();
      if (remainingMs <= 0) break;
      const waitSeconds = Math.min(POLL_SECONDS, Math.floor(remainingMs / SECOND_MS));
      const received = await this.#receive(url, batchSize - messages.length, waitSeconds);
      messages.push(...received);
      if (batchingWindowSeconds === 0) break;
      if (messages.length > 0 && endMs === Number.POSITIVE_INFINITY) {
        endMs = clock.nowMs() + batchingWindowSeconds * SECOND_MS;
      }
      // Less than a second is left: no request can wait for that long.
      if (received.length === 0 && waitSeconds === 0) {
        await sleepUnless(clock, remainingMs, this.#parts.signal);
      }
    }
    return messages;
  }

  async #receive(url: string, most: number, waitSeconds: number): Promise<readonly Message[]> {
    const { queues, clock, signal } = this.#parts;
    try {
      return await queues.receive(url, most, waitSeconds, signal);
    } catch {
      // A queue that is gone, or SQS: it may come back.
      await sleepUnless(clock, AFTER_TROUBLE_MS, signal);
      return [];
    }
  }

  async #process(url: string, messages: readonly Message[]): Promise<void> {
    const { queues, invoker, clock, signal } = this.#parts;
    const { functionArn, queueArn, reportsItemFailures } = this.#source;
    const payload = Buffer.from(JSON.stringify({ Records: messages.map((one) => recordOf(one, queueArn)) }));
    try {
      const { invocation } = await invoker.invoke(parseReference(functionArn), {
        requestId: randomUUID(),
        payload,
      });
      if (invocation.status !== 'ok') return;
      const answer = Buffer.from(invocation.payload).toString('utf8');
      const done = reportsItemFailures ? doneMessages(messages, answer) : messages;
      if (done.length > 0) await queues.delete(url, done);
    } catch {
      // Throttled, or gone: the messages come back by themselves.
      await sleepUnless(clock, AFTER_TROUBLE_MS, signal);
    }
  }
}
