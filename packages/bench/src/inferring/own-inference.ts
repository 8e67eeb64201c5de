/** Libraries that find the types of a CSV file by themselves, with nothing said to them but paths, threads and codec. */
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type Conversion,
  type ConversionPlan,
  type Engine,
  filePath,
  type OutputPlan,
  StageClock,
  type Support,
} from '@parquetry/core';

type ParquetOutput = Extract<OutputPlan, { format: 'parquet' }>;

/** Reads a file, finds its types and writes it as Parquet; resolves to the number of rows. */
type ConvertFile = (input: string, output: string, codec: ParquetOutput['codec']) => Promise<number>;

function supports({ source: { format }, outputs }: ConversionPlan): Support {
  if (format.kind !== 'csv') return { supported: false, because: 'types are inferred from CSV here' };
  return outputs.every((output) => output.format === 'parquet')
    ? { supported: true }
    : { supported: false, because: 'types are inferred on the way to Parquet here' };
}

async function convert(plan: ConversionPlan, convertFile: ConvertFile): Promise<Conversion> {
  const clock = new StageClock();
  const [output] = plan.outputs;
  if (output?.format !== 'parquet') return { status: 'unsupported', because: 'only Parquet is written' };
  const path = filePath(output.ref);
  await mkdir(dirname(path), { recursive: true });
  // One call reads, types and writes: all of it is charged to encoding.
  const rows = await clock.timeAsync('encodeParquet', () =>
    convertFile(filePath(plan.source.ref), path, output.codec),
  );
  const { bytes } = plan.source;
  const result = {
    rows: { read: rows, written: rows, rejected: 0, padded: 0 },
    bytes: { read: bytes, parsed: bytes },
    outputs: [{ format: output.format, ref: output.ref, bytes: (await stat(path)).size }],
    stages: clock.stages(),
    elapsedMs: clock.elapsedMs(),
  };
  return { status: 'converted', result };
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

const duckdb: Engine = {
  name: 'duckdb',
  writers: { parquet: 'duckdb', avro: 'none' },
  supports,
  async open(_store, { threads }) {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const instance = await DuckDBInstance.create(':memory:', { threads: `${threads}` });
    const connection = await instance.connect();
    const convertFile: ConvertFile = async (input, output, codec) => {
      const compression = codec === 'none' ? 'uncompressed' : codec;
      const sink = `${text(output)} (FORMAT parquet, COMPRESSION ${compression})`;
      return Number((await connection.run(`COPY (FROM read_csv(${text(input)})) TO ${sink}`)).rowsChanged);
    };
    return {
      filesInFlight: 1,
      convert: (plan) => convert(plan, convertFile),
      async [Symbol.asyncDispose]() {
        connection.closeSync();
        instance.closeSync();
      },
    };
  },
};

const polars: Engine = {
  name: 'polars',
  writers: { parquet: 'polars', avro: 'none' },
  supports,
  async open(_store, { threads }) {
    // Read once, when the library starts its pool.
    process.env['POLARS_MAX_THREADS'] = `${threads}`;
    const { default: pl } = await import('nodejs-polars');
    const convertFile: ConvertFile = async (input, output, codec) => {
      const compression = codec === 'none' ? 'uncompressed' : codec === 'lz4_raw' ? 'lz4' : codec;
      await pl.scanCSV(input).sinkParquet(output, { compression }).collect();
      const counted = await pl.scanParquet(output).select(pl.len()).collect();
      return Number(counted.getColumns()[0]!.toArray()[0]);
    };
    return {
      filesInFlight: 1,
      convert: (plan) => convert(plan, convertFile),
      [Symbol.asyncDispose]: async () => {},
    };
  },
};

const LIBRARIES: Readonly<Record<string, Engine>> = { duckdb, polars };

/** The library of that name, where it infers by its own rules; undefined for engines, which infer by the project's. */
export const ownInference = (name: string): Engine | undefined =>
  Object.hasOwn(LIBRARIES, name) ? LIBRARIES[name] : undefined;
