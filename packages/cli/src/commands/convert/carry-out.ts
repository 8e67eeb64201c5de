import {
  type BadRowPolicy,
  convertWidening,
  describeSource,
  type Engine,
  type ObjectRef,
  type ObjectStore,
  type Outcome,
  observeReads,
  type PlannedInput,
  type PlanningOptions,
  planEach,
  type SourceDescription,
  type SourceOptions,
} from '@parquetry/core';
import { loadEngine } from '@parquetry/engines';
import type { Input } from '../../inputs/expand-inputs.ts';
import type { NamedOutputs } from '../../inputs/name-outputs.ts';
import { textReader } from '../../inputs/read-text.ts';
import { plural } from '../../terminal/format.ts';
import { type Progress, startProgress } from '../../terminal/progress.ts';
import { type CommandContext, limitsOf } from '../command-context.ts';
import { declaredTypes } from '../declared-types.ts';
import type { ConvertFlags } from './convert-flags.ts';
import { FinalPlans } from './final-plans.ts';
import type { InputOutcome } from './input-outcome.ts';
import { outputPlans } from './output-plans.ts';

const DEFAULT_SAMPLE_BYTES = 1 << 20;

/** What `convert` was asked to do. */
export interface Request {
  readonly inputs: readonly Input[];
  readonly named: NamedOutputs;
  /** One per input; absent when nothing is set aside. */
  readonly rejects: readonly ObjectRef[] | undefined;
  readonly sourceOptions: SourceOptions;
  readonly badRows: BadRowPolicy;
  readonly flags: ConvertFlags;
  readonly context: CommandContext;
}

type Described =
  | { readonly status: 'described'; readonly source: SourceDescription }
  | { readonly status: 'failed'; readonly error: unknown };

async function describeInputs(
  store: ObjectStore,
  { inputs, sourceOptions, context }: Request,
): Promise<Described[]> {
  const { signal } = context.terminal;
  const described: Described[] = [];
  for (const { ref } of inputs) {
    try {
      const source = await describeSource(store, ref, { signal, ...sourceOptions });
      described.push({ status: 'described', source });
    } catch (error) {
      signal.throwIfAborted();
      described.push({ status: 'failed', error });
    }
  }
  return described;
}

async function planningOptions(
  { flags, badRows, context }: Request,
  store: ObjectStore,
): Promise<PlanningOptions> {
  const { sample = DEFAULT_SAMPLE_BYTES } = flags;
  return {
    declared: await declaredTypes(flags, textReader(store, context.terminal)),
    isSchemaGiven: flags.schema !== undefined,
    undeclared: flags.types === 'strings' ? 'string' : 'infer',
    shareSchema: !flags.schemaPerFile,
    sampleBytes: sample === 'all' ? undefined : sample,
    newColumns: flags.onNewColumn,
    badRows,
    ...(flags.invalidBytes && { invalidBytes: flags.invalidBytes }),
    signal: context.terminal.signal,
  };
}

function plannedInputs(described: readonly Described[], request: Request): PlannedInput[] {
  const { named, rejects, flags, context } = request;
  return described.flatMap((one, index) => {
    if (one.status === 'failed') return [];
    const outputs = outputPlans(named.formats, named.refs[index]!, flags, context.settings);
    const place = rejects?.[index];
    return [{ source: one.source, outputs, ...(place && { rejects: place }) }];
  });
}

interface Carrying {
  readonly store: ObjectStore;
  readonly engine: Engine;
  readonly progress: Progress;
  readonly plans: FinalPlans;
}

async function convertPlanned(
  described: readonly Described[],
  request: Request,
  { store, engine, progress, plans }: Carrying,
): Promise<Outcome[]> {
  const { terminal, settings } = request.context;
  const limits = limitsOf(settings);
  const options = await planningOptions(request, store);
  const planned = plannedInputs(described, request);
  const plannings = await planEach(store, planned, options);
  progress.label(`converting ${plural(request.inputs.length, 'file')} with ${engine.name}`);
  await using opened = await engine.open(store, limits);
  terminal.log.debug({ engine: engine.name, files: request.inputs.length, ...limits }, 'converting');
  return await convertWidening(store, plans.watch(engine, limits, opened), planned, plannings, options);
}

/** Describes, plans and converts all inputs; one that fails does not stop the others. In the order of the inputs. */
export async function carryOut(request: Request, files: ObjectStore): Promise<InputOutcome[]> {
  const { inputs, context } = request;
  const engine = await loadEngine(context.settings.engine);
  const described = await describeInputs(files, request);
  const sources = described.map((one) => (one.status === 'described' ? one.source : undefined));
  const storedBytes = sources.reduce((sum, source) => sum + (source?.bytes ?? 0), 0);

  using progress = startProgress(context.terminal, storedBytes * 2, 'reading column types');
  const store = observeReads(files, (bytes) => progress.advance(bytes));
  const plans = new FinalPlans();
  const converted = await convertPlanned(described, request, { store, engine, progress, plans });
  const outcomes = converted.values();
  return inputs.map(({ ref }, index) => {
    const one = described[index]!;
    const outcome = one.status === 'failed' ? one : outcomes.next().value!;
    return { ref, source: sources[index], plan: plans.of(ref), outcome };
  });
}
