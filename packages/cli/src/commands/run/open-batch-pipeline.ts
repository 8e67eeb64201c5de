import type { Observe, Pipeline, PipelineRequest } from '@parquetry/delivery';
import { type NetworkChoice, openEnginePipeline } from '@parquetry/lambda/pipeline';
import type { CommandContext } from '../command-context.ts';

/** In as many threads as the command may use. */
export const openBatchPipeline = (
  { settings: { engine, threads } }: CommandContext,
  request: PipelineRequest,
  network: NetworkChoice | undefined,
  observe: Observe,
): Promise<Pipeline> =>
  openEnginePipeline(
    {
      engine,
      request: { ...request, settings: { ...request.settings, threads } },
      ...(network && { network }),
    },
    observe,
  );
