import { UnsupportedError } from '@parquetry/core';
import {
  type Job,
  type JobResult,
  type Pipeline,
  processMemory,
  runBatch,
  wallClock,
} from '@parquetry/delivery';
import type { Equipment } from './open-for.ts';

/**
 * Carries jobs out as a batch does, without account of finished work.
 *
 * @throws at the first that fails; UnsupportedError where an engine cannot do it.
 */
export async function deliver(
  { request, settings }: Equipment,
  pipeline: Pipeline,
  jobs: AsyncIterable<Job>,
): Promise<JobResult[]> {
  const { filesInFlight, bytesInFlight } = settings;
  const memory = processMemory(request.limits.memoryBytes);
  const options = { filesInFlight, bytesInFlight, memory, clock: wallClock };
  const results: JobResult[] = [];
  for await (const outcome of runBatch(jobs, pipeline.settle, options)) {
    if (outcome.status === 'converted') results.push(outcome.result);
    else if (outcome.status === 'failed') {
      const { code, message } = outcome.failure;
      throw code === UnsupportedError.name ? new UnsupportedError(message) : new Error(message);
    }
  }
  return results;
}
