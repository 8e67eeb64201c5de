import type { Engine } from '@parquetry/core';
import {
  type Job,
  openPipeline,
  type Pipeline,
  type PipelineSettings,
  pipelineSettings,
  type Recipe,
  type WrapHandler,
} from '@parquetry/delivery';
import { networkProfiles, wrapWithProfile } from '@parquetry/local-aws/network';
import type { PipelineSampleRequest } from './pipeline-request.ts';
import { stagedEngine } from './staged-engine.ts';
import { takeFirst } from './take-first.ts';

/** What a process has loaded for a request, ready to open pipelines one after the other. */
export interface Equipment {
  readonly request: PipelineSampleRequest;
  readonly engine: Engine;
  readonly settings: PipelineSettings;
  readonly wrapHandler: WrapHandler | undefined;
}

function profileHandler({ profile }: PipelineSampleRequest): WrapHandler | undefined {
  if (profile === undefined) return undefined;
  const named = Object.entries(networkProfiles).find(([name]) => name === profile.name);
  if (named === undefined) throw new RangeError(`there is no network profile ${profile.name}`);
  return (inner) => wrapWithProfile(inner, named[1], profile.seed);
}

export function equip(request: PipelineSampleRequest, loaded: Engine): Equipment {
  const { stagingDirectory } = request;
  return {
    request,
    engine: stagingDirectory === undefined ? loaded : stagedEngine(loaded, stagingDirectory),
    settings: pipelineSettings.parse(request.settings),
    wrapHandler: profileHandler(request),
  };
}

/** The recipe with its outputs below `label/`. */
export const labelledRecipe = (recipe: Recipe, label: string): Recipe => ({
  ...recipe,
  to: { ...recipe.to, prefix: `${recipe.to.prefix}${label}/` },
});

/** A pipeline whose outputs go below `label/`; without one, where the request says. */
export function openFor(equipment: Equipment, label?: string): Promise<Pipeline> {
  const { request, engine, settings, wrapHandler } = equipment;
  const recipe = label === undefined ? request.recipe : labelledRecipe(request.recipe, label);
  return openPipeline(
    { recipe, settings, limits: request.limits },
    { engine, ...(wrapHandler && { wrapHandler }) },
  );
}

/** The jobs of a request, listed as they are asked for. */
export async function* jobsOf(
  { request: { recipe, files } }: Equipment,
  { store }: Pick<Pipeline, 'store'>,
): AsyncGenerator<Job, void, undefined> {
  const { bucket, prefix } = recipe.from;
  for await (const { ref, bytes, etag } of takeFirst(files, store.list(bucket, prefix))) {
    yield { id: ref.key, source: { ref, bytes, etag } };
  }
}
