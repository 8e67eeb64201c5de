import type { BadRowPolicy } from '../records/row-ledger.ts';
import { guessFromEvidence } from '../schema/cell-evidence.ts';
import { type ColumnProfile, NOTHING_SEEN, unify } from '../schema/infer-schema.ts';
import { allStrings, type DeclaredTypes, resolveSchema } from '../schema/resolve-schema.ts';
import { displayRef, type ObjectRef, type ObjectStore } from '../store/object-store.ts';
import type { SourceDescription } from './describe-source.ts';
import { requireTable } from './give-advice.ts';
import { type ConversionPlan, conversionPlan, type OutputPlan } from './plan.ts';
import { profileSource, type SourceProfile } from './profile-source.ts';
import {
  type ColumnOptions,
  closedNames,
  newColumnFate,
  requireDeclaredColumns,
  requireDictionaryColumns,
  requireFit,
  schemaNames,
} from './schema-columns.ts';
import { type SourceFormat, sourceNames } from './source-format.ts';

export interface PlannedInput {
  readonly source: SourceDescription;
  readonly outputs: readonly OutputPlan[];
  /** Where rows that are set aside go. */
  readonly rejects?: ObjectRef;
}

export interface PlanningOptions extends ColumnOptions {
  /** How columns that are not declared get their type: from their cells, or all text. */
  readonly undeclared: 'infer' | 'string';
  /** False: every input is typed by itself. True: one schema holds for all of them. */
  readonly shareSchema: boolean;
  /** Types are guessed from so many bytes of each input; from every row when absent. */
  readonly sampleBytes?: number | undefined;
  readonly badRows?: BadRowPolicy;
  readonly invalidBytes?: 'bad-row' | 'replace';
  /** The plans of a first attempt, whose guesses were contradicted. */
  readonly previous?: readonly ConversionPlan[];
  /** The input whose columns a shared schema has where none are added; the first when absent. */
  readonly model?: SourceDescription;
  readonly signal?: AbortSignal;
}

/** An input that cannot be planned does not stop the others. */
export type Planning =
  | {
      readonly status: 'planned';
      readonly plan: ConversionPlan;
      /** By column: the first row that contradicts `previous`. */
      readonly contradictions: ReadonlyMap<string, number>;
    }
  | { readonly status: 'failed'; readonly error: unknown };

type Profiled =
  | { readonly status: 'profiled'; readonly profile: SourceProfile }
  | { readonly status: 'failed'; readonly error: unknown };

/** A table's columns and what their cells say. */
interface Table {
  readonly names: readonly string[];
  readonly profiles: readonly ColumnProfile[];
}

/** What is known without reading rows, where every column is declared. */
function unread({ format }: SourceDescription): SourceProfile {
  const columns = sourceNames(format).map(() => NOTHING_SEEN);
  return {
    rows: { read: 0, rejected: 0, padded: 0 },
    format,
    columns,
    contradictions: new Map(),
  };
}

/** Every column has its type without any row being read. */
function isAllDeclared(
  { columnNames, format }: SourceDescription,
  closed: readonly string[] | undefined,
  { declared, undeclared }: PlanningOptions,
): boolean {
  if (closed === undefined && format.kind === 'json') return false;
  return undeclared === 'string' || (closed ?? columnNames).every((name) => declared.has(name));
}

async function profileInput(
  store: ObjectStore,
  { source }: PlannedInput,
  model: SourceDescription,
  options: PlanningOptions,
): Promise<Profiled> {
  const { signal, declared, sampleBytes, badRows, invalidBytes, previous } = options;
  try {
    requireTable(source, badRows);
    requireFit(source, model, options);
    const closed = closedNames(model, options);
    if (isAllDeclared(source, closed, options)) return { status: 'profiled', profile: unread(source) };
    const name = displayRef(source.ref);
    const profile = await profileSource(store, source, {
      sampleBytes,
      planned: previous?.find((plan) => displayRef(plan.source.ref) === name)?.schema.columns,
      known: { names: closed ?? [...declared.keys()], isAll: closed !== undefined },
      signal,
      ...(badRows && { badRows }),
      ...(invalidBytes && { invalidBytes }),
    });
    return { status: 'profiled', profile };
  } catch (error) {
    signal?.throwIfAborted();
    return { status: 'failed', error };
  }
}

/** The columns of all sources together, in the order in which they turn up, each with all that is known of it. */
function union(tables: readonly Table[]): Table {
  const known = new Map<string, ColumnProfile>();
  for (const { names, profiles } of tables) {
    for (const [index, name] of names.entries()) {
      const before = known.get(name);
      const profile = profiles[index]!;
      known.set(name, before ? unify([before], [profile])[0]! : profile);
    }
  }
  return { names: [...known.keys()], profiles: [...known.values()] };
}

const tableOf = ({ format, columns }: SourceProfile): Table => ({
  names: sourceNames(format),
  profiles: columns,
});

/** The columns of a table that are named, in that order; nothing is known of those that it lacks. */
const selected = (table: Table, names: readonly string[]): Table => ({
  names,
  profiles: names.map((name) => table.profiles[table.names.indexOf(name)] ?? NOTHING_SEEN),
});

/** The types that need no evidence. Objects under a key that had no value yet are still to be flattened. */
function declaredTypes(
  { names, profiles }: Table,
  format: SourceFormat,
  options: PlanningOptions,
): DeclaredTypes {
  const { declared, undeclared } = options;
  if (undeclared === 'infer') return declared;
  const mayGrow = format.kind === 'json' && newColumnFate(format, options) === 'add';
  const isText = (index: number) => !mayGrow || !guessFromEvidence(profiles[index]!.evidence).isUnseen;
  return new Map([...allStrings(names.filter((_, index) => isText(index))), ...declared]);
}

function toPlan(
  { source, outputs, rejects }: PlannedInput,
  profile: SourceProfile,
  table: Table,
  options: PlanningOptions,
): ConversionPlan {
  const { names, profiles } = table;
  const { ref, compression, bytes, etag, limits } = source;
  const { badRows, invalidBytes } = options;
  const isJson = source.format.kind === 'json';
  return conversionPlan.parse({
    source: {
      ref,
      compression,
      bytes,
      etag,
      format: profile.format,
      limits,
      ...(invalidBytes && { invalidBytes }),
    },
    schema: resolveSchema(names, declaredTypes(table, source.format, options), profiles, isJson),
    ...(badRows && { badRows }),
    ...(rejects && { rejects }),
    newColumns: newColumnFate(source.format, options),
    outputs: [...outputs],
  } satisfies Parameters<typeof conversionPlan.parse>[0]);
}

/**
 * Gives every input its plan, or the reason why it has none, in the order of the inputs. Columns that are not declared
 * are typed by their cells; inputs that share a schema are unified by the same rules, column by column and name by
 * name, over all that can be read.
 */
export async function planEach(
  store: ObjectStore,
  inputs: readonly PlannedInput[],
  options: PlanningOptions,
): Promise<Planning[]> {
  const shared = options.model ?? inputs[0]?.source;
  const modelOf = ({ source }: PlannedInput) => (options.shareSchema && shared) || source;
  const profiled: Profiled[] = [];
  for (const input of inputs) profiled.push(await profileInput(store, input, modelOf(input), options));
  const tables = profiled.flatMap((one) => (one.status === 'profiled' ? [tableOf(one.profile)] : []));
  const all = union(tables);

  return inputs.map((input, index): Planning => {
    const one = profiled[index]!;
    if (one.status === 'failed') return one;
    try {
      const table = options.shareSchema ? all : tableOf(one.profile);
      const names = schemaNames(table.names, modelOf(input), options);
      requireDeclaredColumns(names, input.source, options);
      const plan = toPlan(input, one.profile, selected(table, names), options);
      requireDictionaryColumns(plan);
      return { status: 'planned', plan, contradictions: one.profile.contradictions };
    } catch (error) {
      return { status: 'failed', error };
    }
  });
}

/**
 * Plans inputs of which none may fail.
 *
 * @throws BadInputError, RequestError, StoreError: what is wrong with the first input that cannot be planned.
 */
export async function planConversions(
  store: ObjectStore,
  inputs: readonly PlannedInput[],
  options: PlanningOptions,
): Promise<ConversionPlan[]> {
  const plannings = await planEach(store, inputs, options);
  return plannings.map((planning) => {
    if (planning.status === 'failed') throw planning.error;
    return planning.plan;
  });
}
