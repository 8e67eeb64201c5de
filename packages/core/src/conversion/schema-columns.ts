/** Which columns a schema has, and whether inputs and outputs fit it. */
import type { DeclaredTypes } from '../schema/resolve-schema.ts';
import { displayRef } from '../store/object-store.ts';
import type { SourceDescription } from './describe-source.ts';
import { RequestError } from './errors.ts';
import type { ConversionPlan } from './plan.ts';
import type { NewColumnFate, SourceFormat } from './source-format.ts';

export interface ColumnOptions {
  readonly declared: DeclaredTypes;
  /** The declared columns are all there are; any other is new. */
  readonly isSchemaGiven?: boolean;
  /** When absent: JSON keys that are new are added, anything else fails. */
  readonly newColumns?: NewColumnFate | undefined;
}

export function newColumnFate(
  format: SourceFormat,
  { newColumns, isSchemaGiven }: ColumnOptions,
): NewColumnFate {
  if (newColumns !== undefined) return newColumns;
  return format.kind === 'json' && !isSchemaGiven ? 'add' : 'fail';
}

/**
 * The columns of a schema that nothing found in the rows adds to: those given, or those of `model`; `undefined` where
 * new ones are added.
 */
export function closedNames(
  { format, columnNames }: SourceDescription,
  options: ColumnOptions,
): readonly string[] | undefined {
  if (newColumnFate(format, options) === 'add') return undefined;
  return options.isSchemaGiven ? [...options.declared.keys()] : columnNames;
}

/** The columns of a schema: `found` are those of all inputs, `model` is the input whose columns they must have. */
export function schemaNames(
  found: readonly string[],
  model: SourceDescription,
  options: ColumnOptions,
): readonly string[] {
  const closed = closedNames(model, options);
  if (closed) return closed;
  return options.isSchemaGiven ? [...new Set([...options.declared.keys(), ...found])] : found;
}

function requireSameKind(model: SourceDescription, other: SourceDescription): void {
  if (model.format.kind === other.format.kind) return;
  throw new RequestError(
    `${displayRef(other.ref)} is ${other.format.kind.toUpperCase()}, ${displayRef(model.ref)} is not; inputs converted ` +
      'together share one schema: convert them apart, or use --schema-per-file',
  );
}

function requireSameNames(whose: string, names: readonly string[], { ref, columnNames }: SourceDescription) {
  const together = 'inputs converted together share one schema: convert them apart';
  const missing = names.find((name) => !columnNames.includes(name));
  if (missing !== undefined) {
    throw new RequestError(
      `${displayRef(ref)} lacks the column ${JSON.stringify(missing)} of ${whose}; ${together}, use --schema-per-file, ` +
        'or have it filled with nulls by --on-new-column add',
    );
  }
  const extra = columnNames.find((name) => !names.includes(name));
  if (extra !== undefined) {
    throw new RequestError(
      `${displayRef(ref)} has the column ${JSON.stringify(extra)} that ${whose} lacks; ${together}, use --schema-per-file, ` +
        'or widen the schema with --on-new-column add',
    );
  }
}

/** @throws RequestError when an input does not fit the schema that it is to have, and that is not to be mended. */
export function requireFit(input: SourceDescription, model: SourceDescription, options: ColumnOptions): void {
  requireSameKind(model, input);
  if (input.format.kind === 'json' || newColumnFate(input.format, options) !== 'fail') return;
  const whose = options.isSchemaGiven ? 'the schema' : displayRef(model.ref);
  requireSameNames(whose, closedNames(model, options)!, input);
}

/** @throws RequestError when a column is declared that a CSV input does not have. */
export function requireDeclaredColumns(
  names: readonly string[],
  { ref, format }: SourceDescription,
  { declared }: ColumnOptions,
): void {
  if (format.kind === 'json') return;
  const stranger = [...declared.keys()].find((name) => !names.includes(name));
  if (stranger === undefined) return;
  throw new RequestError(
    `${displayRef(ref)} has no column ${JSON.stringify(stranger)}; it has: ${names.join(', ')}`,
  );
}

/** @throws RequestError when an output is to have a dictionary, or none, for a column that there is not. */
export function requireDictionaryColumns({ source, schema, outputs }: ConversionPlan): void {
  const names = schema.columns.map(({ name }) => name);
  for (const output of outputs) {
    if (output.format !== 'parquet' || typeof output.dictionary !== 'object') continue;
    const stranger = Object.keys(output.dictionary).find((name) => !names.includes(name));
    if (stranger === undefined) continue;
    throw new RequestError(
      `--dictionary: ${displayRef(source.ref)} has no column ${JSON.stringify(stranger)}; it has: ${names.join(', ')}`,
    );
  }
}
