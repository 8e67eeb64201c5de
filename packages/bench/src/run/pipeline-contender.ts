import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ConversionPlan, EngineLimits } from '@parquetry/core';
import type { LocalAws, ServerCounters } from '@parquetry/local-aws';
import type { Contestant } from '../contestants/contestant.ts';
import type {
  MeasurePipeline,
  PipelineSampleAnswer,
  PipelineSampleRequest,
} from '../pipeline/pipeline-request.ts';
import { environmentFor } from '../places/bench-stack.ts';
import type { Place } from '../places/place.ts';
import type { S3Sources } from '../places/s3-sources.ts';
import type { ServerTraffic } from '../record/traffic.ts';
import { askChild, type ChildOptions } from '../sampling/ask-child.ts';
import type { PipelineSetup } from '../scenarios/scenario.ts';
import type { Attempt, Contender } from './contender.ts';
import { pipelineRecipe } from './pipeline-recipe.ts';
import { trafficDifference } from './traffic-difference.ts';

/** In the directory of each engine, the module of a bundle that answers requests about objects over IPC. */
const PIPELINE_CHILD_FILE = 'pipeline-child.js';

const commandChild = fileURLToPath(
  import.meta.url.endsWith('.ts')
    ? new URL('../claims/command/command-child.ts', import.meta.url)
    : new URL('../claims/command/command-child.js', import.meta.url),
);

const PROBES = {
  download: 'reads every source, converts nothing',
  upload: 'writes the bytes that were made of the sources, converts nothing',
  requests: 'reads every source and writes the bytes that were made of it, converts nothing',
} as const;

export interface PipelineContenderOptions extends Omit<PipelineSetup, 'probe'> {
  readonly probe?: keyof typeof PROBES | undefined;
  readonly aws: LocalAws;
  readonly sources: S3Sources;
  readonly place: Place;
  /** Of the network; `none` is none. */
  readonly profile: string;
  readonly seed: number;
  readonly limits: EngineLimits;
  readonly bundleDirectory: string;
  /** Stands in for the engine. */
  readonly command?: Contestant | undefined;
  /** In memory, for an engine that reads and writes paths. */
  readonly stagingDirectory: string;
  readonly timeoutMs: number;
}

interface Answered {
  readonly answer: Exclude<PipelineSampleAnswer, { status: 'unsupported' }>;
  readonly processStartMs: number;
}

type PipelinePurpose =
  | { readonly purpose: 'verify' }
  | Pick<MeasurePipeline, 'purpose' | 'iterations' | 'warmupFiles' | 'probe'>;

const unexpected = ({ status }: Answered['answer']): Attempt<never> => ({
  status: 'failed',
  error: `the bundle answered ${status} to another question`,
});

const serverTraffic = (counters: ServerCounters): ServerTraffic => ({
  requests: { ...counters.requests },
  bytesIn: counters.bytesIn,
  bytesOut: counters.bytesOut,
  connectionsOpened: counters.connectionsOpened,
  mostConnections: counters.mostConnections,
  cpuMs: counters.cpuMs,
});

/**
 * An engine that is given the objects of a prefix by a pipeline: each sample is a fresh process that lists, reads, converts
 * and writes. Requests are counted by its client and, apart from that, by the server.
 */
export function pipelineContender(name: string, options: PipelineContenderOptions): Contender {
  const { engine, staged = false, formats, rereads, probe } = options;
  const { aws, sources, place, profile, seed, command } = options;
  const limits = { ...options.limits, threads: options.threads ?? options.limits.threads };
  const settings = { ...options.settings, ...(options.inLanes && { threads: limits.threads }) };
  const child = command ? commandChild : join(options.bundleDirectory, engine, PIPELINE_CHILD_FILE);
  /** Each sample has its own chance, the same for all contenders of a round. */
  let samples = 0;

  async function ask(
    plans: readonly ConversionPlan[],
    purpose: PipelinePurpose,
    signal: ChildOptions['signal'],
  ): Promise<Attempt<Answered>> {
    const recipe = await pipelineRecipe(sources, plans);
    const request: PipelineSampleRequest & { readonly command?: Contestant } = {
      ...purpose,
      engine,
      limits,
      settings,
      recipe,
      files: plans.length,
      ...(rereads !== undefined && purpose.purpose === 'measure' && { rereads }),
      ...((staged || command) && { stagingDirectory: options.stagingDirectory }),
      // Nothing is timed while outputs are verified: the network would only be waited for.
      ...(profile !== 'none' &&
        purpose.purpose === 'measure' && { profile: { name: profile, seed: seed + samples } }),
      ...(command && { command }),
    };
    const environment = environmentFor(aws);
    const { timeoutMs } = options;
    const outcome = await askChild<PipelineSampleAnswer>(child, request, { timeoutMs, environment, signal });
    if (outcome.status === 'failed') return outcome;
    const { answer, processStartMs } = outcome;
    return answer.status === 'unsupported' ? answer : { status: 'done', value: { answer, processStartMs } };
  }

  return {
    name,
    place,
    ...(formats && { formats }),
    pipeline: {
      engine,
      threads: limits.threads,
      staged,
      settings: { ...settings },
      ...(formats && { formats: [...formats] }),
      ...(rereads !== undefined && { rereads }),
    },
    ...(probe && { probe: { about: PROBES[probe], converts: false } }),
    workloadOf: ({ workloads }) => workloads.engines.get(name) ?? workloads.whole,

    async convert(plans, signal) {
      const attempt = await ask(plans, { purpose: 'verify' }, signal);
      if (attempt.status !== 'done') return attempt;
      const { answer } = attempt.value;
      return answer.status === 'converted' ? { status: 'done', value: answer.writers } : unexpected(answer);
    },

    async sample(plans, { iterations, warmupFiles }, signal) {
      samples += 1;
      await aws.resetCounters();
      const purpose = { purpose: 'measure', iterations, warmupFiles, ...(probe && { probe }) } as const;
      const attempt = await ask(plans, purpose, signal);
      const server = serverTraffic(await aws.counters());
      await place.clear(name);
      if (attempt.status !== 'done') return attempt;
      const { answer, processStartMs } = attempt.value;
      if (answer.status !== 'measured') return unexpected(answer);
      const { passes, client, sample, passBytes } = answer;
      const traffic = { passes: [...passes], client, server };
      const difference = trafficDifference(traffic);
      return {
        status: 'done',
        value: {
          sample: { processStartMs, ...sample, traffic },
          passBytes,
          ...(difference !== undefined && { notes: [difference] }),
        },
      };
    },
  };
}
