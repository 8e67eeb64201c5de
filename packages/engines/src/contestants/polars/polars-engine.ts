import {
  BadInputError,
  type ConversionPlan,
  displayRef,
  type Engine,
  type OutputPlan,
} from '@parquetry/core';
import { convertFiles, type FileJob } from '../shared/convert-files.ts';
import { unsupportedSession } from '../shared/load-library.ts';
import type { ParquetOutput } from '../shared/plan-complaint.ts';
import { type ImportPolars, loadPolars } from './load-polars.ts';
import { mendAvroHeader } from './mend-avro-header.ts';
import { polarsSupport } from './polars-support.ts';
import {
  type DataFrame,
  hasQuickScan,
  isInstant,
  type LazyFrame,
  type Polars,
  scanSource,
} from './scan-source.ts';

type AvroOutput = Extract<OutputPlan, { format: 'avro' }>;

const PARQUET_CODEC = {
  snappy: 'snappy',
  zstd: 'zstd',
  gzip: 'gzip',
  lz4_raw: 'lz4',
  none: 'uncompressed',
} as const;
const AVRO_CODEC = { snappy: 'snappy', deflate: 'deflate', null: 'uncompressed' } as const;

async function sink(
  frame: LazyFrame,
  { codec, level, rowGroupRows }: ParquetOutput,
  path: string,
): Promise<void> {
  await frame
    .sinkParquet(path, {
      compression: PARQUET_CODEC[codec],
      ...(level !== undefined && { compressionLevel: level }),
      ...(rowGroupRows !== undefined && { rowGroupSize: rowGroupRows }),
    })
    .collect();
}

/** The rows of a Parquet file, from its footer. */
async function rowsIn(pl: Polars, path: string): Promise<number> {
  const counted = await pl.scanParquet(path, { glob: false }).select(pl.len()).collect();
  return Number(counted.getColumns()[0]!.toArray()[0]);
}

/** Polars refuses instants in Avro; their microseconds are written without a zone, which the header then tells. */
async function writeAvro(
  pl: Polars,
  table: DataFrame,
  { schema }: ConversionPlan,
  { codec }: AvroOutput,
  path: string,
): Promise<void> {
  const instants = schema.columns.filter(isInstant).map(({ name }) => name);
  const zoneless = instants.map((name) => pl.col(name).cast(pl.Datetime('us')));
  const written = instants.length === 0 ? table : table.withColumns(...zoneless);
  // In several chunks, everything behind the first is damaged: 0.26.1 begins anew in the middle of the file.
  written.rechunk().writeAvro(path, { compression: AVRO_CODEC[codec] });
  await mendAvroHeader(path, new Set(instants));
}

/** Parsed once, then written once for each output. */
async function writeCollected(
  pl: Polars,
  frame: LazyFrame,
  { plan, outputPaths, clock }: FileJob,
): Promise<number> {
  const table = await clock.timeAsync('parse', () => frame.collect());
  for (const [index, output] of plan.outputs.entries()) {
    const path = outputPaths[index]!;
    if (output.format === 'avro') {
      await clock.timeAsync('encodeAvro', () => writeAvro(pl, table, plan, output, path));
    } else await clock.timeAsync('encodeParquet', () => sink(table.lazy(), output, path));
  }
  return table.height;
}

const onlyParquet = ([first, ...others]: readonly OutputPlan[]): ParquetOutput | undefined =>
  first?.format === 'parquet' && others.length === 0 ? first : undefined;

/**
 * Parquet alone is streamed from the scan into the sink, which takes two thirds of the memory of a table read first and,
 * of small files, half its time. Row groups, statistics, `lowMemory` and `rechunk` make no difference beyond the noise.
 */
async function write(pl: Polars, frame: LazyFrame, job: FileJob): Promise<number> {
  const output = onlyParquet(job.plan.outputs);
  if (output === undefined) return writeCollected(pl, frame, job);
  const path = job.outputPaths[0]!;
  // One query reads, types and writes: all of it is charged to encoding.
  await job.clock.timeAsync('encodeParquet', () => sink(frame, output, path));
  return rowsIn(pl, path);
}

const refused = ({ source }: ConversionPlan, cause: unknown) =>
  new BadInputError(`${displayRef(source.ref)}: Polars: ${String((cause as Error).message).split('\n')[0]}`, {
    cause,
  });

async function convert(pl: Polars, job: FileJob): Promise<number> {
  const { plan, sourcePath } = job;
  try {
    if (hasQuickScan(plan)) {
      const quick = await write(pl, scanSource(pl, plan, sourcePath, true), job).catch(() => undefined);
      if (quick !== undefined) return quick;
    }
    return await write(pl, scanSource(pl, plan, sourcePath, false), job);
  } catch (cause) {
    throw refused(plan, cause);
  }
}

/** Polars' lazy scan into its streaming Parquet sink, and its Avro writer; `load` stands for its import. */
export const createPolars = (load: ImportPolars): Engine => ({
  name: 'polars',
  writers: { parquet: 'polars', avro: 'polars' },
  supports: polarsSupport,

  async open(store, limits) {
    const loaded = await loadPolars(load, limits);
    if ('because' in loaded) return unsupportedSession(loaded.because);
    return {
      filesInFlight: limits.threads,
      async convert(plan, signal) {
        const support = polarsSupport(plan);
        if (!support.supported) return { status: 'unsupported', because: support.because };
        return convertFiles(store, plan, (job) => convert(loaded.library, job), signal);
      },
      async [Symbol.asyncDispose]() {},
    };
  },
});

export const polars = createPolars(() => import('nodejs-polars'));
