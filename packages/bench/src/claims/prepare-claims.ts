import {
  type DeclaredTypes,
  type EngineLimits,
  fileStore,
  type ObjectRef,
  type ObjectStore,
} from '@parquetry/core';
import type { ScenarioFacts } from '../record/run-record.ts';
import { planInputs } from '../scenarios/plan-inputs.ts';
import type { OutputChoice, PlannedInput, PreparedScenario, Workload } from '../scenarios/scenario.ts';
import { sum } from '../statistics/sum.ts';
import { CODECS_SCENARIO } from './claims-run.ts';
import { BASELINE, type Rung } from './ladder.ts';
import type { Experiment, Point } from './plan-points.ts';

/** What every scenario of the claims has in common. */
export interface ClaimsConditions {
  readonly rungs: readonly Rung[];
  readonly rounds: number;
  readonly plan: OutputChoice;
  readonly limits: EngineLimits;
  /** Of the files, without their number. */
  readonly dataset: Pick<ScenarioFacts['dataset'], 'description' | 'format' | 'sha256' | 'recipe' | 'seed'>;
  readonly repeat: string;
}

/** Before a batch is timed: what it takes to be past the slowest start; fewer where files are larger. */
const WARM_UP_FILES = 20;
const WARM_UP_BYTES = WARM_UP_FILES * (1 << 16);
const CODEC_FILES = 20;

/**
 * Files as they are planned for a conversion. Those of the same columns share their types; where there are several kinds,
 * each file has its own, as it has in a pipeline that finds them.
 */
export async function planFiles(
  refs: readonly ObjectRef[],
  options: { readonly declared: DeclaredTypes; readonly signal?: AbortSignal | undefined },
): Promise<PlannedInput[]> {
  const store: ObjectStore = fileStore();
  const together = await planInputs(store, refs, options);
  const kinds = new Set(
    together.map(({ schema }) => JSON.stringify(schema.columns.map(({ name }) => name).toSorted())),
  );
  if (kinds.size === 1) return together;
  const apart: PlannedInput[] = [];
  for (const ref of refs) apart.push(...(await planInputs(store, [ref], options)));
  return apart;
}

/** So many inputs, the files over and over: each is an object of its own. */
const inputsFor = (files: readonly PlannedInput[], count: number): PlannedInput[] =>
  Array.from({ length: count }, (_, index) => ({ ...files[index % files.length]! }));

function facts(inputs: readonly PlannedInput[]) {
  return {
    files: inputs.length,
    bytes: sum(inputs.map(({ textBytes }) => textBytes)),
    rows: sum(inputs.map(({ rows }) => rows)),
    columns: Math.max(...inputs.map(({ schema }) => schema.columns.length)),
  };
}

function workloadOf({ files }: Point, inputs: readonly PlannedInput[]): Workload {
  const { bytes: ofBytes, files: ofFiles } = facts(inputs);
  if (files === inputs.length) return { inputs, slice: null };
  return { inputs: inputs.slice(0, files), slice: { ofBytes, ofFiles, because: 'batches differ in size' } };
}

/** Of files of that size. */
export function warmUpFiles(bytesPerFile: number): number {
  return Math.min(WARM_UP_FILES, Math.max(1, Math.round(WARM_UP_BYTES / bytesPerFile)));
}

const networkWords = (profile: string) =>
  profile === 'none' ? 'no network between' : `network profile ${profile}`;

/** Batches of one pipeline that differ in their size alone. */
function seriesOf(points: readonly Point[]): Record<string, string[]> {
  const byRung = Map.groupBy(
    points.filter(({ rereads }) => rereads === 0),
    ({ rung }) => rung,
  );
  const several = [...byRung].filter(([, batches]) => batches.length > 1);
  return Object.fromEntries(several.map(([rung, batches]) => [rung, batches.map((it) => it.contender)]));
}

/** The ladder on one network, as a scenario on the embedded S3. */
export function ladderScenario(
  { scenario, profile, points }: Experiment,
  files: readonly PlannedInput[],
  { rungs, rounds, plan, limits, dataset, repeat }: ClaimsConditions,
): PreparedScenario {
  const inputs = inputsFor(files, Math.max(...points.map((point) => point.files)));
  const setups = points.map(({ contender, rung, rereads }) => {
    const { engine, settings } = rungs.find(({ name }) => name === rung)!;
    return [contender, { engine, settings, ...(rereads > 0 && { rereads }) }] as const;
  });
  return {
    name: scenario,
    title: `The ladder of measures, ${networkWords(profile)}`,
    question: 'What does each measure of the optimization gain, alone and together?',
    sampling: {
      processes: rounds,
      iterations: 1,
      warmupFiles: warmUpFiles(facts(files).bytes / files.length),
    },
    dataset: { ...dataset, ...facts(inputs) },
    plan,
    limits,
    engines: points.map(({ contender }) => contender),
    reference: BASELINE,
    metric: 'time',
    typing: 'given',
    store: { kind: 's3', profile, pipelines: Object.fromEntries(setups), series: seriesOf(points) },
    bars: [],
    repeat,
    workloads: {
      whole: { inputs, slice: null },
      engines: new Map(points.map((point) => [point.contender, workloadOf(point, inputs)])),
      commands: { inputs, slice: null },
    },
  };
}

/** The codecs by themselves, from and to files: how good the baseline is to begin with. */
export function codecsScenario(
  engines: readonly string[],
  files: readonly PlannedInput[],
  { rounds, plan, limits, dataset, repeat }: ClaimsConditions,
): PreparedScenario {
  const inputs = inputsFor(files, Math.min(CODEC_FILES, files.length));
  const whole: Workload = { inputs, slice: null };
  return {
    name: CODECS_SCENARIO,
    title: 'The codecs by themselves, Parquet only',
    question: 'How good is the baseline to begin with?',
    sampling: { processes: rounds, iterations: 1, warmupFiles: CODEC_FILES },
    dataset: { ...dataset, ...facts(inputs) },
    plan: { ...plan, formats: ['parquet'] },
    limits,
    engines,
    reference: engines[0] ?? BASELINE,
    metric: 'time',
    typing: 'given',
    store: { kind: 'files' },
    bars: [],
    repeat,
    workloads: { whole, engines: new Map(), commands: whole },
  };
}
