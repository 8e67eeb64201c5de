import { type ColumnProfile, unify } from '../schema/infer-schema.ts';
import { allStrings, type DeclaredTypes, resolveSchema } from '../schema/resolve-schema.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import { displayRef, type ObjectStore } from '../store/object-store.ts';
import { profileSource, type SourceDescription } from './describe-source.ts';
import { RequestError } from './errors.ts';
import type { ConversionPlan, OutputPlan } from './plan.ts';

export interface PlannedInput {
  readonly source: SourceDescription;
  readonly outputs: readonly OutputPlan[];
}

export interface PlanningOptions {
  readonly declared: DeclaredTypes;
  /** How columns that are not declared get their type: from every row, or all text. */
  readonly undeclared: 'infer' | 'string';
  /** False: every input is typed by itself. True: one schema holds for all of them. */
  readonly shareSchema: boolean;
  readonly signal?: AbortSignal;
}

/** An input that cannot be planned does not stop the others. */
export type Planning =
  | { readonly status: 'planned'; readonly plan: ConversionPlan }
  | { readonly status: 'failed'; readonly error: unknown };

/** Profiles in the order of `names`, whatever the order in the source. */
function reorder(source: SourceDescription, profiles: readonly ColumnProfile[], names: readonly string[]) {
  return names.map((name) => profiles[source.columnNames.indexOf(name)]!);
}

function requireSameColumns(first: SourceDescription, other: SourceDescription): void {
  const missing = first.columnNames.find((name) => !other.columnNames.includes(name));
  const extra = other.columnNames.find((name) => !first.columnNames.includes(name));
  if (missing === undefined && extra === undefined) return;
  const difference =
    missing === undefined
      ? `has the column ${JSON.stringify(extra)} that ${displayRef(first.ref)} lacks`
      : `lacks the column ${JSON.stringify(missing)} of ${displayRef(first.ref)}`;
  throw new RequestError(
    `${displayRef(other.ref)} ${difference}; inputs converted together share one schema: ` +
      'convert them apart, or use --schema-per-file',
  );
}

function toPlan(input: PlannedInput, schema: TableSchema): ConversionPlan {
  const { ref, compression, bytes, etag, dialect } = input.source;
  return { source: { ref, compression, bytes, etag, dialect }, schema, outputs: [...input.outputs] };
}

function declaredFor(source: SourceDescription, options: PlanningOptions): DeclaredTypes {
  if (options.undeclared === 'infer') return options.declared;
  return new Map([...allStrings(source.columnNames), ...options.declared]);
}

type Profiled =
  | { readonly status: 'profiled'; readonly profiles: readonly ColumnProfile[] | undefined }
  | { readonly status: 'failed'; readonly error: unknown };

async function profileInput(
  store: ObjectStore,
  { source }: PlannedInput,
  first: SourceDescription,
  options: PlanningOptions,
): Promise<Profiled> {
  const { shareSchema, signal } = options;
  try {
    if (shareSchema) requireSameColumns(first, source);
    const declared = declaredFor(source, options);
    if (source.columnNames.every((name) => declared.has(name))) {
      return { status: 'profiled', profiles: undefined };
    }
    const { columns } = await profileSource(store, source, signal && { signal });
    return { status: 'profiled', profiles: columns };
  } catch (error) {
    signal?.throwIfAborted();
    return { status: 'failed', error };
  }
}

/** What all inputs say together, in the order of the first one's columns; `undefined` when nothing was read. */
function unifyAll(
  inputs: readonly PlannedInput[],
  profiled: readonly Profiled[],
  first: SourceDescription,
): readonly ColumnProfile[] | undefined {
  const known = inputs.flatMap(({ source }, index) => {
    const one = profiled[index]!;
    return one.status === 'profiled' && one.profiles
      ? [reorder(source, one.profiles, first.columnNames)]
      : [];
  });
  return known.length === 0 ? undefined : known.reduce(unify);
}

/**
 * Gives every input its plan, or the reason why it has none, in the order of the inputs. Columns that are not declared
 * are typed by reading every row; inputs that share a schema are unified by the same rules, column by column, over all
 * that can be read. The first input's columns are those that the others must have.
 */
export async function planEach(
  store: ObjectStore,
  inputs: readonly PlannedInput[],
  options: PlanningOptions,
): Promise<Planning[]> {
  const first = inputs[0]?.source;
  if (first === undefined) return [];
  const profiled: Profiled[] = [];
  for (const input of inputs) profiled.push(await profileInput(store, input, first, options));
  const shared = options.shareSchema ? unifyAll(inputs, profiled, first) : undefined;

  return inputs.map((input, index): Planning => {
    const { ref, columnNames } = input.source;
    const one = profiled[index]!;
    if (one.status === 'failed') return one;
    const profiles = shared && columnNames.map((name) => shared[first.columnNames.indexOf(name)]!);
    try {
      const declared = declaredFor(input.source, options);
      const schema = resolveSchema(displayRef(ref), columnNames, declared, profiles ?? one.profiles);
      return { status: 'planned', plan: toPlan(input, schema) };
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
