/** Serves samples of scenarios on a store over IPC. */
import {
  createPipelineHandler,
  type PipelineSetUp,
  serveRequest,
  stagedEngine,
} from '@parquetry/bench/pipeline';
import { openPipeline, type Pipeline } from '@parquetry/delivery';
import { loadContender } from './load-contender.ts';
import { wrapperOf } from './pipeline/network-wrapper.ts';
import { openEnginePipeline } from './pipeline/open-engine-pipeline.ts';

/** Between files, engines have threads of their own and need none of the pipeline's. */
async function openStaged(
  { engine, request, network }: PipelineSetUp,
  stagingDirectory: string,
): Promise<Pipeline> {
  return openPipeline(request, {
    engine: stagedEngine(await loadContender(engine), stagingDirectory),
    ...(network && { wrapHandler: await wrapperOf(network) }),
  });
}

serveRequest(
  createPipelineHandler({
    loadEngine: loadContender,
    openPipeline: ({ stagingDirectory, ...setUp }) =>
      stagingDirectory === undefined ? openEnginePipeline(setUp) : openStaged(setUp, stagingDirectory),
  }),
);
