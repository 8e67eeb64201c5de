import {
  type Batch,
  type BatchLetters,
  type BatchRequest,
  batchLetters,
  deliverBatch,
  deliveryLog,
  deliveryMeter,
  emfMetrics,
  fieldsFirst,
  keepHealth,
  type Observe,
  type Pipeline,
  type PipelineSettings,
  type PipelineUsage,
  processMemory,
  sumUsage,
  tellAll,
  uploadJournal,
} from '@parquetry/delivery';
import type { NetworkChoice } from '@parquetry/lambda/pipeline';
import { isS3Bucket } from '@parquetry/s3';
import type { Objects } from '../../inputs/open-objects.ts';
import { type CommandContext, limitsOf } from '../command-context.ts';
import type { BatchFlags } from './batch-flags.ts';
import { showBatchProgress } from './batch-progress.ts';
import type { BatchEnd } from './batch-summary.ts';
import { FailureNotes } from './failure-notes.ts';
import { openBatchPipeline } from './open-batch-pipeline.ts';

export interface BatchWork {
  readonly request: BatchRequest;
  readonly settings: PipelineSettings;
  readonly network: NetworkChoice | undefined;
  readonly flags: BatchFlags;
  readonly context: CommandContext;
  readonly objects: Objects;
}

/** What watches: the log with `-v`, metrics where they are asked for. */
async function observers(
  { flags, context: { terminal } }: BatchWork,
  stack: DisposableStack,
): Promise<Observe[]> {
  const log = terminal.log.isLevelEnabled('debug')
    ? [
        deliveryLog(
          fieldsFirst({
            debug: (fields, message) => terminal.log.debug(fields, message),
            info: (fields, message) => terminal.log.info(fields, message),
            warn: (fields, message) => terminal.log.warn(fields, message),
            error: (fields, message) => terminal.log.error(fields, message),
          }),
        ),
      ]
    : [];
  if (flags.metrics === undefined) return log;
  const metrics = stack.use(await emfMetrics({ output: terminal.stdout }));
  return [...log, metrics.observe];
}

/** Uploads that a run which was killed has left open are aborted by the next one. */
function leftUploads({ request: { recipe }, objects }: BatchWork) {
  if (!isS3Bucket(recipe.to.bucket)) return {};
  return { uploads: { journal: uploadJournal(() => objects.store, recipe.to), aborter: objects.s3() } };
}

/** Takes all outcomes. What ends a batch early is handed back: what was finished by then is still to be told. */
async function takeOutcomes(
  batch: Batch,
  letters: BatchLetters,
  failures: FailureNotes,
): Promise<{ readonly error: unknown } | undefined> {
  try {
    for await (const outcome of batch) {
      if (outcome.status === 'failed') failures.add(outcome);
      else await letters.settled(outcome.job.id);
    }
    return undefined;
  } catch (error) {
    return { error };
  }
}

/** The requests of the batch, and those of what is kept beside it. */
async function usageOf(pipeline: Pipeline, { objects }: BatchWork): Promise<PipelineUsage> {
  const besides = objects.usage();
  const ofPipeline = await pipeline.usage();
  return besides ? sumUsage([ofPipeline, { s3: besides, cache: { hits: 0, misses: 0 } }]) : ofPipeline;
}

/**
 * Converts all that is to be converted, and tells how far it is. An interrupted batch has its manifest written; what is
 * under way is called off.
 */
export async function carryOutBatch(work: BatchWork): Promise<BatchEnd> {
  const { request, settings, network, context, objects } = work;
  const { recipe, clock } = request;
  const { log } = context.terminal;
  using stack = new DisposableStack();
  const meter = deliveryMeter();
  const watching = await observers(work, stack);
  const letters = await batchLetters({ ...request, store: objects.store });
  const progress = stack.use(showBatchProgress(context.terminal, meter));
  const observe = tellAll(meter.observe, progress.observe, ...watching);
  const limits = limitsOf(context.settings);
  const piped = { recipe, settings, limits, journalsUploads: isS3Bucket(recipe.to.bucket) };
  await using pipeline = await openBatchPipeline(context, piped, network, observe);
  await using _health = keepHealth({
    store: objects.store,
    to: recipe.to,
    clock,
    numbers: () => meter.numbers(),
    usage: () => pipeline.usage(),
    onFailure: (error) => log.warn({ error: `${error}` }, 'health not written'),
  });
  const batch = deliverBatch({
    ...request,
    store: pipeline.store,
    settle: pipeline.settle,
    bounds: settings,
    memory: processMemory(limits.memoryBytes),
    deadLetters: letters.failed,
    ...leftUploads(work),
    observe,
  });
  const failures = new FailureNotes();
  const trouble = await takeOutcomes(batch, letters, failures);
  const usage = await usageOf(pipeline, work);
  const isInterrupted = trouble !== undefined && request.signal?.aborted === true;
  return {
    recipe,
    summary: batch.summary(),
    usage,
    failures,
    isInterrupted,
    ...(trouble && !isInterrupted && { trouble }),
  };
}
