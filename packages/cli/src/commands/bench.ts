import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Contestant,
  type GeneratedScenario,
  generatedScenarios,
  type Measurement,
  type PreparedScenario,
  type PrepareOptions,
  parseContestant,
  prepareGenerated,
  prepareUserFiles,
  type RunRecord,
  runBench,
  userFiles,
  writeRecord,
} from '@parquetry/bench';
import type { OutputFormat } from '@parquetry/core';
import { buildBenchBundle } from '@parquetry/lambda';
import { answerSentence } from '@parquetry/report';
import { ExitCode, UsageError } from '../exit-codes.ts';
import { expandInputs, STDIN } from '../inputs/expand-inputs.ts';
import { plural } from '../terminal/format.ts';
import { type Progress, startProgress } from '../terminal/progress.ts';
import { answer, answerJson, say, type Terminal } from '../terminal/terminal.ts';
import { VERSION } from '../version.ts';
import { benchTable } from './bench-table.ts';
import { type CommandContext, limitsOf } from './command-context.ts';
import { declaredTypes } from './declared-types.ts';
import { writeReport } from './report.ts';

export interface BenchOptions {
  readonly scenario?: readonly string[];
  readonly contestant?: readonly string[];
  readonly processes?: number;
  readonly seed: number;
  readonly schema?: string;
  readonly columns?: string;
}

const SHOWN_WARNINGS = 2;
const SAMPLE_TIMEOUT_MS = 10 * 60_000;
const TMPFS = '/dev/shm';
const PROJECT_DIRECTORY = fileURLToPath(new URL('../../../../', import.meta.url));

function chooseScenarios(names: readonly string[] | undefined): readonly GeneratedScenario[] {
  if (names === undefined) return generatedScenarios;
  return names.map((name) => {
    const found = generatedScenarios.find((scenario) => scenario.name === name);
    if (found) return found;
    const known = generatedScenarios.map((scenario) => scenario.name).join(', ');
    throw new UsageError(`unknown scenario ${JSON.stringify(name)}; known: ${known}`);
  });
}

function readContestants(texts: readonly string[] = []): Contestant[] {
  return texts.map((text) => {
    try {
      return parseContestant(text);
    } catch (error) {
      if (error instanceof SyntaxError) throw new UsageError(`--contestant: ${error.message}`);
      throw error;
    }
  });
}

/** Both formats, unless a contestant can only write one. */
function chooseFormats(context: CommandContext, contestants: readonly Contestant[]): OutputFormat[] {
  if (context.settings.to) return [...context.settings.to];
  const lacking = contestants.find(({ argv }) => !argv.some((word) => word.includes('{avro}')));
  if (lacking === undefined) return ['parquet', 'avro'];
  say(context.terminal, `${lacking.name} has no {avro} in its command, so everyone writes Parquet only`);
  return ['parquet'];
}

function chooseReference(context: CommandContext, contestants: readonly Contestant[]): string {
  const { engines, reference } = context.settings;
  const contenders = [...engines, ...contestants.map(({ name }) => name)];
  if (contenders.includes(reference)) return reference;
  if (context.resolved.sources.reference.from === 'default') return contenders[0]!;
  throw new UsageError(`--reference ${reference} does not take part; taking part: ${contenders.join(', ')}`);
}

const shellWord = (word: string) =>
  /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** A command that measures one scenario again, with everything that was not a default. */
function repeatCommand(what: readonly string[], options: BenchOptions, context: CommandContext): string {
  const { sources, settings } = context.resolved;
  const given = (name: keyof typeof sources, flag: string) =>
    sources[name].from === 'default' ? [] : [flag, [settings[name]].flat().join(',')];
  const words = [
    ...what,
    ...given('engines', '--engines'),
    ...(options.contestant ?? []).flatMap((text) => ['--contestant', text]),
    ...given('reference', '--reference'),
    ...given('to', '--to'),
    ...given('parquetCodec', '--parquet-codec'),
    ...given('avroCodec', '--avro-codec'),
    ...(options.schema === undefined ? [] : ['--schema', options.schema]),
    ...(options.columns === undefined ? [] : ['--columns', options.columns]),
    ...(options.processes === undefined ? [] : ['--processes', `${options.processes}`]),
    '--threads',
    `${settings.threads}`,
    '--memory',
    `${settings.memory}`,
    '--seed',
    `${options.seed}`,
  ];
  return `npx parquetry bench ${words.map(shellWord).join(' ')}`;
}

async function scratchDirectory(): Promise<string> {
  const writable = await access(TMPFS, constants.W_OK).then(
    () => true,
    () => false,
  );
  return writable ? TMPFS : tmpdir();
}

interface Preparation {
  readonly inputs: readonly string[];
  readonly options: BenchOptions;
  readonly context: CommandContext;
  readonly contestants: readonly Contestant[];
  readonly directory: string;
}

async function prepareScenarios(preparation: Preparation, progress: Progress): Promise<PreparedScenario[]> {
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
    const repeat = repeatCommand(inputs, options, context);
    const declared = await declaredTypes(options);
    const refs = found.map(({ ref }) => ref);
    return [await prepareUserFiles(withCount(userFiles), refs, declared, { ...shared, repeat })];
  }
  const prepared: PreparedScenario[] = [];
  for (const scenario of chooseScenarios(options.scenario)) {
    progress.label(`generating ${scenario.title}`);
    const repeat = repeatCommand(['--scenario', scenario.name], options, context);
    prepared.push(await prepareGenerated(withCount(scenario), options.seed, { ...shared, repeat }));
  }
  return prepared;
}

async function measure(preparation: Preparation, bundleDirectory: string): Promise<RunRecord> {
  const { context, options, contestants } = preparation;
  const { terminal, settings } = context;
  using preparing = startProgress(terminal, 1, 'preparing');
  const scenarios = await prepareScenarios(preparation, preparing);
  preparing[Symbol.dispose]();

  const contenders = settings.engines.length + contestants.length;
  const steps = scenarios.map(({ sampling }) => contenders * (1 + sampling.processes));
  using progress = startProgress(
    terminal,
    steps.reduce((all, one) => all + one, 0),
    'measuring',
  );
  return runBench(
    {
      command: 'bench',
      harness: VERSION,
      scenarios,
      engines: settings.engines,
      contestants,
      limits: limitsOf(settings),
      seed: options.seed,
      bundleDirectory,
      scratchDirectory: await scratchDirectory(),
      projectDirectory: PROJECT_DIRECTORY,
      sampleTimeoutMs: SAMPLE_TIMEOUT_MS,
    },
    {
      signal: terminal.signal,
      onProgress: (event) => {
        terminal.log.debug(event, 'bench');
        if (event.step === 'cell') return;
        const doing = event.step === 'verify' ? 'checking the output of' : 'timing';
        progress.label(`${event.scenario}: ${doing} ${event.engine}`);
        progress.advance(1);
      },
    },
  );
}

/** Builds the bundle that the samples run, in a directory of its own, and takes it away afterwards. */
async function withBundle<T>(use: (bundleDirectory: string) => Promise<T>): Promise<T> {
  const parent = await mkdtemp(join(tmpdir(), 'parquetry-bundle-'));
  try {
    const bundleDirectory = join(parent, 'bundle');
    await buildBenchBundle(bundleDirectory);
    return await use(bundleDirectory);
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

function tellWarnings(warnings: readonly string[], terminal: Terminal): void {
  for (const warning of warnings.slice(0, SHOWN_WARNINGS)) say(terminal, `note: ${warning}`);
  const more = warnings.length - SHOWN_WARNINGS;
  if (more > 0) say(terminal, `note: ${plural(more, 'more note')} in the report`);
}

function verdictOf(measurements: readonly Measurement[]): ExitCode {
  const bad = measurements.some(({ status }) => status === 'wrong-output' || status === 'failed');
  return bad ? ExitCode.badAnswer : ExitCode.done;
}

/** `parquetry bench [inputs…]` */
export async function bench(
  inputs: readonly string[],
  options: BenchOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, settings } = context;
  const results = resolve(terminal.directory, settings.results);
  const contestants = readContestants(options.contestant);
  const directory = join(results, 'data');
  const record = await withBundle((bundleDirectory) =>
    measure({ inputs, options, context, contestants, directory }, bundleDirectory),
  );
  const recordPath = await writeRecord(results, record);
  const reportPath = await writeReport(record, join(results, 'report.html'));

  if (context.json) {
    answerJson(terminal, { measurements: record.measurements, record: recordPath, report: reportPath });
  } else {
    answer(terminal, `${answerSentence(record).replaceAll('\u00a0', ' ')}\n\n${benchTable(record)}\n`);
  }
  tellWarnings(record.warnings, terminal);
  say(terminal, `record: ${recordPath}\nreport: ${reportPath}`);
  return verdictOf(record.measurements);
}
