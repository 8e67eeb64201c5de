import type { BatchClock } from '../../../src/batch/batch-clock.ts';
import type { MessageQueue, QueueMessage } from '../../../src/events/queue/message-queue.ts';

interface Kept {
  readonly messageId: string;
  readonly body: string;
  readonly sentAt: number;
  receives: number;
  hiddenUntil: number;
  receiptHandle: string;
}

/** A queue in memory that counts its calls; time is that of its clock, and a receive does not wait. */
export class MemoryQueue implements MessageQueue {
  readonly url = 'http://127.0.0.1:1/000000000000/memory';
  readonly calls = { receive: 0, remove: 0, hide: 0, send: 0, count: 0 };
  /** What the next calls of these kinds throw, first one first. */
  readonly errors: { readonly [Call in keyof MemoryQueue['calls']]?: Error[] };
  readonly #clock: Pick<BatchClock, 'now'>;
  readonly #messages: Kept[] = [];
  #sent = 0;

  constructor(clock: Pick<BatchClock, 'now'>, errors: MemoryQueue['errors'] = {}) {
    this.#clock = clock;
    this.errors = errors;
  }

  get bodies(): string[] {
    return this.#messages.map(({ body }) => body);
  }

  get visible(): number {
    return this.#messages.filter(({ hiddenUntil }) => hiddenUntil <= this.#clock.now()).length;
  }

  async receive({ hiddenSeconds }: { readonly hiddenSeconds: number }, signal?: AbortSignal) {
    this.#called('receive', signal);
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    const now = this.#clock.now();
    return this.#messages
      .filter(({ hiddenUntil }) => hiddenUntil <= now)
      .slice(0, 10)
      .map((message): QueueMessage => {
        message.receives += 1;
        message.hiddenUntil = now + hiddenSeconds * 1000;
        message.receiptHandle = `${message.messageId}-${message.receives}`;
        const { messageId, receiptHandle, body, receives, sentAt } = message;
        const attributes = { ApproximateReceiveCount: String(receives), SentTimestamp: String(sentAt) };
        return { messageId, receiptHandle, body, attributes };
      });
  }

  async remove(messages: readonly QueueMessage[], signal?: AbortSignal) {
    this.#called('remove', signal);
    for (const { receiptHandle } of messages) {
      const index = this.#messages.findIndex((it) => it.receiptHandle === receiptHandle);
      if (index !== -1) this.#messages.splice(index, 1);
    }
    return [];
  }

  async hide(messages: readonly QueueMessage[], seconds: number, signal?: AbortSignal) {
    this.#called('hide', signal);
    for (const { receiptHandle } of messages) {
      const found = this.#messages.find((it) => it.receiptHandle === receiptHandle);
      if (found) found.hiddenUntil = this.#clock.now() + seconds * 1000;
    }
  }

  async send(body: string, _id: string, signal?: AbortSignal) {
    this.#called('send', signal);
    this.#sent += 1;
    const sentAt = this.#clock.now();
    this.#messages.push({
      messageId: `m${this.#sent}`,
      body,
      sentAt,
      receives: 0,
      hiddenUntil: 0,
      receiptHandle: '',
    });
  }

  async count(signal?: AbortSignal) {
    this.#called('count', signal);
    return this.#messages.length;
  }

  #called(call: keyof MemoryQueue['calls'], signal?: AbortSignal): void {
    signal?.throwIfAborted();
    this.calls[call] += 1;
    const error = this.errors[call]?.shift();
    if (error) throw error;
  }
}
