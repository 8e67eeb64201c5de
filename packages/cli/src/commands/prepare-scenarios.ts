import {
  type Contestant,
  type PreparedScenario,
  prepareGenerated,
  prepareUserFiles,
  type ScenarioDefinition,
  userFiles,
} from '@parquetry/bench';
import { UsageError } from '../exit-codes.ts';
import { expandInputs, STDIN } from '../inputs/expand-inputs.ts';
import type { Progress } from '../terminal/progress.ts';
import type { BenchOptions } from './bench-options.ts';
import { chooseConditions } from './choose-conditions.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import type { CommandContext } from './command-context.ts';
import { declaredTypes } from './declared-types.ts';
import { repeatCommand } from './repeat-command.ts';

/** What a run is asked to measure. */
export interface Preparation {
  readonly inputs: readonly string[];
  readonly options: BenchOptions;
  readonly context: CommandContext;
  readonly contestants: readonly Contestant[];
  readonly directory: string;
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

/** Reads the user's files, or generates those of the scenarios. */
export async function prepareScenarios(
  preparation: Preparation,
  progress: Progress,
): Promise<PreparedScenario[]> {
  const { inputs, options, context, directory } = preparation;
  if (inputs.length > 0) return [await prepareInputs(preparation, progress)];
  const chosen = chooseScenarios(options.scenario).map((scenario) => ({
    scenario: withCount(scenario, options.processes),
    conditions: chooseConditions(preparation, scenario),
  }));
  const prepared: PreparedScenario[] = [];
  for (const { scenario, conditions } of chosen) {
    progress.label(`generating ${scenario.title}`);
    const what = ['--scenario', scenario.name];
    const { threads } = conditions.limits;
    prepared.push(
      await prepareGenerated(scenario, options.seed, {
        ...conditions,
        directory,
        repeat: repeatCommand({ what, options, context, pinned: true, threads }),
        signal: context.terminal.signal,
      }),
    );
  }
  return prepared;
}
