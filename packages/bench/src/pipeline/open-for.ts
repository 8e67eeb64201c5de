import type { Engine } from '@parquetry/core';
import {
  type Job,
  listSources,
  type Pipeline,
  type PipelineRequest,
  type PipelineSettings,
  pipelineSettings,
  type Recipe,
  sourceFilter,
  type WrapHandler,
  wallClock,
} from '@parquetry/delivery';
import { type NetworkProfileName, networkProfiles, wrapWithProfile } from '@parquetry/local-aws/network';
import type { PipelineWork } from './pipeline-request.ts';
import { takeFirst } from './take-first.ts';

/** A pipeline as plain data. */
export interface PipelineSetUp {
  /** By name. */
  readonly engine: string;
  readonly request: PipelineRequest;
  readonly network?: { readonly profile: NetworkProfileName; readonly seed: number };
  /** Where objects are files in between, for an engine that reads and writes paths. */
  readonly stagingDirectory?: string;
}

/** What the process that measures is made of. */
export interface PipelineTools {
  readonly loadEngine: (name: string) => Promise<Engine>;
  readonly openPipeline: (setUp: PipelineSetUp) => Promise<Pipeline>;
}

/** A request with what it takes to open its pipelines, one after the other. */
export interface Equipment {
  readonly request: PipelineWork;
  readonly settings: PipelineSettings;
  readonly network: PipelineSetUp['network'];
  readonly openPipeline: PipelineTools['openPipeline'];
}

const EVERYTHING = sourceFilter.parse({});

const isProfile = (name: string): name is NetworkProfileName => Object.hasOwn(networkProfiles, name);

function networkOf({ profile }: PipelineWork): PipelineSetUp['network'] {
  if (profile === undefined) return undefined;
  const { name, seed } = profile;
  if (!isProfile(name)) throw new RangeError(`there is no network profile ${name}`);
  return { profile: name, seed };
}

export const equip = (
  request: PipelineWork,
  { openPipeline }: Pick<PipelineTools, 'openPipeline'>,
): Equipment => ({
  request,
  settings: pipelineSettings.parse(request.settings),
  network: networkOf(request),
  openPipeline,
});

/** The recipe with its outputs below `label/`. */
const labelled = (recipe: Recipe, label: string): Recipe => ({
  ...recipe,
  to: { ...recipe.to, prefix: `${recipe.to.prefix}${label}/` },
});

/** What a pipeline is asked for whose outputs go below `label/`; without one, where the request says. */
export function pipelineRequest({ request, settings }: Equipment, label?: string): PipelineRequest {
  const { recipe, limits } = request;
  return { recipe: label === undefined ? recipe : labelled(recipe, label), settings, limits };
}

export function openFor(equipment: Equipment, label?: string): Promise<Pipeline> {
  const { request, network, openPipeline } = equipment;
  const { engine, stagingDirectory } = request;
  return openPipeline({
    engine,
    request: pipelineRequest(equipment, label),
    ...(network && { network }),
    ...(stagingDirectory !== undefined && { stagingDirectory }),
  });
}

/** What stands before S3 where nothing but requests is measured. */
export const wrapperOf = ({ network }: Equipment): WrapHandler | undefined =>
  network && ((inner) => wrapWithProfile(inner, networkProfiles[network.profile], network.seed));

/** The jobs of a request, listed as they are asked for; those that come twice come again in the end. */
export async function* jobsOf(
  { request: { recipe, files, rereads = 0 } }: Equipment,
  { store }: Pick<Pipeline, 'store'>,
): AsyncGenerator<Job, void, undefined> {
  const patience = { clock: wallClock, random: Math.random };
  const again: Job[] = [];
  for await (const job of takeFirst(files, listSources(store, recipe.from, EVERYTHING, patience))) {
    if (again.length < rereads) again.push(job);
    yield job;
  }
  yield* again;
}
