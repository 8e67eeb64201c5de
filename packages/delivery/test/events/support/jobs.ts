import { memoryStore } from '@parquetry/core';
import type { DeadLetters } from '../../../src/dead-letters/dead-letters.ts';
import { storedDeadLetters } from '../../../src/dead-letters/stored-dead-letters.ts';
import type { EventHandling, HandlingNote } from '../../../src/events/event-handling.ts';
import { handleSqsBatch } from '../../../src/events/handle-sqs-batch.ts';
import type { Failure, FailureKind, Job, JobOutcome, JobResult, SettleJob } from '../../../src/jobs/job.ts';
import { FakeClock } from './fake-clock.ts';

export const jobResult = (etag: string): JobResult => ({
  etag,
  rows: { read: 1, written: 1, rejected: 0, padded: 0 },
  bytes: { read: 1, parsed: 1, written: 1 },
  outputs: [],
  stages: { readMs: 0, parseMs: 0, encodeParquetMs: 0, encodeAvroMs: 0, writeMs: 0 },
  elapsedMs: 0,
});

const failureOf = (kind: FailureKind, message: string = kind): Failure => ({
  kind,
  code: `Some${kind}`,
  message,
  attempts: 2,
});

export type Fate = FailureKind | 'converted' | 'gone' | 'thrown';

export function outcomeOf(job: Job, fate: Exclude<Fate, 'thrown'>): JobOutcome {
  if (fate === 'converted') return { status: 'converted', job, result: jobResult('v1'), attempts: 1 };
  if (fate === 'gone') return { status: 'skipped', job, because: 'gone' };
  return { status: 'failed', job, failure: failureOf(fate) };
}

/** Settles each job by its key; whatever has no fate is converted. */
export function settleBy(fates: Readonly<Record<string, Fate>>): { settle: SettleJob; settled: string[] } {
  const settled: string[] = [];
  const settle: SettleJob = async (job) => {
    const { key } = job.source.ref;
    settled.push(key);
    await Promise.resolve();
    const fate = fates[key] ?? 'converted';
    if (fate === 'thrown') throw new Error('called off');
    return outcomeOf(job, fate);
  };
  return { settle, settled };
}

export const letterKeys = async (letters: DeadLetters): Promise<string[]> => {
  const keys: string[] = [];
  for await (const entry of letters.list()) {
    keys.push(entry.status === 'letter' ? entry.letter.job.source.ref.key : `corrupt ${entry.id}`);
  }
  return keys.sort();
};

/** How an event is handled in tests, with what was told and the letters that were put. */
export function handlingOf(options: Partial<EventHandling> = {}) {
  const notes: HandlingNote[] = [];
  const clock = new FakeClock();
  const letters = storedDeadLetters(memoryStore(), { bucket: 'lake', prefix: 'out/' });
  const handling: EventHandling = {
    letters,
    recipe: 'abcdef0123456789',
    clock,
    signal: new AbortController().signal,
    tell: (note) => notes.push(note),
    ...options,
  };
  return { handling, notes, clock, letters };
}

/** The messages that have to come again. */
export const failuresOf = async (...args: Parameters<typeof handleSqsBatch>) =>
  (await handleSqsBatch(...args)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
