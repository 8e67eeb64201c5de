import {
  type Contestant,
  type GeneratedScenario,
  generatedScenarios,
  type PreparedScenario,
  type PrepareOptions,
  prepareGenerated,
  prepareUserFiles,
  userFiles,
} from '@parquetry/bench';
import { UsageError } from '../exit-codes.ts';
import { expandInputs, STDIN } from '../inputs/expand-inputs.ts';
import type { Progress } from '../terminal/progress.ts';
import type { BenchOptions } from './bench-options.ts';
import { chooseFormats, chooseReference } from './choose-contestants.ts';
import type { CommandContext } from './command-context.ts';
import { declaredTypes } from './declared-types.ts';
import { repeatCommand } from './repeat-command.ts';

function chooseScenarios(names: readonly string[] | undefined): readonly GeneratedScenario[] {
  if (names === undefined) return generatedScenarios;
  return names.map((name) => {
    const found = generatedScenarios.find((scenario) => scenario.name === name);
    if (found) return found;
    const known = generatedScenarios.map((scenario) => scenario.name).join(', ');
    throw new UsageError(`unknown scenario ${JSON.stringify(name)}; known: ${known}`);
  });
}

/** What a run is asked to measure. */
export interface Preparation {
  readonly inputs: readonly string[];
  readonly options: BenchOptions;
  readonly context: CommandContext;
  readonly contestants: readonly Contestant[];
  readonly directory: string;
}

/** Reads the user's files, or generates those of the scenarios. */
export async function prepareScenarios(
  preparation: Preparation,
  progress: Progress,
): Promise<PreparedScenario[]> {
  const { inputs, options, context, contestants, directory } = preparation;
  const { settings, terminal } = context;
  const shared = {
    directory,
    plan: {
      formats: chooseFormats(context, contestants),
      parquetCodec: settings.parquetCodec,
      avroCodec: settings.avroCodec,
    },
    reference: chooseReference(context, contestants),
    delimiter: options.delimiter,
    signal: terminal.signal,
  } satisfies Partial<PrepareOptions>;
  const withCount = <T extends { sampling: PreparedScenario['sampling'] }>(definition: T): T => ({
    ...definition,
    sampling: { ...definition.sampling, processes: options.processes ?? definition.sampling.processes },
  });

  if (inputs.length > 0) {
    if (options.scenario) throw new UsageError('give inputs or --scenario, not both');
    const found = await expandInputs(inputs, terminal.directory);
    if (found.some(({ ref }) => ref === STDIN)) throw new UsageError('bench cannot read stdin; name a file');
    progress.label('reading your files');
    const repeat = repeatCommand({ what: inputs, options, context, pinned: true });
    const declared = await declaredTypes(options);
    const refs = found.map(({ ref }) => ref);
    return [await prepareUserFiles(withCount(userFiles), refs, declared, { ...shared, repeat })];
  }
  const prepared: PreparedScenario[] = [];
  for (const scenario of chooseScenarios(options.scenario)) {
    progress.label(`generating ${scenario.title}`);
    const what = ['--scenario', scenario.name];
    const repeat = repeatCommand({ what, options, context, pinned: true });
    prepared.push(await prepareGenerated(withCount(scenario), options.seed, { ...shared, repeat }));
  }
  return prepared;
}
