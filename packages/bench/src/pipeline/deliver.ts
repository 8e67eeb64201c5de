import { UnsupportedError } from '@parquetry/core';
import type { Job, JobResult, Pipeline } from '@parquetry/delivery';

/** Carries jobs out, so many at a time. @throws at the first that fails, UnsupportedError where an engine cannot do it. */
export async function deliver(
  pipeline: Pipeline,
  jobs: AsyncIterator<Job>,
  filesInFlight: number,
): Promise<JobResult[]> {
  const failure = new AbortController();
  const results: JobResult[] = [];

  async function takeTurns(): Promise<void> {
    for (let next = await jobs.next(); !next.done; next = await jobs.next()) {
      const outcome = await pipeline.settle(next.value, failure.signal);
      if (outcome.status === 'converted') results.push(outcome.result);
      else if (outcome.status === 'failed') {
        const { code, message } = outcome.failure;
        throw code === UnsupportedError.name ? new UnsupportedError(message) : new Error(message);
      }
    }
  }

  const lanes = Array.from({ length: filesInFlight }, () =>
    takeTurns().catch((reason: unknown) => {
      failure.abort(reason);
      throw reason;
    }),
  );
  await Promise.allSettled(lanes);
  if (failure.signal.aborted) throw failure.signal.reason;
  return results;
}
