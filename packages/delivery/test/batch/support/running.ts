import type { RunBatchOptions } from '../../../src/batch/run-batch.ts';
import type { Job, JobOutcome } from '../../../src/index.ts';
import { jobOf, nameOf } from './jobs.ts';

export const bounds = { filesInFlight: 3, bytesInFlight: 100 };
export const options: RunBatchOptions = { ...bounds, clock: { now: () => 0 } };

/** So many jobs of such a size, called `0`, `1` … */
export const jobs = (count: number, bytes?: number): Job[] =>
  Array.from({ length: count }, (_, n) => jobOf(`${n}`, bytes));

/** Takes outcomes into a list as they come. */
export function drained(batch: AsyncIterable<JobOutcome>) {
  const names: string[] = [];
  const done = (async () => {
    for await (const outcome of batch) names.push(nameOf(outcome));
  })();
  done.catch(() => {});
  return { names, done };
}
