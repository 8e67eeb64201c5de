import type { Job, JobOutcome } from '../../jobs/job.ts';
import type { FailedEntry, FinishedEntry } from './entry.ts';

type Outcome<S extends JobOutcome['status']> = Extract<JobOutcome, { status: S }>;

function finishedEntry({ job, result }: Outcome<'converted'>, recipe: string, at: string): FinishedEntry {
  const { etag, outputs, rejects, rows } = result;
  return {
    status: 'finished',
    source: job.source.ref,
    etag,
    bytes: job.source.bytes ?? result.bytes.read,
    outputs: outputs.map(({ format, ref, bytes }) => ({ format, ref, bytes })),
    rows: { read: rows.read, written: rows.written, rejected: rows.rejected },
    ...(rejects && { rejects: { ref: rejects.ref, bytes: rejects.bytes } }),
    recipe,
    at,
  };
}

const etagOf = ({ source }: Job) => source.etag !== undefined && { etag: source.etag };

function failedEntry({ failure, job }: Outcome<'failed'>, recipe: string, at: string): FailedEntry {
  const { attempts, code, kind, message } = failure;
  return {
    status: 'failed',
    source: job.source.ref,
    ...etagOf(job),
    kind,
    code,
    message,
    attempts,
    recipe,
    at,
  };
}

/** What the manifest learns of an outcome; nothing of a job that was skipped. */
export function entryOf(
  outcome: JobOutcome,
  recipe: string,
  date: Date,
): FinishedEntry | FailedEntry | undefined {
  const at = date.toISOString();
  switch (outcome.status) {
    case 'converted':
      return finishedEntry(outcome, recipe, at);
    case 'failed':
      return failedEntry(outcome, recipe, at);
    case 'skipped':
      return undefined;
    default:
      return outcome satisfies never;
  }
}
