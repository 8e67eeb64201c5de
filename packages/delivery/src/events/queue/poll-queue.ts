import { setMaxListeners } from 'node:events';
import type { SQSBatchResponse } from 'aws-lambda';
import type { BatchClock } from '../../batch/batch-clock.ts';
import { keepHidden } from './keep-hidden.ts';
import type { MessageQueue, QueueMessage } from './message-queue.ts';
import { QueueError } from './queue-error.ts';
import { sqsEventOf } from './sqs-event-of.ts';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** What happens to a queue that is polled; for logs. */
export type PollNote =
  | { readonly kind: 'received'; readonly messages: number }
  | { readonly kind: 'handled'; readonly messages: number; readonly comeAgain: number }
  /** They were handled and come again all the same, which does no harm. */
  | { readonly kind: 'not-deleted'; readonly messages: number; readonly because: string }
  | { readonly kind: 'not-hidden'; readonly because: string }
  | { readonly kind: 'waiting'; readonly ms: number; readonly because: string };

export interface PollOptions {
  readonly queue: MessageQueue;
  /** What a function does with a batch: {@link handleSqsBatch}. Whatever it throws ends the polling. */
  readonly handle: (event: unknown) => Promise<SQSBatchResponse>;
  readonly clock: BatchClock;
  /** Nothing more is received; what was received is finished. */
  readonly signal: AbortSignal;
  /** Batches at once. */
  readonly batches?: number;
  /** How long a receive waits for messages. */
  readonly waitSeconds?: number;
  /** Nobody else gets a message for so long; prolonged as long as it is worked on. */
  readonly hiddenSeconds?: number;
  readonly tell?: (note: PollNote) => void;
}

class Poller {
  readonly #options: Required<PollOptions>;
  /** Ends the others when one of several loops fails. */
  readonly #failed = new AbortController();
  readonly #stop: AbortSignal;

  constructor(options: PollOptions) {
    this.#options = { batches: 2, waitSeconds: 20, hiddenSeconds: 60, tell: () => {}, ...options };
    this.#stop = AbortSignal.any([options.signal, this.#failed.signal]);
    setMaxListeners(0, this.#stop);
  }

  async run(): Promise<void> {
    const loops = Array.from({ length: this.#options.batches }, () => this.#loop());
    const ended = await Promise.allSettled(loops);
    for (const loop of ended) if (loop.status === 'rejected') throw loop.reason;
  }

  async #loop(): Promise<void> {
    let waitMs = FIRST_WAIT_MS;
    try {
      while (!this.#stop.aborted) {
        const messages = await this.#receive(waitMs);
        waitMs = messages === undefined ? Math.min(waitMs * 2, LONGEST_WAIT_MS) : FIRST_WAIT_MS;
        if (messages && messages.length > 0) await this.#work(messages);
      }
    } catch (error) {
      if (this.#stop.aborted && error === this.#stop.reason) return;
      this.#failed.abort();
      throw error;
    }
  }

  /** Undefined: it failed, and may succeed now that some time has passed. */
  async #receive(waitMs: number): Promise<readonly QueueMessage[] | undefined> {
    const { queue, waitSeconds, hiddenSeconds, clock, tell } = this.#options;
    try {
      return await queue.receive({ waitSeconds, hiddenSeconds }, this.#stop);
    } catch (error) {
      if (!(error instanceof QueueError && error.retryable)) throw error;
      tell({ kind: 'waiting', ms: waitMs, because: error.message });
      await clock.sleep(waitMs, this.#stop);
      return undefined;
    }
  }

  async #work(messages: readonly QueueMessage[]): Promise<void> {
    const { queue, handle, hiddenSeconds, clock, tell } = this.#options;
    tell({ kind: 'received', messages: messages.length });
    const onFailure = (because: string) => tell({ kind: 'not-hidden', because });
    using _hidden = keepHidden({ queue, messages, hiddenSeconds, clock, onFailure });
    const { batchItemFailures } = await handle(sqsEventOf(queue.url, messages));
    const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    await this.#remove(messages.filter(({ messageId }) => !again.has(messageId)));
    tell({ kind: 'handled', messages: messages.length - again.size, comeAgain: again.size });
  }

  async #remove(handled: readonly QueueMessage[]): Promise<void> {
    const { queue, tell } = this.#options;
    try {
      const left = handled.length === 0 ? [] : await queue.remove(handled);
      const because = 'the queue refused to delete them';
      if (left.length > 0) tell({ kind: 'not-deleted', messages: left.length, because });
    } catch (error) {
      if (!(error instanceof QueueError && error.retryable)) throw error;
      tell({ kind: 'not-deleted', messages: handled.length, because: error.message });
    }
  }
}

/**
 * Carries out what comes by a queue until `signal` aborts; then finishes what it holds and resolves. Messages are
 * deleted, ten at once, when they are handled; the others come again when they are not hidden any longer.
 *
 * @throws QueueError when the queue cannot be used and waiting does not help.
 */
export async function pollQueue(options: PollOptions): Promise<void> {
  await new Poller(options).run();
}
