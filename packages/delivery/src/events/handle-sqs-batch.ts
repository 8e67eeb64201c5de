import type { SQSBatchResponse } from 'aws-lambda';
import type { SettleJob } from '../jobs/job.ts';
import { describeFound } from './describe-found.ts';
import { EventError } from './event-error.ts';
import type { EventHandling } from './event-handling.ts';
import { EventJobs } from './event-jobs.ts';
import { type ReadMessage, readSqsBatch } from './read-sqs-batch.ts';

/** Messages that have to wait for each other: those of one FIFO group, in order; any other message stands alone. */
function linesOf(messages: readonly ReadMessage[]): ReadMessage[][] {
  const groups = new Map<string, ReadMessage[]>();
  const lines: ReadMessage[][] = [];
  for (const message of messages) {
    const line = message.group === undefined ? undefined : groups.get(message.group);
    if (line !== undefined) line.push(message);
    else {
      lines.push([message]);
      if (message.group !== undefined) groups.set(message.group, lines.at(-1)!);
    }
  }
  return lines;
}

async function isHandled(message: ReadMessage, jobs: EventJobs, handling: EventHandling): Promise<boolean> {
  const { messageId, receives, unreadable: because, wanted } = message;
  if (because !== undefined) {
    handling.tell?.({ kind: 'unreadable', messageId, because });
    return false;
  }
  if (Object.keys(wanted.ignored).length > 0) handling.tell?.({ kind: 'ignored', events: wanted.ignored });
  const isLastTime = receives >= (handling.mostReceives ?? Number.POSITIVE_INFINITY);
  const ends = await Promise.all(wanted.jobs.map((job) => jobs.end(job, isLastTime)));
  return ends.every((end) => end === 'finished');
}

/** The messages of a line that have to come again: from the first one that failed on. */
async function unfinishedOf(line: readonly ReadMessage[], jobs: EventJobs, handling: EventHandling) {
  for (const [index, message] of line.entries()) {
    if (!(await isHandled(message, jobs, handling))) return line.slice(index);
  }
  return [];
}

/**
 * Carries out what a batch of a queue asks for. The answer names the messages that have to come again: those that cannot
 * be read, and those with a job that failed but may succeed another time, that was not begun in time, or whose dead
 * letter could not be written. A job that failed for good is in the dead letters, and its message is handled.
 *
 * @throws EventError when it is no batch of a queue; nothing else.
 */
export async function handleSqsBatch(
  event: unknown,
  settle: SettleJob,
  handling: EventHandling,
): Promise<SQSBatchResponse> {
  const messages = readSqsBatch(event);
  if (messages === undefined) throw new EventError(`no batch of SQS but ${describeFound(event)}`);
  using jobs = new EventJobs(settle, handling);
  const unfinished = await Promise.all(linesOf(messages).map((line) => unfinishedOf(line, jobs, handling)));
  const again = new Set(unfinished.flat().map(({ messageId }) => messageId));
  return {
    batchItemFailures: messages
      .filter(({ messageId }) => again.has(messageId))
      .map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}
