import {
  avroSchema,
  type Column,
  type ConversionPlan,
  type ConversionPlanInput,
  type CsvFormat,
  conversionPlan,
  memoryStore,
  type ObjectRef,
  type ObjectStore,
  type OutputFormat,
  plainCsv,
  typeFromName,
} from '@parquetry/core';
import { type Verification, verifyOutputs } from '../../../src/verification/verify-outputs.ts';
import { avroFile } from './avro-file.ts';
import { parquetFile } from './parquet-file.ts';

export const SOURCE: ObjectRef = { bucket: '/lab', key: 'flights.csv' };
export const OUTPUTS: Readonly<Record<OutputFormat, ObjectRef>> = {
  parquet: { bucket: '/lab', key: 'flights.parquet' },
  avro: { bucket: '/lab', key: 'flights.avro' },
};

export const CSV = [
  'id,alt,call sign,on_ground,day,at,local',
  '1,12.5,DLH1,true,2024-02-29,2024-02-29T12:34:56.789012Z,2024-02-29 12:34:56',
  '2,,"KLM, 2",false,,2024-02-29T13:34:56+01:00,',
  '9007199254740993,-0.0,,,1969-12-31,1969-12-31T23:59:59Z,2024-02-29 12:34',
  '',
].join('\n');

export const NAMES = CSV.slice(0, CSV.indexOf('\n')).split(',');
const TYPES = ['int64', 'float64', 'string', 'boolean', 'date', 'timestamp', 'local_timestamp'] as const;
export const COLUMNS = NAMES.map(
  (name, index): Column => ({ name, type: typeFromName(TYPES[index]!), nullable: true }),
);

/** The rows as DuckDB literals, as a right Parquet file has them. */
export const SQL_ROWS = [
  `1::BIGINT, 12.5::DOUBLE, 'DLH1', true, DATE '2024-02-29', TIMESTAMPTZ '2024-02-29 12:34:56.789012Z', TIMESTAMP '2024-02-29 12:34:56'`,
  `2, NULL, 'KLM, 2', false, NULL, TIMESTAMPTZ '2024-02-29 12:34:56Z', NULL`,
  `9007199254740993, '-0'::DOUBLE, NULL, NULL, DATE '1969-12-31', TIMESTAMPTZ '1969-12-31 23:59:59Z', TIMESTAMP '2024-02-29 12:34:00'`,
];

export const queryOf = (rows: readonly string[], select = '*') =>
  `SELECT ${select} FROM (VALUES ${rows.map((row) => `(${row})`).join(', ')}) t(${NAMES.map((name) => `"${name}"`).join(', ')})`;

export const RECORDS = [
  {
    id: 1n,
    alt: 12.5,
    call_sign: 'DLH1',
    on_ground: true,
    day: 19_782,
    at: 1_709_210_096_789_012n,
    local: 1_709_210_096_000_000n,
  },
  {
    id: 2n,
    alt: null,
    call_sign: 'KLM, 2',
    on_ground: false,
    day: null,
    at: 1_709_210_096_000_000n,
    local: null,
  },
  {
    id: 2n ** 53n + 1n,
    alt: -0,
    call_sign: null,
    on_ground: null,
    day: -1,
    at: -1_000_000n,
    local: 1_709_210_040_000_000n,
  },
];

export const rightParquet = () => parquetFile(queryOf(SQL_ROWS));
export const rightAvro = () => avroFile(avroSchema({ columns: COLUMNS }), RECORDS);

export async function put(store: ObjectStore, ref: ObjectRef, bytes: Uint8Array | string): Promise<void> {
  const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  await store.write(
    ref,
    (async function* () {
      yield content;
    })(),
  );
}

export interface Case {
  readonly parquet?: Uint8Array;
  readonly avro?: Uint8Array;
  readonly csv?: Uint8Array | string;
  readonly columns?: readonly Column[];
  readonly writers?: Readonly<Record<OutputFormat, string>>;
  /** Outputs that are asked for; by default those that are given. */
  readonly formats?: readonly OutputFormat[];
  /** Where the text is no plain CSV. */
  readonly format?: Partial<CsvFormat>;
}

export const ENGINE = { parquet: 'parquetjs-lite', avro: 'avsc' };
export const COMMAND = { parquet: 'unknown', avro: 'unknown' };

export async function verify({
  csv = CSV,
  columns = COLUMNS,
  writers = ENGINE,
  format,
  ...files
}: Case): Promise<Verification> {
  const store = memoryStore();
  await put(store, SOURCE, csv);
  const given = (['parquet', 'avro'] as const).filter((name) => files[name] !== undefined);
  for (const name of given) await put(store, OUTPUTS[name], files[name]!);
  const outputs = (files.formats ?? given).map((name) => ({ format: name, ref: OUTPUTS[name] }));
  const whole = conversionPlan.parse({
    source: {
      ref: SOURCE,
      compression: typeof csv === 'string' ? 'none' : 'gzip',
      bytes: csv.length,
      format: { ...plainCsv(columns.map(({ name }) => name)), ...format },
    },
    schema: { columns: [...columns] },
    outputs: [{ format: 'avro', ref: OUTPUTS.avro, codec: 'null' }],
  } satisfies ConversionPlanInput);
  const plan: ConversionPlan = {
    ...whole,
    outputs: outputs.map((output) =>
      output.format === 'parquet'
        ? { ...output, format: 'parquet', codec: 'snappy' }
        : { ...output, format: 'avro', codec: 'null' },
    ),
  };
  return verifyOutputs({ store, plan, writers });
}

export const mismatch = async (given: Case): Promise<string> => {
  const found = await verify(given);
  return found.status === 'wrong-output' ? found.mismatch : found.status;
};
