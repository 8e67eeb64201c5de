import {
  type DeliveryOptions,
  deliverBatch,
  openPipeline,
  pipelineSettings,
  type Recipe,
  sourceFilter,
  type WrapHandler,
  wallClock,
} from '../../../src/index.ts';
import { lineEngine } from '../../jobs/line-engine.ts';

const MIB = 1 << 20;

/** Few at once, parts as small as S3 allows, and a manifest that is written often. */
const smallSteps = (endpoint: string) =>
  pipelineSettings.parse({ filesInFlight: 4, s3: { endpoint, partBytes: 5 * MIB, partsInFlight: 1 } });

export interface S3BatchOptions extends Partial<DeliveryOptions> {
  readonly endpoint: string;
  readonly recipe: Recipe;
  readonly wrapHandler?: WrapHandler;
  /** Larger objects are streamed. */
  readonly wholeObjectBytes?: number;
}

/** A batch by the line engine, from S3 to S3. */
export async function openS3Batch({
  endpoint,
  recipe,
  wrapHandler,
  wholeObjectBytes = 16 * MIB,
  ...parts
}: S3BatchOptions) {
  const settings = { ...smallSteps(endpoint), wholeObjectBytes };
  const pipeline = await openPipeline(
    { recipe, settings, limits: { threads: 1, memoryBytes: 256 * MIB }, journalsUploads: true },
    { engine: lineEngine().engine, ...(wrapHandler && { wrapHandler }) },
  );
  const request = {
    store: pipeline.store,
    recipe,
    filter: sourceFilter.parse({}),
    resume: true,
    clock: wallClock,
    random: Math.random,
  };
  const batch = deliverBatch({
    ...request,
    settle: pipeline.settle,
    bounds: settings,
    flushJobs: 5,
    ...(pipeline.uploads && { uploads: pipeline.uploads }),
    ...parts,
  });
  return { batch, pipeline, request, settings };
}
