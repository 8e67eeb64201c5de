import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Contestant,
  type FilesScenario,
  type GeneratedScenario,
  type PreparedScenario,
  type PrepareOptions,
  prepareGenerated,
  prepareUserFiles,
  type Scenario,
  type ScenarioDefinition,
  userFiles,
} from '@parquetry/bench';
import { fileRef, fileStore, type ObjectRef } from '@parquetry/core';
import { UsageError } from '../exit-codes.ts';
import { expandInputs, STDIN } from '../inputs/expand-inputs.ts';
import type { Progress } from '../terminal/progress.ts';
import { say } from '../terminal/terminal.ts';
import type { BenchOptions } from './bench-options.ts';
import { chooseConditions } from './choose-conditions.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import type { CommandContext } from './command-context.ts';
import { declaredTypes } from './declared-types.ts';
import { repeatCommand } from './repeat-command.ts';

/** Data that lies beside the project, not in it. */
const SHARED_DATA = fileURLToPath(new URL('../../../../../shared/data', import.meta.url));

/** What a run is asked to measure. */
export interface Preparation {
  readonly inputs: readonly string[];
  readonly options: BenchOptions;
  readonly context: CommandContext;
  readonly contestants: readonly Contestant[];
  readonly directory: string;
  /** Of the function to measure in; this machine when absent. */
  readonly sizesMb?: readonly number[];
}

type Sampled = Pick<ScenarioDefinition, 'sampling'>;

const withCount = <T extends Sampled>(definition: T, processes: number | undefined): T => ({
  ...definition,
  sampling: { ...definition.sampling, processes: processes ?? definition.sampling.processes },
});

async function prepareInputs(preparation: Preparation, progress: Progress): Promise<PreparedScenario> {
  const { inputs, options, context, directory } = preparation;
  const { terminal } = context;
  if (options.scenario) throw new UsageError('give inputs or --scenario, not both');
  const found = await expandInputs(inputs, terminal.directory);
  if (found.some(({ ref }) => ref === STDIN)) throw new UsageError('bench cannot read stdin; name a file');
  progress.label('reading your files');
  const declared = await declaredTypes(options);
  const refs = found.map(({ ref }) => ref);
  return prepareUserFiles(withCount(userFiles, options.processes), refs, declared, {
    ...chooseConditions(preparation, userFiles),
    directory,
    delimiter: options.delimiter,
    repeat: repeatCommand({ what: inputs, options, context, pinned: true }),
    signal: terminal.signal,
  });
}

/** Files of the project's shared data that a scenario names; undefined where they are not at hand. */
async function sharedFiles({ data }: FilesScenario): Promise<ObjectRef[] | undefined> {
  const paths = data.files.map((file) => join(SHARED_DATA, data.directory, file));
  const found = await Promise.all(paths.map((path) => fileStore().stat(fileRef(path))));
  return found.includes(undefined) ? undefined : paths.map(fileRef);
}

interface Chosen {
  readonly scenario: Scenario;
  readonly options: PrepareOptions;
}

async function prepareChosen(
  { scenario, options }: Chosen,
  { options: { seed }, context }: Preparation,
): Promise<PreparedScenario[]> {
  if (!('directory' in scenario.data)) {
    return [await prepareGenerated(scenario as GeneratedScenario, seed, options)];
  }
  const refs = await sharedFiles(scenario as FilesScenario);
  if (refs !== undefined) return [await prepareUserFiles(scenario, refs, new Map(), options)];
  say(context.terminal, `note: ${scenario.name} is left out: its files are not in ${SHARED_DATA}`);
  return [];
}

/** Reads the user's files, or generates those of the scenarios. */
export async function prepareScenarios(
  preparation: Preparation,
  progress: Progress,
): Promise<PreparedScenario[]> {
  const { inputs, options, context, directory } = preparation;
  if (inputs.length > 0) return [await prepareInputs(preparation, progress)];
  const { signal } = context.terminal;
  const chosen = chooseScenarios(options.scenario).map((scenario): Chosen => {
    const conditions = chooseConditions(preparation, scenario);
    const { threads } = conditions.limits;
    const what = ['--scenario', scenario.name];
    const repeat = repeatCommand({ what, options, context, pinned: true, threads });
    return {
      scenario: withCount(scenario, options.processes),
      options: { ...conditions, directory, repeat, signal },
    };
  });
  const prepared: PreparedScenario[] = [];
  for (const one of chosen) {
    progress.label(`preparing ${one.scenario.title}`);
    prepared.push(...(await prepareChosen(one, preparation)));
  }
  if (prepared.length === 0) throw new UsageError('there is nothing to measure: no scenario has its files');
  return prepared;
}
