import { z } from 'zod';
import { type Failure, failureKinds, type Job } from '../jobs/job.ts';
import { redactSecrets } from '../resilience/redact-secrets.ts';
import { redactRecord } from './redact-record.ts';

/** Of a job that fails again and again, so many failures are told. */
const MOST_FAILURES_TOLD = 50;
const MOST_CHARACTERS_OF_A_MESSAGE = 2_000;

const job = z.object({
  id: z.string().min(1),
  source: z.object({
    ref: z.object({ bucket: z.string(), key: z.string().min(1) }),
    etag: z.string().exactOptional(),
    bytes: z.number().exactOptional(),
  }),
});

const time = z.iso.datetime();

const toldFailure = z.object({
  at: time,
  kind: z.enum(failureKinds),
  code: z.string(),
  message: z.string(),
  /** Tries of that time. */
  attempts: z.number().int().nonnegative(),
});

/** A job that nobody tries any more until somebody asks for it: plain data without secrets. */
export const deadLetter = z.object({
  version: z.literal(1),
  /** The job's id. */
  id: z.string().min(1),
  job,
  /** The newest one. */
  failure: toldFailure.omit({ at: true }),
  /** Tries of all failures that are told. */
  attempts: z.number().int().nonnegative(),
  firstFailedAt: time,
  lastFailedAt: time,
  /** Oldest first; of a job that failed very often the newest 50. */
  failures: z.array(toldFailure),
  /** What asked for the job, as it came: an event's record. */
  record: z.unknown().optional(),
  /** What is not in the letter, and why. */
  note: z.string().exactOptional(),
  /** The fingerprint of the recipe that the job was carried out by. */
  recipe: z.string(),
  /** How often it was tried again from here. */
  redrives: z.number().int().nonnegative(),
});
export type DeadLetter = z.infer<typeof deadLetter>;

export interface FailedJob {
  readonly job: Job;
  readonly failure: Failure;
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly recipe: string;
  readonly record?: unknown;
}

const shortened = (text: string) =>
  text.length <= MOST_CHARACTERS_OF_A_MESSAGE ? text : `${text.slice(0, MOST_CHARACTERS_OF_A_MESSAGE)}…`;

/** The letter of a job that failed for the first time. */
export function letterOf({ job: { id, source }, failure, at, recipe, record }: FailedJob): DeadLetter {
  const when = new Date(at).toISOString();
  const { kind, code, attempts } = failure;
  const told = {
    kind,
    code: redactSecrets(code),
    message: shortened(redactSecrets(failure.message)),
    attempts,
  };
  return {
    version: 1,
    id,
    job: { id, source },
    failure: told,
    attempts,
    firstFailedAt: when,
    lastFailedAt: when,
    failures: [{ at: when, ...told }],
    ...(record !== undefined && { record: redactRecord(record) }),
    recipe,
    redrives: 0,
  };
}

/** What two letters of one job tell together: the same in either order, and however often it is told. */
export function mergeLetters(one: DeadLetter, other: DeadLetter): DeadLetter {
  const [older, newer] = one.lastFailedAt <= other.lastFailedAt ? [one, other] : [other, one];
  const told = new Map([...older.failures, ...newer.failures].map((it) => [JSON.stringify(it), it]));
  const failures = [...told.values()].sort((a, b) => (a.at < b.at ? -1 : 1)).slice(-MOST_FAILURES_TOLD);
  return {
    ...newer,
    ...(newer.record === undefined && older.record !== undefined && { record: older.record }),
    attempts: failures.reduce((sum, { attempts }) => sum + attempts, 0),
    firstFailedAt: [older.firstFailedAt, newer.firstFailedAt].sort()[0]!,
    failures,
    redrives: Math.max(older.redrives, newer.redrives),
  };
}
