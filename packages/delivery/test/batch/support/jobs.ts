import { jobId } from '../../../src/batch/job-id.ts';
import type { Job, JobOutcome, JobResult } from '../../../src/index.ts';
import { source } from './recipes.ts';

export function jobOf(name: string, bytes?: number): Job {
  const ref = source(name);
  return { id: jobId(ref), source: { ref, etag: `"${name}"`, ...(bytes !== undefined && { bytes }) } };
}

export const noStages = { readMs: 0, parseMs: 0, encodeParquetMs: 0, encodeAvroMs: 0, writeMs: 0 };

function resultOf({ source: { bytes = 0, etag = '', ref } }: Job): JobResult {
  return {
    etag,
    rows: { read: 10, written: 9, rejected: 1, padded: 0 },
    bytes: { read: bytes, parsed: 2 * bytes, written: 3 * bytes },
    outputs: [{ format: 'parquet', ref: { ...ref, key: `${ref.key}.parquet` }, bytes: 3 * bytes }],
    stages: noStages,
    elapsedMs: 1,
  };
}

export const convertedOf = (job: Job, attempts = 1): JobOutcome => ({
  status: 'converted',
  job,
  result: resultOf(job),
  attempts,
});

export const failedOf = (job: Job, kind: 'data-quality' | 'transient' = 'data-quality'): JobOutcome => ({
  status: 'failed',
  job,
  failure: { kind, message: `${job.source.ref.key} is no table`, code: 'BadInputError', attempts: 2 },
});

export async function* listOf<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  return Array.fromAsync(items);
}

export const nameOf = (outcome: JobOutcome): string => outcome.job.source.ref.key.slice('in/'.length);
