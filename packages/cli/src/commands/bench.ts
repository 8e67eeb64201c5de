import { join, resolve } from 'node:path';
import {
  type Measurement,
  type PreparedScenario,
  pipelineEngines,
  type RunRecord,
  type ScenarioDefinition,
  userFiles,
} from '@parquetry/bench';
import { answerSentence } from '@parquetry/report';
import { ExitCode, UsageError } from '../exit-codes.ts';
import { PROJECT_DIRECTORY } from '../project-directory.ts';
import { plural } from '../terminal/format.ts';
import { startProgress } from '../terminal/progress.ts';
import { answer, answerJson, say, type Terminal } from '../terminal/terminal.ts';
import { VERSION } from '../version.ts';
import type { BenchOptions } from './bench-options.ts';
import { benchTable } from './bench-table.ts';
import { enginesOf } from './choose-conditions.ts';
import { readContestants } from './choose-contestants.ts';
import { chooseScenarios } from './choose-scenarios.ts';
import type { CommandContext } from './command-context.ts';
import { discardLargeData } from './discard-data.ts';
import { keepRecord, sayKept } from './keep-record.ts';
import { type Preparation, prepareScenarios } from './prepare-scenarios.ts';
import { repeatCommand } from './repeat-command.ts';
import { runWithProgress } from './run-with-progress.ts';
import { scratchDirectory } from './scratch-directory.ts';
import { measureInFunction } from './targets/measure-in-function.ts';
import { readTarget, type TargetChoice } from './targets/target-options.ts';
import { shortTune } from './tune/short-tune.ts';
import { tuneText } from './tune/tune-table.ts';
import { withBundle } from './with-bundle.ts';

export type { BenchOptions } from './bench-options.ts';

const SHOWN_WARNINGS = 2;
const SAMPLE_TIMEOUT_MS = 10 * 60_000;

const whatOf = (inputs: readonly string[], { scenario }: BenchOptions) => [
  ...inputs,
  ...(scenario === undefined ? [] : ['--scenario', scenario.join(',')]),
];

const commandOf = (inputs: readonly string[], options: BenchOptions, context: CommandContext) =>
  repeatCommand({ what: whatOf(inputs, options), options, context, pinned: false });

async function measurePrepared(
  scenarios: readonly PreparedScenario[],
  { inputs, context, options, contestants }: Preparation,
  bundleDirectory: string,
): Promise<RunRecord> {
  const { terminal } = context;
  const request = {
    command: commandOf(inputs, options, context),
    harness: VERSION,
    scenarios,
    contestants,
    seed: options.seed,
    bundleDirectory,
    scratchDirectory: await scratchDirectory(scenarios, terminal),
    projectDirectory: PROJECT_DIRECTORY,
    sampleTimeoutMs: SAMPLE_TIMEOUT_MS,
  };
  return await runWithProgress(request, terminal);
}

/** Inputs are looked at before the bundle is built: what is wrong with them is told at once. */
async function measure(
  preparation: Preparation,
  bundled: { readonly engines: readonly string[]; readonly pipelines: readonly string[] },
): Promise<RunRecord> {
  using preparing = startProgress(preparation.context.terminal, 1, 'preparing');
  const scenarios = await prepareScenarios(preparation, preparing);
  preparing.label('building');
  try {
    return await withBundle(bundled, (bundleDirectory) => {
      preparing[Symbol.dispose]();
      return measurePrepared(scenarios, preparation, bundleDirectory);
    });
  } finally {
    if (!preparation.options.keepData) await discardLargeData(scenarios);
  }
}

function tellWarnings(warnings: readonly string[], terminal: Terminal): void {
  for (const warning of warnings.slice(0, SHOWN_WARNINGS)) say(terminal, `note: ${warning}`);
  const more = warnings.length - SHOWN_WARNINGS;
  if (more > 0) say(terminal, `note: ${plural(more, 'more note')} in the report`);
}

function verdictOf({ measurements, fits }: RunRecord): ExitCode {
  const isBad = (one: Measurement) =>
    one.status === 'wrong-output' ||
    one.status === 'failed' ||
    (one.status === 'measured' && one.bars.some(({ verdict }) => verdict === 'fails'));
  const isBent = fits.some(({ verdict }) => verdict === 'bent');
  // A function of which no size could be measured gave no answer.
  const isSilent = measurements.every(({ status, target }) => status === 'unsupported' && target !== 'local');
  return isBent || isSilent || measurements.some(isBad) ? ExitCode.badAnswer : ExitCode.done;
}

/** Every engine that takes part in a scenario of the run. */
function namedEngines(definitions: readonly ScenarioDefinition[], context: CommandContext): string[] {
  return [...new Set(definitions.flatMap((definition) => enginesOf(context, definition)))];
}

async function measureThere(
  preparation: Preparation,
  choice: TargetChoice,
  results: string,
): Promise<RunRecord | undefined> {
  const { contestants, context, inputs, options } = preparation;
  if (contestants.length > 0) {
    throw new UsageError('--contestant is a command of this machine, and --target measures in a function');
  }
  const command = commandOf(inputs, options, context);
  const { sizesMb } = choice;
  return await measureInFunction({ preparation: { ...preparation, sizesMb }, choice, command, results });
}

/** Measures on this machine. */
async function measureHere(
  preparation: Preparation,
  definitions: readonly ScenarioDefinition[],
  engines: readonly string[],
): Promise<RunRecord> {
  const onStore = definitions.filter(({ store }) => store !== undefined);
  const pipelines = onStore.length > 0 ? [...engines, ...pipelineEngines(onStore)] : [];
  return await measure(preparation, { engines, pipelines });
}

function requireFiles(definitions: readonly ScenarioDefinition[], { target }: BenchOptions): void {
  const other = definitions.find(({ store }) => store !== undefined);
  if (other === undefined) return;
  throw new UsageError(
    `${other.name} is about objects in an S3 of this machine, and --target ${target} converts files: parquetry tune measures our function with objects of S3`,
  );
}

/** `parquetry bench [inputs…]` */
export async function bench(
  inputs: readonly string[],
  options: BenchOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, settings } = context;
  const target = readTarget(options);
  const results = resolve(terminal.directory, settings.results);
  const definitions = inputs.length > 0 ? [userFiles] : chooseScenarios(options.scenario);
  if (target !== undefined) requireFiles(definitions, options);
  const engines = namedEngines(definitions, context);
  const contestants = readContestants(options.contestant ?? [], engines);
  const directory = join(results, 'data');
  const preparation = { inputs, options, context, contestants, directory };
  const measured =
    target === undefined
      ? await measureHere(preparation, definitions, engines)
      : await measureThere(preparation, target, results);
  if (measured === undefined) {
    say(terminal, 'nothing was done');
    return ExitCode.done;
  }
  const record = options.tune
    ? { ...measured, tune: await shortTune(context, { results, seed: options.seed }) }
    : measured;
  const kept = await keepRecord(results, record);

  if (context.json) {
    answerJson(terminal, { measurements: record.measurements, ...kept });
  } else {
    answer(terminal, `${answerSentence(record).replaceAll('\u00a0', ' ')}\n\n${benchTable(record)}\n`);
    if (record.tune) answer(terminal, tuneText(record.tune));
  }
  tellWarnings(record.warnings, terminal);
  sayKept(kept, terminal);
  return verdictOf(record);
}
