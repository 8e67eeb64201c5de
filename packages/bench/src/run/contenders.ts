import { join } from 'node:path';
import type { Contestant } from '../contestants/contestant.ts';
import type { BenchStack } from '../places/bench-stack.ts';
import { filePlace } from '../places/file-place.ts';
import { s3Place } from '../places/s3-place.ts';
import { uploadSources } from '../places/s3-sources.ts';
import type { PipelineSetup, PreparedScenario, S3Choice } from '../scenarios/scenario.ts';
import { lambdaContenders, type TargetContext } from '../targets/lambda-contenders.ts';
import { commandContender } from './command-contender.ts';
import type { Contender } from './contender.ts';
import { engineContender } from './engine-contender.ts';
import { pipelineContender } from './pipeline-contender.ts';

/** What contenders are made of. */
export interface ContenderContext {
  readonly contestants: readonly Contestant[];
  readonly bundleDirectory: string;
  /** Files of a run, in memory where there is room. */
  readonly scratch: string;
  readonly stack: BenchStack;
  readonly seed: number;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Engines that read and write paths. */
const STAGED: ReadonlySet<string> = new Set(['duckdb', 'polars']);

const setupOf = (name: string, { pipelines }: S3Choice): PipelineSetup =>
  pipelines[name] ?? { engine: name, ...(STAGED.has(name) && { staged: true }) };

/** @throws RangeError when two have one name. */
export function requireDistinctNames(
  { engines }: Pick<PreparedScenario, 'engines'>,
  contestants: readonly Contestant[],
): void {
  const names = [...engines, ...contestants.map(({ name }) => name)];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new RangeError(`two contestants are called ${twice}; give each its own name`);
}

function onFiles(
  { engines, limits, typing }: PreparedScenario,
  { contestants, bundleDirectory, scratch, timeoutMs }: ContenderContext,
): Contender[] {
  const place = filePlace(scratch);
  return [
    ...engines.map((name) => engineContender(name, { bundleDirectory, place, limits, typing, timeoutMs })),
    ...contestants.map((contestant) => commandContender(contestant, place, timeoutMs)),
  ];
}

const NO_OBJECTS = 'a command reads and writes files, and these are objects of S3';

/** A command keeps its row, and the reason. */
const withoutObjects = (contestant: Contestant, context: ContenderContext): Contender => ({
  ...commandContender(contestant, filePlace(context.scratch), context.timeoutMs),
  convert: async () => ({ status: 'unsupported', because: NO_OBJECTS }),
});

/** A part of the work that needs no store: the engine among files of this machine. */
function convertAlone(
  name: string,
  { engine, threads, formats }: PipelineSetup,
  { limits, typing }: PreparedScenario,
  { bundleDirectory, scratch, timeoutMs }: ContenderContext,
): Contender {
  const contender = engineContender(engine, {
    bundleDirectory,
    place: filePlace(scratch),
    limits: { ...limits, threads: threads ?? limits.threads },
    typing,
    timeoutMs,
  });
  const probe = { about: 'converts files of this machine, without a store', converts: true };
  return {
    ...contender,
    name,
    probe,
    ...(formats && { formats }),
    workloadOf: ({ workloads }) => workloads.engines.get(name) ?? workloads.whole,
  };
}

async function onS3(
  scenario: PreparedScenario,
  store: S3Choice,
  context: ContenderContext,
): Promise<Contender[]> {
  const { bundleDirectory, scratch, stack, seed, timeoutMs, signal } = context;
  const aws = await stack.started();
  const sources = await uploadSources(aws, scenario, signal);
  const commands = new Map(context.contestants.map((contestant) => [contestant.name, contestant]));
  const contenders = scenario.engines.map(async (name): Promise<Contender> => {
    const { probe, ...setup } = setupOf(name, store);
    if (probe === 'convert') return convertAlone(name, setup, scenario, context);
    return pipelineContender(name, {
      ...setup,
      ...(probe && { probe }),
      aws,
      sources,
      place: await s3Place({ aws, sources, scenario: scenario.name, contender: name, scratch }),
      profile: store.profile,
      seed,
      limits: scenario.limits,
      bundleDirectory,
      command: commands.get(setup.engine),
      stagingDirectory: join(scratch, 'staging'),
      timeoutMs,
    });
  });
  const engines = new Set(Object.values(store.pipelines).map(({ engine }) => engine));
  const others = context.contestants
    .filter(({ name }) => !engines.has(name))
    .map((contestant) => withoutObjects(contestant, context));
  return [...(await Promise.all(contenders)), ...others];
}

/** Whoever takes part in a scenario; where it is about objects, or about a function, they are uploaded. */
export async function contendersOf(
  scenario: PreparedScenario,
  context: ContenderContext | TargetContext,
): Promise<Contender[]> {
  if ('target' in context) return await lambdaContenders(scenario, context);
  return scenario.store.kind === 'files'
    ? onFiles(scenario, context)
    : await onS3(scenario, scenario.store, context);
}
