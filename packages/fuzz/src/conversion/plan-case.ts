import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  type DeclaredTypes,
  describeSource,
  type ObjectRef,
  type ObjectStore,
  type OutputPlan,
  type PlannedInput,
  type Planning,
  type PlanningOptions,
  planEach,
  type SourceDescription,
  typeFromName,
} from '@parquetry/core';
import type { CaseOptions, FuzzCase } from '../cases/fuzz-case.ts';

const INPUTS = 'in';
export const OUTPUTS = 'out';

const COMPRESS = {
  none: (bytes: Uint8Array) => bytes,
  gzip: (bytes: Uint8Array) => gzipSync(bytes, { level: 1 }),
  zstd: (bytes: Uint8Array) => zstdCompressSync(bytes),
} as const;

const inputRef = (index: number): ObjectRef => ({ bucket: INPUTS, key: `${index}.txt` });

/** Puts the files of a case into the store. */
export async function storeInputs(store: ObjectStore, { files, options }: FuzzCase): Promise<void> {
  for (const [index, file] of files.entries()) {
    const content = COMPRESS[options.compression](file);
    await store.write(
      inputRef(index),
      (async function* () {
        yield content;
      })(),
    );
  }
}

function outputsOf(index: number, { parquet, avro, rowGroupRows, dictionary }: CaseOptions): OutputPlan[] {
  const ref = (extension: string) => ({ bucket: OUTPUTS, key: `${index}.${extension}` });
  return [
    ...(parquet
      ? [
          {
            format: 'parquet' as const,
            ref: ref('parquet'),
            codec: parquet,
            ...(rowGroupRows !== undefined && { rowGroupRows }),
            ...(dictionary !== undefined && { dictionary }),
          },
        ]
      : []),
    ...(avro ? [{ format: 'avro' as const, ref: ref('avro'), codec: avro }] : []),
  ];
}

function declaredTypes(names: readonly string[], declared: CaseOptions['declared']): DeclaredTypes {
  return new Map(
    declared.map(({ at, type, nullable }) => {
      const name = names[at % names.length]!;
      return [name, { name, type: typeFromName(type), nullable }];
    }),
  );
}

/** What is planned of a case, file by file. */
export interface PlannedCase {
  readonly inputs: readonly PlannedInput[];
  readonly plannings: readonly Planning[];
  readonly options: PlanningOptions;
}

/**
 * Plans the files of a case as `convert` does, from a sample or from every row.
 *
 * @throws what `describeSource` throws: the whole case is refused.
 */
export async function planCase(
  store: ObjectStore,
  { files, options: chosen }: FuzzCase,
  reading: 'as-chosen' | 'every-row',
): Promise<PlannedCase> {
  const { source, badRows, newColumns, invalidBytes, undeclared, sampleBytes } = chosen;
  const described: SourceDescription[] = [];
  for (const index of files.keys()) described.push(await describeSource(store, inputRef(index), source));
  const inputs = described.map((one, index) => ({
    source: one,
    outputs: outputsOf(index, chosen),
    ...(badRows.fate !== 'fail' && { rejects: { bucket: OUTPUTS, key: `${index}.rejects.ndjson` } }),
  }));
  const options: PlanningOptions = {
    declared: declaredTypes(described[0]!.columnNames, chosen.declared),
    undeclared,
    shareSchema: files.length > 1,
    badRows,
    invalidBytes,
    ...(newColumns && { newColumns }),
    ...(reading === 'as-chosen' && sampleBytes !== undefined && { sampleBytes }),
  };
  return { inputs, plannings: await planEach(store, inputs, options), options };
}
