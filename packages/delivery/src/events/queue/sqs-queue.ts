import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { MessageQueue, QueueMessage } from './message-queue.ts';
import type { QueueAddress } from './queue-address.ts';
import { queueError } from './queue-error.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
const MOST_ENTRIES = 10;

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

const messageOf = ({ MessageId, ReceiptHandle, Body, Attributes }: Message): QueueMessage => ({
  messageId: MessageId!,
  receiptHandle: ReceiptHandle!,
  body: Body ?? '',
  attributes: Attributes ?? {},
});

function* batchesOf(messages: readonly QueueMessage[]): Generator<readonly QueueMessage[]> {
  for (let from = 0; from < messages.length; from += MOST_ENTRIES)
    yield messages.slice(from, from + MOST_ENTRIES);
}

const entriesOf = (messages: readonly QueueMessage[]) =>
  messages.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle }));

/** A queue of SQS by the SDK; credentials by the SDK's own chain. */
export function sqsQueue(url: string, { endpoint, region }: QueueAddress): MessageQueue & Disposable {
  const client = new SQSClient({
    // Else requests go to the host that the queue's URL names, whatever the endpoint is.
    useQueueUrlAsEndpoint: false,
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
  });

  async function trying<T>(
    signal: AbortSignal | undefined,
    run: (o: { abortSignal?: AbortSignal }) => Promise<T>,
  ) {
    signal?.throwIfAborted();
    try {
      return await run(signal ? { abortSignal: signal } : {});
    } catch (cause) {
      signal?.throwIfAborted();
      throw queueError(url, cause);
    }
  }

  return {
    url,
    receive: ({ waitSeconds, hiddenSeconds }, signal) =>
      trying(signal, async (options) => {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: url,
            MaxNumberOfMessages: MOST_ENTRIES,
            WaitTimeSeconds: waitSeconds,
            VisibilityTimeout: hiddenSeconds,
            MessageSystemAttributeNames: ['All'],
          }),
          options,
        );
        return Messages.map(messageOf);
      }),

    async remove(messages, signal) {
      const left: QueueMessage[] = [];
      for (const batch of batchesOf(messages)) {
        const { Failed = [] } = await trying(signal, (options) =>
          client.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: entriesOf(batch) }), options),
        );
        left.push(...Failed.map(({ Id }) => batch[Number(Id)]!));
      }
      return left;
    },

    async hide(messages, seconds, signal) {
      for (const batch of batchesOf(messages)) {
        const Entries = entriesOf(batch).map((entry) => ({ ...entry, VisibilityTimeout: seconds }));
        await trying(signal, (options) =>
          client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }), options),
        );
      }
    },

    async send(body, id, signal) {
      const fifo = url.endsWith('.fifo') && {
        MessageGroupId: id,
        MessageDeduplicationId: crypto.randomUUID(),
      };
      await trying(signal, (options) =>
        client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, ...fifo }), options),
      );
    },

    count: (signal) =>
      trying(signal, async (options) => {
        const { Attributes = {} } = await client.send(
          new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...COUNTS] }),
          options,
        );
        return COUNTS.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
      }),

    [Symbol.dispose]: () => client.destroy(),
  };
}
