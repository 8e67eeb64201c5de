import { together, type Wanted } from './event-job.ts';
import { readEvent } from './read-event.ts';
import { readSqsBatch } from './read-sqs-batch.ts';

/** What an event asks for, whatever it came in. */
export interface ParsedEvent extends Wanted {
  /** Messages of a queue whose bodies are no events. */
  readonly unreadable: readonly { readonly messageId: string; readonly because: string }[];
}

/**
 * The jobs of an event: an S3 notification, its EventBridge form or its test event, any of them within SNS or a batch of
 * SQS, or a list of objects as `s3://bucket/key` or `{ bucket, key, etag?, bytes? }`.
 *
 * @throws EventError that tells what was found instead.
 */
export function jobsOfEvent(event: unknown): ParsedEvent {
  const messages = readSqsBatch(event);
  if (messages === undefined) return { ...readEvent(event), unreadable: [] };
  return {
    ...together(messages.map(({ wanted }) => wanted)),
    unreadable: messages.flatMap(({ messageId, unreadable: because }) =>
      because === undefined ? [] : [{ messageId, because }],
    ),
  };
}
