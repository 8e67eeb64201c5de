import type { SQSBatchResponse } from 'aws-lambda';
import type { Job, SettleJob } from '../jobs/job.ts';
import type { EventHandling } from './event-handling.ts';
import { EventJobs } from './event-jobs.ts';
import { handleSqsBatch } from './handle-sqs-batch.ts';
import { readEvent } from './read-event.ts';
import { isSqsBatch } from './read-sqs-batch.ts';

/** Some jobs of an event are not done; whoever sent it has to send it again, and those that are done come to no harm. */
export class UnfinishedEventError extends Error {
  readonly jobs: readonly Job[];

  constructor(jobs: readonly Job[], of: number) {
    super(`${jobs.length} of the event's ${of} jobs are not done; send it again`);
    this.name = 'UnfinishedEventError';
    this.jobs = jobs;
  }
}

/**
 * Carries out what an event asks for, whatever form it has: what a function does that S3, EventBridge, SNS or SQS calls.
 * A batch of a queue is answered as {@link handleSqsBatch} does; of anything else nothing is left to do when it resolves.
 *
 * @throws EventError when it is no event; UnfinishedEventError when it has to come again.
 */
export async function handleEvent(
  event: unknown,
  settle: SettleJob,
  handling: EventHandling,
): Promise<SQSBatchResponse | undefined> {
  if (isSqsBatch(event)) return handleSqsBatch(event, settle, handling);
  const { jobs: wanted, ignored } = readEvent(event);
  if (Object.keys(ignored).length > 0) handling.tell?.({ kind: 'ignored', events: ignored });
  using jobs = new EventJobs(settle, handling);
  const ends = await Promise.all(wanted.map((one) => jobs.end(one, false)));
  const unfinished = wanted.filter((_, index) => ends[index] === 'unfinished');
  if (unfinished.length > 0) {
    throw new UnfinishedEventError(
      unfinished.map(({ job }) => job),
      wanted.length,
    );
  }
  return undefined;
}
