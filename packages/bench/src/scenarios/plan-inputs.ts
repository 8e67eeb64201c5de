import {
  type ColumnProfile,
  type DeclaredTypes,
  describeSource,
  displayRef,
  type ObjectRef,
  type ObjectStore,
  openSource,
  profileSource,
  resolveSchema,
  type SourceDescription,
  type TableSchema,
  unify,
} from '@parquetry/core';
import type { PlannedInput } from './scenario.ts';

export interface PlanInputsOptions {
  readonly declared?: DeclaredTypes;
  readonly delimiter?: string;
  readonly signal?: AbortSignal | undefined;
  readonly onInput?: (planned: number, total: number) => void;
}

interface Profiled {
  readonly source: SourceDescription;
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  readonly csvBytes: number;
}

async function uncompressedBytes(
  store: ObjectStore,
  source: SourceDescription,
  signal?: AbortSignal,
): Promise<number> {
  if (source.compression === 'none') return source.bytes;
  let bytes = 0;
  for await (const chunk of openSource(store, source, signal)) bytes += chunk.length;
  return bytes;
}

const headerKey = ({ source }: Profiled) => JSON.stringify(source.columnNames);

/** Inputs with the same header share one schema, inferred over all their rows. */
function schemasByHeader(inputs: readonly Profiled[], declared: DeclaredTypes): Map<string, TableSchema> {
  const schemas = new Map<string, TableSchema>();
  for (const [key, alike] of Map.groupBy(inputs, headerKey)) {
    const { source } = alike[0]!;
    const profiles = alike.map(({ columns }) => columns).reduce(unify);
    schemas.set(key, resolveSchema(displayRef(source.ref), source.columnNames, declared, profiles));
  }
  return schemas;
}

/**
 * Reads every input to its end to learn header, dialect, rows and types.
 *
 * @throws BadInputError and StoreError as `describeSource` and `profileSource`.
 */
export async function planInputs(
  store: ObjectStore,
  refs: readonly ObjectRef[],
  { declared = new Map(), delimiter, signal, onInput }: PlanInputsOptions = {},
): Promise<PlannedInput[]> {
  const inputs: Profiled[] = [];
  for (const ref of refs) {
    const options = { ...(delimiter !== undefined && { delimiter }), ...(signal && { signal }) };
    const source = await describeSource(store, ref, options);
    const { rows, columns } = await profileSource(store, source, options);
    inputs.push({ source, rows, columns, csvBytes: await uncompressedBytes(store, source, signal) });
    onInput?.(inputs.length, refs.length);
  }
  const schemas = schemasByHeader(inputs, declared);
  return inputs.map((input) => {
    const { ref, compression, bytes, etag, dialect } = input.source;
    return {
      source: { ref, compression, bytes, etag, dialect: { ...dialect } },
      schema: schemas.get(headerKey(input))!,
      rows: input.rows,
      csvBytes: input.csvBytes,
    };
  });
}
