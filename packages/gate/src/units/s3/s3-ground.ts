import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type PreparedScenario, prepareGenerated } from '@parquetry/bench';
import { type S3Sources, s3Place, uploadSources } from '@parquetry/bench/s3-runs';
import type { LocalAws } from '@parquetry/local-aws';
import type { Side } from '../../unit/gate-unit.ts';
import { CONTENDER, type S3Load, smallFilesOf } from './s3-small-files.ts';

/** What both sides share: a server in a process of its own, objects in it, and a bucket for the outputs of each. */
export interface S3Ground extends AsyncDisposable {
  readonly aws: LocalAws;
  readonly scenario: PreparedScenario;
  readonly sources: S3Sources;
  readonly places: Readonly<Record<Side, Awaited<ReturnType<typeof s3Place>>>>;
  /** Deleted in the end. */
  readonly scratch: string;
}

export interface S3GroundOptions {
  /** Generated objects are kept here. */
  readonly dataDirectory: string;
  /** Outputs that are checked go to a directory of their own in here. */
  readonly scratchDirectory: string;
  readonly seed: number;
  readonly load: S3Load;
  readonly startLocalAws: () => Promise<LocalAws>;
}

const MEMORY_BYTES = 512 << 20;

function prepare({ dataDirectory, seed, load }: S3GroundOptions, signal?: AbortSignal) {
  const scenario = smallFilesOf(load);
  return prepareGenerated(scenario, seed, {
    directory: dataDirectory,
    plan: scenario.output!,
    limits: { threads: scenario.threads, memoryBytes: MEMORY_BYTES },
    engines: scenario.engines,
    reference: CONTENDER,
    repeat: `parquetry gate --scenarios ${scenario.name}`,
    signal,
  });
}

/** Generates the objects, or finds them, starts the server and puts them there. */
export async function openS3Ground(options: S3GroundOptions, signal?: AbortSignal): Promise<S3Ground> {
  const scenario = await prepare(options, signal);
  await using undo = new AsyncDisposableStack();
  const scratch = await mkdtemp(join(options.scratchDirectory, 'parquetry-gate-s3-'));
  undo.defer(() => rm(scratch, { recursive: true, force: true }));
  const aws = undo.use(await options.startLocalAws());
  const sources = await uploadSources(aws, scenario, signal);
  const placeOf = (side: Side) =>
    s3Place({ aws, sources, scenario: scenario.name, contender: side, scratch });
  const places = { base: await placeOf('base'), head: await placeOf('head') };
  const opened = undo.move();
  return { aws, scenario, sources, places, scratch, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}
