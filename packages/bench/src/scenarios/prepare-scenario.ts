import { join } from 'node:path';
import {
  type DeclaredTypes,
  type EngineLimits,
  fileStore,
  type ObjectRef,
  type ObjectStore,
} from '@parquetry/core';
import { recipeNamed } from '@parquetry/datagen';
import type { Bar } from '../record/bar.ts';
import type { ScenarioFacts } from '../record/run-record.ts';
import { sum } from '../statistics/sum.ts';
import { ensureDataset, expectedBytes } from './generate-dataset.ts';
import { sha256Of } from './hash-files.ts';
import { planInputs } from './plan-inputs.ts';
import type {
  GeneratedData,
  GeneratedScenario,
  OutputChoice,
  PlannedInput,
  PreparedScenario,
  ScenarioDefinition,
  SliceRule,
  Workload,
} from './scenario.ts';
import { sliceWorkload } from './slice-workload.ts';

export type PrepareProgress =
  | { readonly step: 'generate'; readonly bytes: number; readonly totalBytes: number }
  | { readonly step: 'plan'; readonly inputs: number; readonly totalInputs: number };

/** What a scenario is measured with, chosen by whoever runs it. */
export interface PrepareOptions {
  /** Generated datasets and slices are kept here. */
  readonly directory: string;
  readonly plan: OutputChoice;
  readonly limits: EngineLimits;
  readonly engines: readonly string[];
  readonly reference: string;
  /** Those that can be judged under these conditions; none when absent. */
  readonly bars?: readonly Bar[];
  /** Of the user's files; by default it is found in each of them. */
  readonly delimiter?: string | undefined;
  /** A command that measures the scenario again. */
  readonly repeat: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: PrepareProgress) => void;
}

type DatasetOrigin = Pick<ScenarioFacts['dataset'], 'description' | 'recipe' | 'seed'>;

async function cutWorkloads(
  store: ObjectStore,
  definition: ScenarioDefinition,
  inputs: readonly PlannedInput[],
  sha256: string,
  options: PrepareOptions,
): Promise<PreparedScenario['workloads']> {
  const bucket = join(options.directory, 'slices');
  const slice = (rule: SliceRule): Promise<Workload> => {
    const extension = inputs[0]!.source.format.kind === 'json' ? 'ndjson' : 'csv';
    const key = `${definition.name}-${sha256.slice(0, 16)}-${rule.maxFiles}-${rule.maxBytes}.${extension}`;
    return sliceWorkload(store, inputs, rule, { bucket, key }, options.signal);
  };
  const whole: Workload = { inputs, slice: null };
  const engines = new Map<string, Workload>();
  for (const [engine, rule] of Object.entries(definition.slices.engines))
    engines.set(engine, await slice(rule));
  // A command's speed is not known beforehand: it gets what the reference gets.
  const { commands } = definition.slices;
  return {
    whole,
    engines,
    commands: commands ? await slice(commands) : (engines.get(options.reference) ?? whole),
  };
}

function formatName({ source: { format } }: PlannedInput): string {
  if (format.kind === 'csv') return 'CSV';
  return format.layout === 'array' ? 'JSON' : 'NDJSON';
}

async function prepare(
  definition: ScenarioDefinition,
  refs: readonly ObjectRef[],
  origin: DatasetOrigin,
  declared: DeclaredTypes,
  options: PrepareOptions,
  knownSha256?: string,
): Promise<PreparedScenario> {
  const store = fileStore();
  const { signal, onProgress, delimiter } = options;
  const { plan, limits, engines, reference, bars = [], repeat } = options;
  const { name, title, question, sampling, metric = 'time', typing = 'given' } = definition;
  const { store: place = { kind: 'files' as const } } = definition;
  const inputs = await planInputs(store, refs, {
    declared,
    delimiter,
    signal,
    onInput: (planned, totalInputs) => onProgress?.({ step: 'plan', inputs: planned, totalInputs }),
  });
  const sha256 = knownSha256 ?? (await sha256Of(store, refs, signal));
  const workloads = await cutWorkloads(store, definition, inputs, sha256, options);
  const dataset = {
    ...origin,
    format: [...new Set(inputs.map(formatName))].join(' and '),
    files: inputs.length,
    bytes: sum(inputs.map((input) => input.textBytes)),
    rows: sum(inputs.map((input) => input.rows)),
    columns: Math.max(...inputs.map((input) => input.schema.columns.length)),
    sha256,
  };
  const facts = { name, title, question, sampling, metric, typing, dataset };
  return { ...facts, store: place, plan, limits, engines, reference, bars, repeat, workloads };
}

/** From here on the types of generated data are those of its recipe, which are known, instead of being read from every row. */
const MOST_INFERRED_BYTES = 256e6;

function recipeTypes(data: GeneratedData): DeclaredTypes {
  if (expectedBytes(data) <= MOST_INFERRED_BYTES) return new Map();
  return new Map(recipeNamed(data.recipe).schema.columns.map((column) => [column.name, column]));
}

/** Generates the scenario's files, or finds them intact from an earlier run, and plans and slices them. */
export async function prepareGenerated(
  scenario: GeneratedScenario,
  seed: number,
  options: PrepareOptions,
): Promise<PreparedScenario> {
  const { signal, onProgress } = options;
  const { refs, sha256 } = await ensureDataset(options.directory, scenario.data, {
    seed,
    signal,
    onBytes: (bytes, totalBytes) => onProgress?.({ step: 'generate', bytes, totalBytes }),
  });
  const { recipe } = scenario.data;
  const origin = { description: `${scenario.title}, generated by the recipe ${recipe}`, recipe, seed };
  return prepare(scenario, refs, origin, recipeTypes(scenario.data), options, sha256);
}

/** Plans and slices the user's files. */
export async function prepareUserFiles(
  definition: ScenarioDefinition,
  refs: readonly ObjectRef[],
  declared: DeclaredTypes,
  options: PrepareOptions,
): Promise<PreparedScenario> {
  const names = refs.slice(0, 3).map((ref) => ref.key);
  const more = refs.length > names.length ? ` and ${refs.length - names.length} more` : '';
  const origin = { description: `${names.join(', ')}${more}`, recipe: null, seed: null };
  return prepare(definition, refs, origin, declared, options);
}
