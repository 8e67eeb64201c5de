import type { BadRowPolicy } from '../records/row-ledger.ts';
import { type ColumnProfile, unify } from '../schema/infer-schema.ts';
import { allStrings, type DeclaredTypes, resolveSchema } from '../schema/resolve-schema.ts';
import { displayRef, type ObjectRef, type ObjectStore } from '../store/object-store.ts';
import type { SourceDescription } from './describe-source.ts';
import { RequestError } from './errors.ts';
import { requireTable } from './give-advice.ts';
import { type ConversionPlan, conversionPlan, type OutputPlan } from './plan.ts';
import { profileSource, type SourceProfile } from './profile-source.ts';
import { type NewColumnFate, type SourceFormat, sourceNames } from './source-format.ts';

export interface PlannedInput {
  readonly source: SourceDescription;
  readonly outputs: readonly OutputPlan[];
  /** Where rows that are set aside go. */
  readonly rejects?: ObjectRef;
}

export interface PlanningOptions {
  readonly declared: DeclaredTypes;
  /** The declared columns are all there are; any other is new. */
  readonly isSchemaGiven?: boolean;
  /** How columns that are not declared get their type: from their cells, or all text. */
  readonly undeclared: 'infer' | 'string';
  /** False: every input is typed by itself. True: one schema holds for all of them. */
  readonly shareSchema: boolean;
  /** Types are guessed from so many bytes of each input; from every row when absent. */
  readonly sampleBytes?: number | undefined;
  /** When absent: JSON keys that are new are added, anything else fails. */
  readonly newColumns?: NewColumnFate | undefined;
  readonly badRows?: BadRowPolicy;
  readonly invalidBytes?: 'bad-row' | 'replace';
  /** The plans of a first attempt, whose guesses were contradicted. */
  readonly previous?: readonly ConversionPlan[];
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

const NOTHING_SEEN: ColumnProfile = { evidence: 0, nulls: 0 };

function newColumnFate(format: SourceFormat, { newColumns, isSchemaGiven }: PlanningOptions): NewColumnFate {
  if (newColumns !== undefined) return newColumns;
  return format.kind === 'json' && !isSchemaGiven ? 'add' : 'fail';
}

/** What is known without reading rows, where every column is declared. */
function unread({ format }: SourceDescription): SourceProfile {
  const columns = sourceNames(format).map(() => NOTHING_SEEN);
  return {
    rows: { read: 0, rejected: 0, padded: 0 },
    isComplete: false,
    format,
    columns,
    contradictions: new Map(),
  };
}

async function profileInput(
  store: ObjectStore,
  { source }: PlannedInput,
  options: PlanningOptions,
): Promise<Profiled> {
  const { signal, declared, undeclared, isSchemaGiven, sampleBytes, badRows, invalidBytes } = options;
  const isAllDeclared =
    undeclared === 'string' || isSchemaGiven || source.columnNames.every((name) => declared.has(name));
  const mayGrow = source.format.kind === 'json' && newColumnFate(source.format, options) === 'add';
  if (isAllDeclared && !mayGrow) return { status: 'profiled', profile: unread(source) };
  const name = displayRef(source.ref);
  const planned = options.previous?.find((plan) => displayRef(plan.source.ref) === name)?.schema.columns;
  try {
    const profile = await profileSource(store, source, {
      sampleBytes,
      planned,
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

function requireSameKind(first: SourceDescription, other: SourceDescription): void {
  if (first.format.kind === other.format.kind) return;
  throw new RequestError(
    `${displayRef(other.ref)} is ${other.format.kind.toUpperCase()}, ${displayRef(first.ref)} is not; inputs converted ` +
      'together share one schema: convert them apart, or use --schema-per-file',
  );
}

function requireNoNewColumns(
  first: string,
  names: readonly string[],
  other: string,
  has: readonly string[],
): void {
  const extra = has.find((name) => !names.includes(name));
  if (extra === undefined) return;
  throw new RequestError(
    `${other} has the column ${JSON.stringify(extra)} that ${first} lacks; inputs converted together share one schema: ` +
      'convert them apart, use --schema-per-file, or widen the schema with --on-new-column add',
  );
}

function requireNoMissingColumns(
  first: string,
  names: readonly string[],
  other: string,
  has: readonly string[],
): void {
  const missing = names.find((name) => !has.includes(name));
  if (missing === undefined) return;
  throw new RequestError(
    `${other} lacks the column ${JSON.stringify(missing)} of ${first}; inputs converted together share one schema: ` +
      'convert them apart, use --schema-per-file, or have it filled with nulls by --on-new-column add',
  );
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

/** The names of a schema: given, of the first input alone, or of all inputs. */
function schemaNames(table: Table, first: SourceDescription, options: PlanningOptions): readonly string[] {
  if (options.isSchemaGiven) return [...options.declared.keys()];
  return newColumnFate(first.format, options) === 'add' ? table.names : first.columnNames;
}

/** @throws RequestError when an input's columns are not those of the schema, and that is not to be mended. */
function requireColumns(
  input: SourceDescription,
  profile: SourceProfile,
  names: readonly string[],
  first: SourceDescription,
  options: PlanningOptions,
): void {
  const fate = newColumnFate(input.format, options);
  if (fate !== 'fail' || input.format.kind === 'json') return;
  const has = sourceNames(profile.format);
  const whose = options.isSchemaGiven ? 'the schema' : displayRef(first.ref);
  requireNoMissingColumns(whose, names, displayRef(input.ref), has);
  requireNoNewColumns(whose, names, displayRef(input.ref), has);
}

function requireDeclaredColumns(
  names: readonly string[],
  source: SourceDescription,
  options: PlanningOptions,
): void {
  if (source.format.kind === 'json') return;
  for (const name of options.declared.keys()) {
    if (names.includes(name)) continue;
    throw new RequestError(
      `${displayRef(source.ref)} has no column ${JSON.stringify(name)}; it has: ${names.join(', ')}`,
    );
  }
}

function toPlan(
  { source, outputs, rejects }: PlannedInput,
  profile: SourceProfile,
  { names, profiles }: Table,
  options: PlanningOptions,
): ConversionPlan {
  const { ref, compression, bytes, etag, limits } = source;
  const { badRows, invalidBytes } = options;
  const isJson = source.format.kind === 'json';
  const declared =
    options.undeclared === 'string' ? new Map([...allStrings(names), ...options.declared]) : options.declared;
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
    schema: resolveSchema(names, declared, profiles, isJson),
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
  const first = inputs[0]?.source;
  if (first === undefined) return [];
  const profiled: Profiled[] = [];
  for (const input of inputs) profiled.push(await profileInput(store, input, options));
  const tables = profiled.flatMap((one) => (one.status === 'profiled' ? [tableOf(one.profile)] : []));
  const all = union(tables);
  const atHand = (names: readonly string[], table: Table): Table => ({
    names,
    profiles: names.map((name) => table.profiles[table.names.indexOf(name)] ?? NOTHING_SEEN),
  });

  return inputs.map((input, index): Planning => {
    const one = profiled[index]!;
    if (one.status === 'failed') return one;
    try {
      const model = options.shareSchema ? first : input.source;
      const table = options.shareSchema ? all : tableOf(one.profile);
      const names = schemaNames(table, model, options);
      requireTable(input.source, options.badRows);
      requireSameKind(model, input.source);
      requireColumns(input.source, one.profile, names, model, options);
      requireDeclaredColumns(names, input.source, options);
      const plan = toPlan(input, one.profile, atHand(names, table), options);
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
