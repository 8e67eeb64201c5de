/** The process of a sample in which a command stands in for an engine: GET, the command, PUT, as the settings say. */
import { openPipeline, type Pipeline, type WrapHandler } from '@parquetry/delivery';
import { networkProfiles, wrapWithProfile } from '@parquetry/local-aws/network';
import type { Contestant } from '../../contestants/contestant.ts';
import type { PipelineSetUp } from '../../pipeline/open-for.ts';
import { createPipelineHandler } from '../../pipeline/pipeline-handler.ts';
import type { PipelineSampleAnswer, PipelineSampleRequest } from '../../pipeline/pipeline-request.ts';
import { stagedEngine } from '../../pipeline/staged-engine.ts';
import { serveRequest } from '../../sampling/serve-request.ts';
import { commandEngine, type Running } from './command-engine.ts';
import { type ChildrenWatch, watchChildren } from './watch-children.ts';

export type CommandSampleRequest = PipelineSampleRequest & {
  readonly command: Contestant;
  readonly stagingDirectory: string;
};

const running: Running = new Set();

const wrapperOf = ({ network }: PipelineSetUp): WrapHandler | undefined =>
  network && ((inner) => wrapWithProfile(inner, networkProfiles[network.profile], network.seed));

async function openWatched(
  setUp: PipelineSetUp,
  { command, stagingDirectory }: CommandSampleRequest,
  watch: ChildrenWatch,
): Promise<Pipeline> {
  const wrapHandler = wrapperOf(setUp);
  const engine = stagedEngine(commandEngine(command, running), stagingDirectory);
  const pipeline = await openPipeline(setUp.request, { engine, ...(wrapHandler && { wrapHandler }) });
  const end = watch.begin();
  return {
    ...pipeline,
    async [Symbol.asyncDispose]() {
      end();
      await pipeline[Symbol.asyncDispose]();
    },
  };
}

/** The last pipelines were those of the passes; a command cannot be looked into, so there are no stages. */
function withChildren(
  answer: PipelineSampleAnswer,
  { spans, peakRssBytes }: ChildrenWatch,
): PipelineSampleAnswer {
  if (answer.status !== 'measured') return answer;
  const { iterations } = answer.sample;
  const ofPasses = spans.slice(-iterations.length);
  return {
    ...answer,
    sample: {
      ...answer.sample,
      peakRssBytes,
      iterations: iterations.map((iteration, pass) => ({
        ...iteration,
        userCpuMs: iteration.userCpuMs + ofPasses[pass]!.userMs,
        systemCpuMs: iteration.systemCpuMs + ofPasses[pass]!.systemMs,
        stages: null,
      })),
    },
  };
}

const endCommands = () => {
  for (const command of running) command.kill();
};

serveRequest(async (request: CommandSampleRequest): Promise<PipelineSampleAnswer> => {
  const watch = watchChildren();
  const handle = createPipelineHandler({
    loadEngine: async () => commandEngine(request.command, running),
    openPipeline: (setUp) => openWatched(setUp, request, watch),
  });
  const answer = await handle(request);
  watch.stop();
  return withChildren(answer, watch);
}, endCommands);
