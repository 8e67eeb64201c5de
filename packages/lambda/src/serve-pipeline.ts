/** Serves samples of scenarios on a store over IPC. */
import { createPipelineHandler, serveRequest } from '@parquetry/bench/pipeline';
import { loadContender } from './load-contender.ts';
import { openEnginePipeline } from './pipeline/open-engine-pipeline.ts';

serveRequest(createPipelineHandler({ loadEngine: loadContender, openPipeline: openEnginePipeline }));
