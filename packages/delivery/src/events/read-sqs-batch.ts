import { z } from 'zod';
import { EventError } from './event-error.ts';
import { NOTHING, type Wanted } from './event-job.ts';
import { readText } from './read-event.ts';

const sqsMessage = z.looseObject({
  messageId: z.string().min(1),
  body: z.string(),
  eventSource: z.literal('aws:sqs'),
  eventSourceARN: z.string().optional(),
  attributes: z
    .looseObject({
      ApproximateReceiveCount: z.coerce.number().optional(),
      MessageGroupId: z.string().optional(),
    })
    .optional(),
});

/** A message of a queue and what it asks for. */
export interface ReadMessage {
  readonly messageId: string;
  /** Of a FIFO queue: messages of one group are in order. */
  readonly group?: string;
  /** How often it came, this time included. */
  readonly receives: number;
  readonly wanted: Wanted;
  /** Why its body is no event. */
  readonly unreadable?: string;
}

const sqsBatch = z.looseObject({ Records: z.array(sqsMessage).min(1) });

function readMessage({
  messageId,
  body,
  attributes,
  eventSourceARN,
}: z.infer<typeof sqsMessage>): ReadMessage {
  const group = attributes?.MessageGroupId;
  const message = {
    messageId,
    receives: attributes?.ApproximateReceiveCount ?? 1,
    // Groups of other queues are about fairness, not about order.
    ...(group !== undefined && eventSourceARN?.endsWith('.fifo') && { group }),
  };
  try {
    return { ...message, wanted: readText(body) };
  } catch (error) {
    if (!(error instanceof EventError)) throw error;
    return { ...message, wanted: NOTHING, unreadable: error.message };
  }
}

export const isSqsBatch = (event: unknown): boolean => sqsBatch.safeParse(event).success;

/** Undefined: no batch of a queue. A message whose body cannot be read spoils none of the others. */
export function readSqsBatch(event: unknown): readonly ReadMessage[] | undefined {
  const batch = sqsBatch.safeParse(event);
  return batch.success ? batch.data.Records.map(readMessage) : undefined;
}
