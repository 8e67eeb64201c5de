import { type Job, type JobOutcome, jobId } from '@parquetry/delivery';
import { parseS3Url } from '@parquetry/s3';
import type { ConvertObject } from '../forms.ts';
import type { ConvertService, Invocation } from '../service/convert-service.ts';
import { deadlineOf } from '../service/deadline.ts';
import { directRecipe } from '../service/direct-recipe.ts';
import { ConversionFailedError, type Converted, convertedAnswer } from './converted.ts';

async function settle(
  service: ConvertService,
  wanted: ConvertObject,
  job: Job,
  invocation: Invocation,
): Promise<JobOutcome> {
  const { recipe, reading, settings, clock } = service;
  const pipeline = await service.pipelines.of(
    directRecipe(wanted, job.source.ref, recipe, reading, settings),
  );
  const observe = service.observerOf(invocation);
  using deadline = deadlineOf(clock, invocation.signal, invocation.remainingMs);
  const startedAt = clock.now();
  observe({ kind: 'job-started', job, inFlight: 1 });
  const outcome = await pipeline.settle(job, deadline.signal);
  observe({ kind: 'job-ended', outcome, elapsedMs: clock.now() - startedAt, inFlight: 0 });
  return outcome;
}

/**
 * Converts one object that somebody asks for by name, wherever it lies.
 *
 * @throws ConversionFailed when it is not there or cannot be converted; RequestError when it would be written among sources.
 */
export async function convertObject(
  service: ConvertService,
  wanted: ConvertObject,
  invocation: Invocation,
): Promise<Converted> {
  const ref = parseS3Url(wanted.source);
  const outcome = await settle(service, wanted, { id: jobId(ref), source: { ref } }, invocation);
  switch (outcome.status) {
    case 'converted':
      return convertedAnswer(wanted.source, outcome.result, outcome.attempts);
    case 'skipped':
      throw new ConversionFailedError(`${wanted.source} does not exist`);
    case 'failed': {
      const { kind, code, message } = outcome.failure;
      throw new ConversionFailedError(`${message} (${kind}, ${code})`);
    }
    default:
      return outcome satisfies never;
  }
}
