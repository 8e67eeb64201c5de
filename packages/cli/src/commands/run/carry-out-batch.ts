import {
  type BatchRequest,
  deliverBatch,
  deliveryLog,
  deliveryMeter,
  emfMetrics,
  type FailedOutcome,
  fieldsFirst,
  keepHealth,
  letterOf,
  type Observe,
  type PipelineSettings,
  processMemory,
  recipeFingerprint,
  storedDeadLetters,
  sumUsage,
  tellAll,
  uploadJournal,
} from '@parquetry/delivery';
import { isS3Bucket } from '@parquetry/s3';
import type { Objects } from '../../inputs/open-objects.ts';
import { type CommandContext, limitsOf } from '../command-context.ts';
import type { BatchFlags } from './batch-flags.ts';
import { showBatchProgress } from './batch-progress.ts';
import type { BatchEnd } from './batch-summary.ts';
import { FailureNotes } from './failure-notes.ts';
import type { NetworkChoice } from './local-network.ts';
import { openBatchPipeline } from './open-batch-pipeline.ts';

export interface BatchWork {
  readonly request: BatchRequest;
  readonly settings: PipelineSettings;
  readonly network: NetworkChoice | undefined;
  readonly flags: BatchFlags;
  readonly context: CommandContext;
  readonly objects: Objects;
}

/** Letters of jobs that failed, and of those that failed before and do not any more none. */
async function keepLetters({ request: { recipe, resume, clock, signal }, objects }: BatchWork) {
  const letters = storedDeadLetters(objects.store, recipe.to);
  const fingerprint = recipeFingerprint(recipe);
  const known = new Set<string>();
  if (resume)
    for await (const entry of letters.list(signal))
      known.add(entry.status === 'letter' ? entry.letter.id : entry.id);
  return {
    put: ({ job, failure }: FailedOutcome) =>
      letters.put(letterOf({ job, failure, at: clock.now(), recipe: fingerprint })),
    async settled(id: string): Promise<void> {
      if (known.delete(id)) await letters.remove(id);
    },
  };
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

/**
 * Converts all that is to be converted, and tells how far it is. An interrupted batch has its manifest written; what is
 * under way is called off.
 */
export async function carryOutBatch(work: BatchWork): Promise<BatchEnd> {
  const { request, settings, network, context } = work;
  const { recipe, clock, signal } = request;
  const { terminal } = context;
  using stack = new DisposableStack();
  const meter = deliveryMeter();
  const watching = await observers(work, stack);
  const letters = await keepLetters(work);
  const progress = stack.use(showBatchProgress(terminal, meter));
  const observe = tellAll(meter.observe, progress.observe, ...watching);
  const limits = limitsOf(context.settings);
  const piped = { recipe, settings, limits, journalsUploads: isS3Bucket(recipe.to.bucket) };
  await using pipeline = await openBatchPipeline(context, piped, network, observe);
  const failures = new FailureNotes();
  await using _health = keepHealth({
    store: work.objects.store,
    to: recipe.to,
    clock,
    numbers: () => meter.numbers(),
    usage: () => pipeline.usage(),
    onFailure: (error) => terminal.log.warn({ error: `${error}` }, 'health not written'),
  });
  const batch = deliverBatch({
    ...request,
    store: pipeline.store,
    settle: pipeline.settle,
    bounds: settings,
    memory: processMemory(limits.memoryBytes),
    deadLetters: letters.put,
    ...leftUploads(work),
    observe,
  });
  let isInterrupted = false;
  try {
    for await (const outcome of batch) {
      if (outcome.status === 'failed') failures.add(outcome);
      else await letters.settled(outcome.job.id);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
    isInterrupted = true;
  }
  const besides = work.objects.usage();
  const all = [await pipeline.usage(), ...(besides ? [{ s3: besides, cache: { hits: 0, misses: 0 } }] : [])];
  return { recipe, summary: batch.summary(), usage: sumUsage(all), failures, isInterrupted };
}
