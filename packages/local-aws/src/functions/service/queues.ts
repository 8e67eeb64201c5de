import type { Message } from '@aws-sdk/client-sqs';
import { REGION } from '../../server/address.ts';
import { LambdaError } from './lambda-error.ts';

const MOST_IN_A_REQUEST = 10;
const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What event sources, dead letters and destinations ask of SQS. */
export interface Queues {
  /** @throws InvalidParameterValueException when there is no such queue */
  urlOf(arn: string): Promise<string>;
  /** Waits up to `waitSeconds` for the first. */
  receive(url: string, most: number, waitSeconds: number, signal: AbortSignal): Promise<readonly Message[]>;
  delete(url: string, messages: readonly Message[]): Promise<void>;
  send(url: string, body: string, attributes?: Readonly<Record<string, string>>): Promise<void>;
}

const stringAttributes = (attributes: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  );

/** SQS at an endpoint; nothing is loaded before it is needed. */
export function sqsQueues(endpoint: string): Queues {
  const loading = async () => {
    const sqs = await import('@aws-sdk/client-sqs');
    return { sqs, client: new sqs.SQSClient({ endpoint, region: REGION, credentials: LOCAL_CREDENTIALS }) };
  };
  let loaded: ReturnType<typeof loading> | undefined;
  const load = () => {
    loaded ??= loading();
    return loaded;
  };
  return {
    async urlOf(arn) {
      const { sqs, client } = await load();
      const name = arn.split(':').at(-1) ?? '';
      const { QueueUrl } = await client
        .send(new sqs.GetQueueUrlCommand({ QueueName: name }))
        .catch((error: Error) => {
          throw new LambdaError('InvalidParameterValueException', `${arn}: ${error.message || error.name}`);
        });
      return QueueUrl ?? '';
    },
    async receive(url, most, waitSeconds, abortSignal) {
      const { sqs, client } = await load();
      const command = new sqs.ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: Math.min(most, MOST_IN_A_REQUEST),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      });
      return (await client.send(command, { abortSignal })).Messages ?? [];
    },
    async delete(url, messages) {
      const { sqs, client } = await load();
      for (let start = 0; start < messages.length; start += MOST_IN_A_REQUEST) {
        const Entries = messages
          .slice(start, start + MOST_IN_A_REQUEST)
          .map(({ ReceiptHandle }, index) => ({ Id: `${index}`, ReceiptHandle }));
        await client.send(new sqs.DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
      }
    },
    async send(url, body, attributes = {}) {
      const { sqs, client } = await load();
      const MessageAttributes = stringAttributes(attributes);
      await client.send(new sqs.SendMessageCommand({ QueueUrl: url, MessageBody: body, MessageAttributes }));
    },
  };
}

/** For a host that was told of no SQS. */
export const noQueues: Queues = {
  urlOf: (arn) =>
    Promise.reject(
      new LambdaError(
        'InvalidParameterValueException',
        `${arn}: this Lambda knows no SQS; start it with sqsEndpoint, or with AWS_ENDPOINT_URL_SQS in its environment`,
      ),
    ),
  receive: async () => [],
  delete: async () => {},
  send: async () => {},
};
