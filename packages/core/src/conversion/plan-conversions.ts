import { type ColumnProfile, unify } from '../schema/infer-schema.ts';
import { type DeclaredTypes, resolveSchema } from '../schema/resolve-schema.ts';
import type { TableSchema } from '../schema/table-schema.ts';
import { displayRef, type ObjectStore } from '../store/object-store.ts';
import { profileSource, type SourceDescription } from './describe-source.ts';
import { BadInputError } from './errors.ts';
import type { ConversionPlan, OutputPlan } from './plan.ts';

export interface PlannedInput {
  readonly source: SourceDescription;
  readonly outputs: readonly OutputPlan[];
}

export interface PlanningOptions {
  readonly declared: DeclaredTypes;
  /** False: every input is typed by itself. True: one schema holds for all of them. */
  readonly shareSchema: boolean;
  readonly onProfile?: (source: SourceDescription) => void;
  readonly signal?: AbortSignal;
}

const isDeclared = (source: SourceDescription, declared: DeclaredTypes) =>
  source.columnNames.every((name) => declared.has(name));

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
  throw new BadInputError(
    `${displayRef(other.ref)} ${difference}; inputs converted together share one schema: ` +
      'convert them apart, or use --schema-per-file',
  );
}

function toPlan(input: PlannedInput, schema: TableSchema): ConversionPlan {
  const { ref, compression, bytes, etag, dialect } = input.source;
  return { source: { ref, compression, bytes, etag, dialect }, schema, outputs: [...input.outputs] };
}

/**
 * Gives every input its plan. Columns that are not declared are typed by reading every row; inputs that share a
 * schema are unified by the same rules, column by column.
 *
 * @throws BadInputError when inputs that share a schema have different columns, or a declared column is missing.
 */
export async function planConversions(
  store: ObjectStore,
  inputs: readonly PlannedInput[],
  options: PlanningOptions,
): Promise<ConversionPlan[]> {
  const { declared, shareSchema, signal, onProfile } = options;
  const first = inputs[0]?.source;
  if (first === undefined) return [];
  if (shareSchema) for (const { source } of inputs) requireSameColumns(first, source);

  const profiles: (readonly ColumnProfile[] | undefined)[] = [];
  for (const { source } of inputs) {
    const known = isDeclared(source, declared);
    profiles.push(known ? undefined : (await profileSource(store, source, signal && { signal })).columns);
    onProfile?.(source);
  }

  const shared = shareSchema
    ? inputs
        .map(({ source }, index) => profiles[index] && reorder(source, profiles[index], first.columnNames))
        .reduce((all, next) => (all && next ? unify(all, next) : undefined))
    : undefined;

  return inputs.map((input, index) => {
    const { source } = input;
    const own = shared
      ? source.columnNames.map((name) => shared[first.columnNames.indexOf(name)]!)
      : profiles[index];
    return toPlan(input, resolveSchema(displayRef(source.ref), source.columnNames, declared, own));
  });
}
