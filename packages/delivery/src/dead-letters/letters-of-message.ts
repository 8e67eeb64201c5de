import { EventError } from '../events/event-error.ts';
import type { QueueMessage } from '../events/queue/message-queue.ts';
import { readText } from '../events/read-event.ts';
import { letterOf } from './dead-letter.ts';
import type { LetterEntry } from './dead-letters.ts';
import { readLetter } from './read-letter.ts';

const UNKNOWN_RECIPE = 'unknown';

/** What the queue itself gave up, by its redrive policy: the event as it came, without a cause. */
function givenUp({ messageId, body, attributes }: QueueMessage): LetterEntry[] {
  const receives = Number(attributes['ApproximateReceiveCount'] ?? 1);
  const failure = {
    kind: 'transient',
    code: 'TooManyReceives',
    message: 'the queue moved the event here after it had come too often; why is in the logs of that time',
    attempts: receives,
  } as const;
  const at = Number(attributes['SentTimestamp'] ?? 0);
  try {
    const letters = readText(body).jobs.map(({ job, record }) =>
      letterOf({ job, failure, at, recipe: UNKNOWN_RECIPE, record }),
    );
    if (letters.length > 0) return letters.map((letter) => ({ status: 'letter', letter }));
    return [{ status: 'corrupt', id: messageId, because: 'an event that asks for nothing' }];
  } catch (error) {
    if (!(error instanceof EventError)) throw error;
    return [{ status: 'corrupt', id: messageId, because: `neither a letter nor an event: ${error.message}` }];
  }
}

/** What a message of a queue of dead letters tells: a letter of ours, or an event that its queue gave up. */
export function lettersOfMessage(message: QueueMessage): readonly LetterEntry[] {
  const entry = readLetter(message.body, message.messageId);
  return entry.status === 'letter' ? [entry] : givenUp(message);
}
