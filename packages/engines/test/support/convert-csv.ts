import {
  type AvroCodec,
  type ConversionPlan,
  type ConversionResult,
  collectBytes,
  type DeclaredTypes,
  describeSource,
  type EngineSession,
  type ObjectRef,
  type ObjectStore,
  type ParquetCodec,
  profileSource,
  resolveSchema,
  type SourceDescription,
  type TypeName,
  typeFromName,
} from '@parquetry/core';

export interface CsvInput {
  readonly csv: string | Uint8Array;
  /** Types by column; `!` forbids nulls. `strings`: every column is text. Columns not named are inferred. */
  readonly declared?: 'strings' | Readonly<Record<string, TypeName | `${TypeName}!`>>;
  /** Found by content unless given. */
  readonly delimiter?: string;
  /** Null leaves the format out. */
  readonly parquet?: ParquetCodec | null;
  readonly avro?: AvroCodec | null;
  /** Directory of the outputs. */
  readonly to?: string;
}

export const INPUTS = '/in';
export const OUTPUTS = '/out';

async function* once(bytes: Uint8Array) {
  yield bytes;
}

export async function store(
  target: ObjectStore,
  ref: ObjectRef,
  content: string | Uint8Array,
): Promise<void> {
  await target.write(ref, once(typeof content === 'string' ? Buffer.from(content) : content));
}

function declaredTypes(source: SourceDescription, declared: CsvInput['declared']): DeclaredTypes {
  const named =
    declared === 'strings'
      ? source.columnNames.map((name) => [name, 'string'] as const)
      : Object.entries(declared ?? {});
  return new Map(
    named.map(([name, typed]) => {
      const type = typeFromName(typed.replace('!', '') as TypeName);
      return [name, { name, type, nullable: !typed.endsWith('!'), declared: true }];
    }),
  );
}

/** Plans the conversion of an object that is there already; columns that are not declared are inferred. */
export async function planFor(
  target: ObjectStore,
  ref: ObjectRef,
  input: Omit<CsvInput, 'csv'> = {},
): Promise<ConversionPlan> {
  const { delimiter } = input;
  const source = await describeSource(target, ref, delimiter === undefined ? {} : { delimiter });
  const declared = declaredTypes(source, input.declared);
  const allDeclared = source.columnNames.every((name) => declared.has(name));
  const profile = allDeclared ? undefined : await profileSource(target, source);
  const { parquet = 'snappy', avro = 'snappy', to = OUTPUTS } = input;
  const output = (extension: string) => ({ bucket: to, key: ref.key.replace(/\.csv$/, extension) });
  return {
    source: {
      ref,
      compression: source.compression,
      bytes: source.bytes,
      etag: source.etag,
      dialect: source.dialect,
    },
    schema: resolveSchema(ref.key, source.columnNames, declared, profile?.columns),
    outputs: [
      ...(parquet ? [{ format: 'parquet' as const, ref: output('.parquet'), codec: parquet }] : []),
      ...(avro ? [{ format: 'avro' as const, ref: output('.avro'), codec: avro }] : []),
    ],
  };
}

let files = 0;

/** Puts CSV into the store under a new name and plans its conversion. */
export async function planCsv(target: ObjectStore, input: CsvInput): Promise<ConversionPlan> {
  files += 1;
  const ref = { bucket: INPUTS, key: `${files}.csv` };
  await store(target, ref, input.csv);
  return planFor(target, ref, input);
}

export type Converted =
  | {
      readonly status: 'converted';
      readonly result: ConversionResult;
      readonly plan: ConversionPlan;
      /** Empty where the plan leaves the format out. */
      readonly parquet: Uint8Array;
      readonly avro: Uint8Array;
    }
  | { readonly status: 'unsupported'; readonly because: string };

export async function carryOut(
  session: EngineSession,
  target: ObjectStore,
  plan: ConversionPlan,
): Promise<Converted> {
  const conversion = await session.convert(plan);
  if (conversion.status === 'unsupported') return conversion;
  const fileOf = async (format: 'parquet' | 'avro') => {
    const output = plan.outputs.find((candidate) => candidate.format === format);
    return output ? collectBytes(target.read(output.ref)) : new Uint8Array();
  };
  const [parquet, avro] = [await fileOf('parquet'), await fileOf('avro')];
  return { status: 'converted', result: conversion.result, plan, parquet, avro };
}

export async function convertCsv(
  session: EngineSession,
  target: ObjectStore,
  input: CsvInput,
): Promise<Converted> {
  return carryOut(session, target, await planCsv(target, input));
}

export async function namesIn(target: ObjectStore, bucket: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { ref } of target.list(bucket, '')) names.push(ref.key);
  return names;
}
