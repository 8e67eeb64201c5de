import type { BatchClock } from '../../batch/batch-clock.ts';
import type { MessageQueue, QueueMessage } from './message-queue.ts';

export interface Hiding {
  readonly queue: MessageQueue;
  readonly messages: readonly QueueMessage[];
  readonly hiddenSeconds: number;
  readonly clock: BatchClock;
  /** The messages may come to somebody else as well, which does no harm. */
  readonly onFailure: (because: string) => void;
}

/** Hides messages for `hiddenSeconds` again and again, each time when half of it is over, until it is disposed of. */
export function keepHidden({ queue, messages, hiddenSeconds, clock, onFailure }: Hiding): Disposable {
  const done = new AbortController();
  const prolong = async () => {
    while (!done.signal.aborted) {
      await clock.sleep((hiddenSeconds * 1000) / 2, done.signal);
      try {
        await queue.hide(messages, hiddenSeconds, done.signal);
      } catch (error) {
        if (!done.signal.aborted) onFailure(error instanceof Error ? error.message : String(error));
      }
    }
  };
  // Ends by the abort alone.
  prolong().catch(() => {});
  return { [Symbol.dispose]: () => done.abort() };
}
