import { displayRef, type ObjectRef, type ObjectStore, StoreError } from '@parquetry/core';
import type { Job, JobContext, JobResult, RunJob } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';

export interface CurrentOptions {
  /** Versions of one object that are converted in a row before the job fails, to be tried again later. */
  readonly mostRounds?: number;
  readonly observe?: Observe;
}

const DEFAULT_MOST_ROUNDS = 5;

const isOf = (ref: ObjectRef, { source }: Job) =>
  ref.bucket === source.ref.bucket && ref.key === source.ref.key;

const isChanged = (error: unknown, job: Job): boolean =>
  error instanceof StoreError && error.code === 'changed' && isOf(error.ref, job);

/** Undefined: the version that the job names is not the current one any more. */
async function runVersion(run: RunJob, job: Job, context: JobContext): Promise<JobResult | undefined> {
  try {
    return await run(job, context);
  } catch (error) {
    if (isChanged(error, job)) return undefined;
    throw error;
  }
}

/**
 * Converts the current version of an object, whatever version the job names. When the outputs are there it looks whether
 * the source is still the version that was converted, and converts the newer one if it is not: so whoever writes outputs
 * last has seen the newest source.
 *
 * @throws StoreError `not-found` of the source when it is gone, `unavailable` when it changes faster than it is converted.
 */
export function convertCurrent(run: RunJob, store: ObjectStore, options: CurrentOptions = {}): RunJob {
  const { mostRounds = DEFAULT_MOST_ROUNDS, observe = () => {} } = options;
  return async (job, context) => {
    const { ref } = job.source;
    let { source } = job;
    for (let round = 1; round <= mostRounds; round += 1) {
      const result = await runVersion(run, { ...job, source }, context);
      const current = await store.stat(ref, context.signal);
      if (result !== undefined && (current === undefined || current.etag === result.etag)) return result;
      if (current === undefined)
        throw new StoreError('not-found', ref, `${displayRef(ref)} does not exist any more`);
      const was = result?.etag ?? source.etag ?? 'unknown';
      observe({ kind: 'source-changed', job, was, is: current.etag });
      source = { ref, etag: current.etag, bytes: current.bytes };
    }
    throw new StoreError(
      'unavailable',
      ref,
      `${displayRef(ref)} changed ${mostRounds} times while it was being converted; it is tried again when it rests`,
    );
  };
}
