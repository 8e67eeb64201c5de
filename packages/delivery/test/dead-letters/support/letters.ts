import { jobId } from '../../../src/batch/job-id.ts';
import { type DeadLetter, letterOf } from '../../../src/dead-letters/dead-letter.ts';
import type { DeadLetters, LetterEntry } from '../../../src/dead-letters/dead-letters.ts';
import type { FailureKind, Job } from '../../../src/jobs/job.ts';

export const START = Date.parse('2026-11-21T10:00:00.000Z');

export function jobFor(key: string): Job {
  const ref = { bucket: 's3://in', key };
  return { id: jobId(ref), source: { ref, etag: '"v1"', bytes: 7 } };
}

interface Written {
  readonly kind?: FailureKind;
  readonly message?: string;
  readonly at?: number;
  readonly record?: unknown;
  readonly attempts?: number;
}

export const letterFor = (
  key: string,
  { kind = 'permanent', attempts = 3, ...told }: Written = {},
): DeadLetter =>
  letterOf({
    job: jobFor(key),
    failure: { kind, code: 'SomeError', message: told.message ?? `${key} is bad`, attempts },
    at: told.at ?? START,
    recipe: 'abcdef0123456789',
    ...(told.record !== undefined && { record: told.record }),
  });

export const idOf = (key: string): string => jobFor(key).id;

export async function entriesOf(letters: DeadLetters): Promise<LetterEntry[]> {
  const entries: LetterEntry[] = [];
  for await (const entry of letters.list()) entries.push(entry);
  return entries;
}

export const keysOf = async (letters: DeadLetters): Promise<string[]> =>
  (await entriesOf(letters))
    .map((entry) => (entry.status === 'letter' ? entry.letter.job.source.ref.key : `corrupt ${entry.id}`))
    .sort();

export async function letterIn(letters: DeadLetters, key: string): Promise<DeadLetter> {
  const entry = await letters.get(idOf(key));
  if (entry?.status !== 'letter') throw new Error(`no letter for ${key}`);
  return entry.letter;
}
