/** The process of a pipeline that takes turns with that of another build. */
import { PipelineTurns } from '@parquetry/bench/pipeline';
import { serveTurns } from '@parquetry/bench/turns';
import { harnessSha256 } from './harness-sha256.ts';
import { openEnginePipeline } from './pipeline/open-engine-pipeline.ts';

serveTurns(new PipelineTurns({ openPipeline: openEnginePipeline }), { harnessSha256 });
