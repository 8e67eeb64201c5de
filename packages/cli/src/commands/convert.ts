import {
  type ConversionPlan,
  type ConversionResult,
  describeSource,
  displayRef,
  type Engine,
  type ObjectStore,
  type Outcome,
  type OutputPlan,
  observeReads,
  type PlannedInput,
  planConversions,
  runConversions,
  type SourceDescription,
} from '@parquetry/core';
import { loadEngine } from '@parquetry/engines';
import { complaintOf, exitCodeOf } from '../complain.ts';
import { ExitCode, UsageError } from '../exit-codes.ts';
import { expandInputs, type Input } from '../inputs/expand-inputs.ts';
import { type NamedOutputs, nameOutputs } from '../inputs/name-outputs.ts';
import { withStandardStreams } from '../inputs/standard-streams.ts';
import { formatBytes, formatCount, formatDuration, plural } from '../terminal/format.ts';
import { startProgress } from '../terminal/progress.ts';
import { answerJson, say } from '../terminal/terminal.ts';
import { type CommandContext, limitsOf } from './command-context.ts';
import { allStrings, declaredTypes } from './declared-types.ts';

export interface ConvertOptions {
  readonly out?: string;
  readonly schema?: string;
  readonly columns?: string;
  readonly types?: 'strings';
  readonly delimiter?: string;
  readonly overwrite?: boolean;
  readonly schemaPerFile?: boolean;
}

async function describeInputs(
  store: ObjectStore,
  inputs: readonly Input[],
  options: ConvertOptions,
  context: CommandContext,
): Promise<SourceDescription[]> {
  const described: SourceDescription[] = [];
  for (const { ref } of inputs) {
    const source = await describeSource(store, ref, {
      signal: context.terminal.signal,
      ...(options.delimiter !== undefined && { delimiter: options.delimiter }),
    });
    for (const { index, from, to } of source.renamed) {
      const was = from === '' ? 'has no name' : `repeats the name ${JSON.stringify(from)}`;
      say(
        context.terminal,
        `${displayRef(ref)}: column ${index + 1} ${was}; it is called ${JSON.stringify(to)}`,
      );
    }
    described.push(source);
  }
  return described;
}

async function requireNewOutputs(store: ObjectStore, named: NamedOutputs): Promise<void> {
  const existing: string[] = [];
  for (const ref of named.refs.flat()) if (await store.stat(ref)) existing.push(displayRef(ref));
  if (existing.length === 0) return;
  const others = existing.length > 1 ? ` (and ${formatCount(existing.length - 1)} more)` : '';
  throw new UsageError(`${existing[0]}${others} exists already; use --overwrite to replace it`);
}

function outputPlans(named: NamedOutputs, index: number, context: CommandContext): OutputPlan[] {
  const { parquetCodec, avroCodec } = context.settings;
  return named.formats.map((format, position) => {
    const ref = named.refs[index]![position]!;
    return format === 'parquet' ? { format, ref, codec: parquetCodec } : { format, ref, codec: avroCodec };
  });
}

function requireSupport(engine: Engine, plans: readonly ConversionPlan[], context: CommandContext): void {
  for (const plan of plans) {
    const support = engine.supports(plan, limitsOf(context.settings));
    if (!support.supported) {
      throw new UsageError(
        `${displayRef(plan.source.ref)}: ${engine.name} cannot do this: ${support.because}; choose another --engine`,
      );
    }
  }
}

function summaryLine(plan: ConversionPlan, result: ConversionResult): string {
  const outputs = result.outputs.map(({ ref, bytes }) => `${displayRef(ref)} (${formatBytes(bytes)})`);
  const { read, written, rejected } = result.rows;
  const rows = rejected === 0 ? plural(written, 'row') : `${formatCount(written)} of ${plural(read, 'row')}`;
  const speed = formatBytes((result.bytes.parsed / result.elapsedMs) * 1000);
  return `${displayRef(plan.source.ref)} → ${outputs.join(', ')}: ${rows} in ${formatDuration(result.elapsedMs)} (${speed}/s)`;
}

function tell(context: CommandContext, plan: ConversionPlan, outcome: Outcome): void {
  const { terminal } = context;
  const source = displayRef(plan.source.ref);
  switch (outcome.status) {
    case 'converted':
      terminal.log.debug({ source, ...outcome.result }, 'converted');
      say(terminal, summaryLine(plan, outcome.result));
      return;
    case 'unsupported':
      terminal.stderr.write(`${source}: ${outcome.because}; choose another --engine\n`);
      return;
    case 'failed':
      terminal.stderr.write(`${complaintOf(outcome.error, terminal)}\n`);
      return;
    default:
      outcome satisfies never;
  }
}

function worstOf(outcomes: readonly Outcome[]): ExitCode {
  const codes = outcomes.map((outcome) => {
    if (outcome.status === 'converted') return ExitCode.done;
    return outcome.status === 'unsupported' ? ExitCode.impossible : exitCodeOf(outcome.error);
  });
  return codes.toSorted((a, b) => b - a)[0] ?? ExitCode.done;
}

function outcomeJson(plan: ConversionPlan, outcome: Outcome) {
  const input = displayRef(plan.source.ref);
  switch (outcome.status) {
    case 'converted': {
      const { outputs, ...result } = outcome.result;
      return {
        input,
        status: outcome.status,
        ...result,
        outputs: outputs.map(({ format, ref, bytes }) => ({ format, path: displayRef(ref), bytes })),
      };
    }
    case 'unsupported':
      return { input, status: outcome.status, because: outcome.because };
    case 'failed':
      return {
        input,
        status: outcome.status,
        error: String((outcome.error as Error)?.message ?? outcome.error),
      };
    default:
      return outcome satisfies never;
  }
}

/** `parquetry convert <inputs…>` */
export async function convert(
  inputNames: readonly string[],
  options: ConvertOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, settings } = context;
  const { signal } = terminal;
  const inputs = await expandInputs(inputNames, terminal.directory);
  const named = nameOutputs({
    inputs,
    out: options.out,
    formats: settings.to,
    directory: terminal.directory,
  });
  if (context.json && options.out === '-')
    throw new UsageError('--json and --out - both want stdout; choose one');
  await using streams = withStandardStreams(terminal);
  if (!options.overwrite) await requireNewOutputs(streams.store, named);

  const engine = await loadEngine(settings.engine);
  const sources = await describeInputs(streams.store, inputs, options, context);
  const storedBytes = sources.reduce((sum, source) => sum + source.bytes, 0);
  const declared = await declaredTypes(options);
  const names = options.types === 'strings' ? sources.flatMap((source) => source.columnNames) : [];

  using progress = startProgress(terminal, storedBytes * 2, 'reading column types');
  const store = observeReads(streams.store, (bytes) => progress.advance(bytes));
  const planned = sources.map(
    (source, index): PlannedInput => ({ source, outputs: outputPlans(named, index, context) }),
  );
  const plans = await planConversions(store, planned, {
    declared: new Map([...allStrings(names), ...declared]),
    shareSchema: !options.schemaPerFile,
    signal,
  });
  requireSupport(engine, plans, context);

  progress.label(`converting ${plural(plans.length, 'file')} with ${engine.name}`);
  await using session = await engine.open(store, limitsOf(settings));
  terminal.log.debug({ engine: engine.name, files: plans.length, ...limitsOf(settings) }, 'converting');
  const outcomes = await runConversions(session, plans, { signal });
  progress[Symbol.dispose]();
  plans.forEach((plan, index) => {
    tell(context, plan, outcomes[index]!);
  });
  if (context.json) {
    answerJson(terminal, { conversions: plans.map((plan, index) => outcomeJson(plan, outcomes[index]!)) });
  }
  return worstOf(outcomes);
}
