import type { MessageQueue } from '@parquetry/delivery';

/**
 * The same queue, which says when it is found empty: nothing came, and none is hidden that might come again.
 */
export function untilEmpty(queue: MessageQueue, onEmpty: () => void): MessageQueue {
  return {
    url: queue.url,
    async receive(receiving, signal) {
      const messages = await queue.receive(receiving, signal);
      if (messages.length === 0 && (await queue.count(signal)) === 0) onEmpty();
      return messages;
    },
    remove: (messages, signal) => queue.remove(messages, signal),
    hide: (messages, seconds, signal) => queue.hide(messages, seconds, signal),
    send: (body, id, signal) => queue.send(body, id, signal),
    count: (signal) => queue.count(signal),
  };
}
