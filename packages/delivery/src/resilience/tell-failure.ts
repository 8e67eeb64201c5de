import { BadInputError, ContradictionError, StoreError } from '@parquetry/core';
import type { Failure, Job, JobOutcome } from '../jobs/job.ts';
import { causeChain, type FailureClass, isCausedBy } from './classify-failure.ts';
import { redactSecrets } from './redact-secrets.ts';

const MOST_CHARACTERS = 1_000;

/** The message of an error without anything of a row's content. */
function withoutContents(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ContradictionError) {
    return message.replace(error.reason, () => 'a cell contradicts the type of its column');
  }
  if (!(error instanceof BadInputError) || error.badRow?.redactedReason === undefined) return message;
  const { reason, redactedReason } = error.badRow;
  return message.replace(reason, () => redactedReason);
}

/** What is said of an error in logs and dead letters: no secrets, nothing of a row's content, at most 1,000 characters. */
export function errorText(error: unknown): string {
  const text = redactSecrets(withoutContents(error)) || 'an error without a message';
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}

/** `more`: why it was not tried again, where that is not plain. */
export function tellFailure(
  error: unknown,
  { kind, code }: FailureClass,
  attempts: number,
  more = '',
): Failure {
  return { kind, code, attempts, message: `${errorText(error)}${more}` };
}

/** Whether the failure says no more than that the job's source does not exist; a missing bucket is another matter. */
function isGone({ source }: Job, error: unknown): boolean {
  const isMissing = causeChain(error).some(
    (link) =>
      link instanceof StoreError &&
      link.code === 'not-found' &&
      link.ref.bucket === source.ref.bucket &&
      link.ref.key === source.ref.key,
  );
  return isMissing && !isCausedBy(error, 'NoSuchBucket');
}

/** How a job ends that threw; one whose source is gone has nothing left to fail at. */
export function endFailed(job: Job, error: unknown, failure: () => Failure): JobOutcome {
  if (isGone(job, error)) return { status: 'skipped', job, because: 'gone' };
  return { status: 'failed', job, failure: failure() };
}
