import {
  type ConversionPlan,
  describeSource,
  displayRef,
  type Engine,
  type EngineSession,
  type ObjectStore,
  type Outcome,
  type OutputPlan,
  observeReads,
  planEach,
  runConversions,
  type SourceDescription,
} from '@parquetry/core';
import { loadEngine } from '@parquetry/engines';
import { type ExitCode, UsageError } from '../exit-codes.ts';
import { expandInputs, type Input } from '../inputs/expand-inputs.ts';
import { type NamedOutputs, nameOutputs } from '../inputs/name-outputs.ts';
import { withStandardStreams } from '../inputs/standard-streams.ts';
import { formatCount, plural } from '../terminal/format.ts';
import { startProgress } from '../terminal/progress.ts';
import { answerJson } from '../terminal/terminal.ts';
import { type CommandContext, limitsOf } from './command-context.ts';
import { declaredTypes } from './declared-types.ts';
import { exitCodeOfAll, type InputOutcome, outcomeJson, tellOutcome } from './tell-outcomes.ts';

export interface ConvertOptions {
  readonly out?: string;
  readonly schema?: string;
  readonly columns?: string;
  readonly types?: 'strings';
  readonly delimiter?: string;
  readonly overwrite?: boolean;
  readonly schemaPerFile?: boolean;
}

interface Conversion {
  readonly inputs: readonly Input[];
  readonly named: NamedOutputs;
  readonly options: ConvertOptions;
  readonly context: CommandContext;
}

/** A step's result for every input, or what ended that input early. */
type Step<T> = { readonly status: 'ready'; readonly value: T } | Exclude<Outcome, { status: 'converted' }>;

async function requireNewOutputs(store: ObjectStore, named: NamedOutputs): Promise<void> {
  const existing: string[] = [];
  for (const ref of named.refs.flat()) if (await store.stat(ref)) existing.push(displayRef(ref));
  if (existing.length === 0) return;
  const others = existing.length > 1 ? ` (and ${formatCount(existing.length - 1)} more)` : '';
  throw new UsageError(`${existing[0]}${others} exists already; use --overwrite to replace it`);
}

async function describeInputs(
  store: ObjectStore,
  { inputs, options, context }: Conversion,
): Promise<Step<SourceDescription>[]> {
  const { signal } = context.terminal;
  const { delimiter } = options;
  const steps: Step<SourceDescription>[] = [];
  for (const { ref } of inputs) {
    try {
      const value = await describeSource(store, ref, {
        signal,
        ...(delimiter !== undefined && { delimiter }),
      });
      steps.push({ status: 'ready', value });
    } catch (error) {
      signal.throwIfAborted();
      steps.push({ status: 'failed', error });
    }
  }
  return steps;
}

function outputPlans(refs: NamedOutputs['refs'][number], { named, context }: Conversion): OutputPlan[] {
  const { parquetCodec, avroCodec } = context.settings;
  return named.formats.map((format, position) => {
    const ref = refs[position]!;
    return format === 'parquet' ? { format, ref, codec: parquetCodec } : { format, ref, codec: avroCodec };
  });
}

async function planInputs(
  store: ObjectStore,
  described: readonly Step<SourceDescription>[],
  engine: Engine,
  conversion: Conversion,
): Promise<Step<ConversionPlan>[]> {
  const { named, options, context } = conversion;
  const ready = described.flatMap((step, index) =>
    step.status === 'ready'
      ? [{ source: step.value, outputs: outputPlans(named.refs[index]!, conversion) }]
      : [],
  );
  const plannings = await planEach(store, ready, {
    declared: await declaredTypes(options),
    undeclared: options.types === 'strings' ? 'string' : 'infer',
    shareSchema: !options.schemaPerFile,
    signal: context.terminal.signal,
  });
  const next = plannings.values();
  return described.map((step): Step<ConversionPlan> => {
    if (step.status !== 'ready') return step;
    const planning = next.next().value!;
    if (planning.status === 'failed') return planning;
    const support = engine.supports(planning.plan, limitsOf(context.settings));
    return support.supported
      ? { status: 'ready', value: planning.plan }
      : { status: 'unsupported', because: support.because };
  });
}

async function runPlanned(
  session: EngineSession,
  planned: readonly Step<ConversionPlan>[],
  signal: AbortSignal,
): Promise<Outcome[]> {
  const plans = planned.flatMap((step) => (step.status === 'ready' ? [step.value] : []));
  const outcomes = (await runConversions(session, plans, signal)).values();
  return planned.map((step) => (step.status === 'ready' ? outcomes.next().value! : step));
}

async function carryOut(conversion: Conversion, files: ObjectStore): Promise<InputOutcome[]> {
  const { inputs, context } = conversion;
  const { terminal, settings } = context;
  const engine = await loadEngine(settings.engine);
  const described = await describeInputs(files, conversion);
  const sources = described.map((step) => (step.status === 'ready' ? step.value : undefined));
  const storedBytes = sources.reduce((sum, source) => sum + (source?.bytes ?? 0), 0);

  using progress = startProgress(terminal, storedBytes * 2, 'reading column types');
  const store = observeReads(files, (bytes) => progress.advance(bytes));
  const planned = await planInputs(store, described, engine, conversion);
  progress.label(`converting ${plural(inputs.length, 'file')} with ${engine.name}`);
  await using session = await engine.open(store, limitsOf(settings));
  terminal.log.debug({ engine: engine.name, files: inputs.length, ...limitsOf(settings) }, 'converting');
  const outcomes = await runPlanned(session, planned, terminal.signal);
  return inputs.map(({ ref }, index) => ({
    ref,
    renamed: sources[index]?.renamed ?? [],
    outcome: outcomes[index]!,
  }));
}

/** `parquetry convert <inputs…>` */
export async function convert(
  inputNames: readonly string[],
  options: ConvertOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, settings } = context;
  if (context.json && options.out === '-')
    throw new UsageError('--json and --out - both want stdout; choose one');
  const inputs = await expandInputs(inputNames, terminal.directory);
  const named = nameOutputs({
    inputs,
    out: options.out,
    formats: settings.to,
    directory: terminal.directory,
  });
  if (options.out === '-' && terminal.isAnsweringToTerminal) {
    throw new UsageError('Parquet and Avro are not for a terminal; pipe stdout somewhere, or name a file');
  }
  await using streams = withStandardStreams(terminal);
  if (!options.overwrite) await requireNewOutputs(streams.store, named);

  const outcomes = await carryOut({ inputs, named, options, context }, streams.store);
  for (const outcome of outcomes) tellOutcome(outcome, context);
  if (context.json) answerJson(terminal, { conversions: outcomes.map(outcomeJson) });
  return exitCodeOfAll(outcomes);
}
