import {
  type AvroCodec,
  type BadRowPolicy,
  type ConversionPlan,
  type ConversionResult,
  collectBytes,
  conversionPlan,
  type DeclaredTypes,
  describeSource,
  type EngineSession,
  type NewColumnFate,
  type ObjectRef,
  type ObjectStore,
  type OutputFormat,
  type OutputPlan,
  type ParquetCodec,
  profileSource,
  resolveSchema,
  type SourceDescription,
  type SourceOptions,
  type TypeName,
  typeFromName,
} from '@parquetry/core';

type OptionsOf<Format extends OutputFormat> = Partial<
  Omit<Extract<OutputPlan, { format: Format }>, 'format' | 'ref' | 'codec'>
>;

/** What becomes of a text; the members of `SourceOptions` that are left out are found in it. */
export interface TextOptions extends SourceOptions {
  /** Types by column; `!` forbids nulls. `strings`: every column is text. Columns not named are inferred. */
  readonly declared?: 'strings' | Readonly<Record<string, TypeName | `${TypeName}!`>>;
  readonly onBadRow?: BadRowPolicy['fate'];
  readonly allowance?: BadRowPolicy['allowance'];
  readonly isRedacted?: boolean;
  /** Where bad rows go is planned unless told otherwise. */
  readonly rejects?: false;
  readonly invalidBytes?: 'bad-row' | 'replace';
  readonly newColumns?: NewColumnFate;
  /** Null leaves the format out. */
  readonly parquet?: ParquetCodec | null;
  readonly avro?: AvroCodec | null;
  /** Level, dictionary, rows of a row group, metadata. */
  readonly parquetOptions?: OptionsOf<'parquet'>;
  readonly avroOptions?: OptionsOf<'avro'>;
  /** Directory of the outputs. */
  readonly to?: string;
}

export interface CsvInput extends TextOptions {
  readonly csv: string | Uint8Array;
}

/** Nothing of the text is to be guessed but its delimiter. */
export const PLAIN_CSV = {
  kind: 'csv',
  encoding: 'utf-8',
  quote: '"',
  escape: '"',
  comment: '',
  trim: false,
  skipLines: 0,
  trailingDelimiter: false,
  hasHeader: true,
} as const satisfies TextOptions;

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

export function declaredTypes(names: readonly string[], declared: TextOptions['declared']): DeclaredTypes {
  const named =
    declared === 'strings' ? names.map((name) => [name, 'string'] as const) : Object.entries(declared ?? {});
  return new Map(
    named.map(([name, typed]) => {
      const type = typeFromName(typed.replace('!', '') as TypeName);
      return [name, { name, type, nullable: !typed.endsWith('!') }];
    }),
  );
}

export const badRowPolicy = ({
  onBadRow = 'fail',
  allowance,
  isRedacted = false,
}: TextOptions): BadRowPolicy => ({
  fate: onBadRow,
  ...(allowance && { allowance }),
  isRedacted,
});

export function plannedOutputs(key: string, options: TextOptions): OutputPlan[] {
  const { parquet = 'snappy', avro = 'snappy', to = OUTPUTS, parquetOptions, avroOptions } = options;
  const ref = (extension: string) => ({ bucket: to, key: key.replace(/(\.\w+)?$/, extension) });
  return [
    ...(parquet
      ? [{ format: 'parquet' as const, ref: ref('.parquet'), codec: parquet, ...parquetOptions }]
      : []),
    ...(avro ? [{ format: 'avro' as const, ref: ref('.avro'), codec: avro, ...avroOptions }] : []),
  ];
}

export const rejectsRef = (key: string, { to = OUTPUTS }: TextOptions): ObjectRef => ({
  bucket: to,
  key: key.replace(/(\.\w+)?$/, '.rejects.ndjson'),
});

const areAllDeclared = (source: SourceDescription, declared: DeclaredTypes) =>
  source.format.kind === 'csv' && source.columnNames.every((name) => declared.has(name));

/** Plans the conversion of an object that is there already; columns that are not declared are inferred from every row. */
export async function planFor(
  target: ObjectStore,
  ref: ObjectRef,
  options: TextOptions = {},
): Promise<ConversionPlan> {
  const source = await describeSource(target, ref, options);
  const badRows = badRowPolicy(options);
  const { invalidBytes, newColumns } = options;
  const policy = { badRows, ...(invalidBytes && { invalidBytes }) };
  const isKnown = areAllDeclared(source, declaredTypes(source.columnNames, options.declared));
  const profile = isKnown ? undefined : await profileSource(target, source, policy);
  const format = profile?.format ?? source.format;
  const names = format.kind === 'csv' ? format.names : format.fields.map(({ name }) => name);
  const { compression, bytes, etag, limits } = source;
  return conversionPlan.parse({
    source: { ref, compression, bytes, etag, format, limits, ...(invalidBytes && { invalidBytes }) },
    schema: resolveSchema(
      names,
      declaredTypes(names, options.declared),
      profile?.columns,
      format.kind === 'json',
    ),
    badRows,
    ...(badRows.fate !== 'fail' && options.rejects !== false && { rejects: rejectsRef(ref.key, options) }),
    ...(newColumns && { newColumns }),
    outputs: plannedOutputs(ref.key, options),
  });
}

let files = 0;

/** Puts a text into the store under a new name and plans its conversion. */
export async function planText(
  target: ObjectStore,
  text: string | Uint8Array,
  options: TextOptions = {},
): Promise<ConversionPlan> {
  files += 1;
  const ref = { bucket: INPUTS, key: `${files}.txt` };
  await store(target, ref, text);
  return planFor(target, ref, options);
}

/** Plans the conversion of CSV with a header, as RFC 4180 has it unless `input` says otherwise. */
export async function planCsv(target: ObjectStore, { csv, ...options }: CsvInput): Promise<ConversionPlan> {
  return planText(target, csv, { ...PLAIN_CSV, ...options });
}

export interface RejectLine {
  readonly source: string;
  readonly row: number;
  readonly byteOffset: number;
  readonly column?: string;
  readonly reason: string;
  readonly raw?: string;
  readonly rawBase64?: string;
  readonly rawBytes?: number;
}

export type Converted =
  | {
      readonly status: 'converted';
      readonly result: ConversionResult;
      readonly plan: ConversionPlan;
      /** Empty where the plan leaves the format out. */
      readonly parquet: Uint8Array;
      readonly avro: Uint8Array;
      /** The lines of the rejects file. */
      readonly rejects: readonly RejectLine[];
    }
  | { readonly status: 'unsupported'; readonly because: string };

/** What a conversion left in the store. */
export async function filesOf(
  target: ObjectStore,
  plan: { readonly outputs: readonly OutputPlan[] },
  result: ConversionResult,
): Promise<Omit<Extract<Converted, { status: 'converted' }>, 'plan'>> {
  const fileOf = async (format: OutputFormat) => {
    const output = plan.outputs.find((candidate) => candidate.format === format);
    return output ? collectBytes(target.read(output.ref)) : new Uint8Array();
  };
  const [parquet, avro] = [await fileOf('parquet'), await fileOf('avro')];
  const written = result.rejects ? await collectBytes(target.read(result.rejects.ref)) : new Uint8Array();
  const lines = Buffer.from(written).toString('utf8').split('\n').slice(0, -1);
  const rejects = lines.map((line): RejectLine => JSON.parse(line));
  return { status: 'converted', result, parquet, avro, rejects };
}

export async function carryOut(
  session: EngineSession,
  target: ObjectStore,
  plan: ConversionPlan,
): Promise<Converted> {
  const conversion = await session.convert(plan);
  if (conversion.status === 'unsupported') return conversion;
  return { ...(await filesOf(target, plan, conversion.result)), plan };
}

export async function convertCsv(
  session: EngineSession,
  target: ObjectStore,
  input: CsvInput,
): Promise<Converted> {
  return carryOut(session, target, await planCsv(target, input));
}

/** Converts a text, be it CSV or JSON. */
export async function convertText(
  session: EngineSession,
  target: ObjectStore,
  text: string | Uint8Array,
  options: TextOptions = {},
): Promise<Converted> {
  return carryOut(session, target, await planText(target, text, options));
}

export async function namesIn(target: ObjectStore, bucket: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { ref } of target.list(bucket, '')) names.push(ref.key);
  return names;
}
