import type { QueueMessage } from './message-queue.ts';

/** `arn:aws:sqs:<region>:<account>:<name>` of a queue's URL; a function is told this instead. */
function arnOf(url: string): string {
  const { hostname, pathname } = new URL(url);
  const [account = '', name = ''] = pathname.split('/').filter(Boolean).slice(-2);
  const region = /^sqs\.([a-z0-9-]+)\./.exec(hostname)?.[1] ?? 'local';
  return `arn:aws:sqs:${region}:${account}:${name}`;
}

/** The event that a function gets when these messages come. */
export const sqsEventOf = (url: string, messages: readonly QueueMessage[]) => ({
  Records: messages.map(({ messageId, receiptHandle, body, attributes }) => ({
    messageId,
    receiptHandle,
    body,
    attributes,
    eventSource: 'aws:sqs',
    eventSourceARN: arnOf(url),
  })),
});
