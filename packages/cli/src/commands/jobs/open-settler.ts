import { type Observe, pipelineSettings, type Recipe, type SettleJob } from '@parquetry/delivery';
import { type CommandContext, limitsOf } from '../command-context.ts';
import { openBatchPipeline } from '../run/open-batch-pipeline.ts';
import type { JobsFlags } from './jobs-flags.ts';

export interface Settler extends AsyncDisposable {
  readonly settle: SettleJob;
}

/** Opens what carries out the jobs of a recipe. */
export const openSettler = (
  recipe: Recipe,
  { concurrency }: JobsFlags,
  context: CommandContext,
  observe: Observe,
): Promise<Settler> => {
  const { endpoint, region } = context.settings;
  const settings = pipelineSettings.parse({
    s3: { endpoint, region },
    ...(concurrency && { filesInFlight: concurrency }),
  });
  return openBatchPipeline(
    context,
    { recipe, settings, limits: limitsOf(context.settings), convertsCurrent: true },
    undefined,
    observe,
  );
};
