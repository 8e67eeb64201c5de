import { type MessageQueue, QueueError } from '@parquetry/delivery';

/** A queue that has not answered for so long is not waited for by a worker that is to end. */
export const LONGEST_SILENCE_MS = 2 * 60_000;

/** Keeps the time since which nothing came back. */
class Silence {
  readonly #now: () => number;
  #since: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  end(): void {
    this.#since = undefined;
  }

  /** The error of a call, which is final once the silence has lasted. */
  judge(error: unknown): unknown {
    if (!(error instanceof QueueError && error.retryable)) return error;
    this.#since ??= this.#now();
    if (this.#now() - this.#since < LONGEST_SILENCE_MS) return error;
    const message = `${error.message}; the queue could not be reached for ${LONGEST_SILENCE_MS / 60_000} minutes, and --until-empty waits no longer: check its URL and the network, and start the worker again`;
    return new QueueError(message, { code: error.code, retryable: false, cause: error });
  }
}

/**
 * The same queue, which says when it is found empty: nothing came, and none is hidden that might come again. Where it does
 * not answer for two minutes, waiting helps no longer.
 *
 * @param now in ms, of a clock that never goes back.
 */
export function untilEmpty(queue: MessageQueue, onEmpty: () => void, now: () => number): MessageQueue {
  const silence = new Silence(now);
  return {
    url: queue.url,
    async receive(receiving, signal) {
      try {
        const messages = await queue.receive(receiving, signal);
        if (messages.length === 0 && (await queue.count(signal)) === 0) onEmpty();
        silence.end();
        return messages;
      } catch (error) {
        throw silence.judge(error);
      }
    },
    remove: (messages, signal) => queue.remove(messages, signal),
    hide: (messages, seconds, signal) => queue.hide(messages, seconds, signal),
    send: (body, id, signal) => queue.send(body, id, signal),
    count: (signal) => queue.count(signal),
  };
}
