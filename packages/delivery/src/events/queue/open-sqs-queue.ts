import type { MessageQueue } from './message-queue.ts';
import { type QueueSettings, queueAddress } from './queue-address.ts';

/**
 * Opens a queue of SQS, or of whatever speaks its protocol at the endpoint. The SDK is loaded only now.
 *
 * @throws TypeError when its host is neither AWS nor on this machine and nobody named it.
 */
export async function openSqsQueue(
  settings: QueueSettings,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<MessageQueue & Disposable> {
  const address = queueAddress(settings, environment);
  const { sqsQueue } = await import('./sqs-queue.ts');
  return sqsQueue(settings.url, address);
}
