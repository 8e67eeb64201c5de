import { setImmediate } from 'node:timers/promises';
import {
  type Conversion,
  type ConversionPlan,
  type ConversionResult,
  type Engine,
  type ObjectStore,
  StageClock,
  UnsupportedError,
  writeTogether,
} from '@parquetry/core';
import type { ParquetOutput } from '../shared/plan-complaint.ts';
import { brokenCell, type ColumnReader, columnReader } from './column-values.ts';
import { jsBestSupport } from './js-best-support.ts';
import { parseRecords } from './parse-records.ts';
import { readText } from './read-text.ts';
import { type ParquetFile, startParquet } from './write-parquet.ts';

/** hyparquet-writer's own measure of a large row group. */
const ROW_GROUP_ROWS = 100_000;

type Records = readonly (readonly string[])[];

/** Encodes the records of one row group; `start` is the index of the first. */
function encodeGroup(
  file: ParquetFile,
  group: Records,
  start: number,
  readers: readonly ColumnReader[],
  { plan, clock }: { plan: ConversionPlan; clock: StageClock },
): void {
  const { source, schema } = plan;
  const values = clock.time('parse', () =>
    readers.map((read, index) =>
      read(group, (at, text) => {
        throw brokenCell(source.ref, schema.columns[index]!, text, start + at + 1);
      }),
    ),
  );
  clock.time('encodeParquet', () => file.append(values));
}

async function* once(bytes: Uint8Array) {
  yield bytes;
}

async function convertText(
  store: ObjectStore,
  plan: ConversionPlan,
  output: ParquetOutput,
  signal: AbortSignal | undefined,
): Promise<ConversionResult> {
  const clock = new StageClock();
  const source = await clock.timeAsync('read', () => readText(store, plan, signal));
  const records = clock.time('parse', () => parseRecords(source.text, plan));
  const file = startParquet(plan.schema.columns, output);
  const readers = plan.schema.columns.map(columnReader);
  const groupRows = output.rowGroupRows ?? ROW_GROUP_ROWS;
  for (let start = 0; start < records.length; start += groupRows) {
    encodeGroup(file, records.slice(start, start + groupRows), start, readers, { plan, clock });
    await setImmediate();
    signal?.throwIfAborted();
  }
  const bytes = clock.time('encodeParquet', () => file.end());
  const parts = [{ ref: output.ref, body: once(bytes) }];
  await clock.timeAsync('write', () => writeTogether(store, parts, signal));
  const rows = records.length;
  return {
    rows: { read: rows, written: rows, rejected: 0, padded: 0 },
    bytes: { read: source.storedBytes, parsed: source.bytes },
    outputs: [{ format: 'parquet', ref: output.ref, bytes: bytes.length }],
    stages: clock.stages(),
    elapsedMs: clock.elapsedMs(),
  };
}

async function convert(store: ObjectStore, plan: ConversionPlan, signal?: AbortSignal): Promise<Conversion> {
  signal?.throwIfAborted();
  const support = jsBestSupport(plan);
  if (!support.supported) return { status: 'unsupported', because: support.because };
  const output = plan.outputs.find((candidate) => candidate.format === 'parquet');
  if (output === undefined)
    return { status: 'unsupported', because: 'hyparquet-writer writes Parquet alone' };
  try {
    return { status: 'converted', result: await convertText(store, plan, output, signal) };
  } catch (error) {
    if (error instanceof UnsupportedError) return { status: 'unsupported', because: error.message };
    throw error;
  }
}

/**
 * The best that maintained JavaScript offers, so that the baseline is no straw man: udsv, which took a third to a fifth of
 * csv-parse's time on 13 MB, with and without quotes, and hyparquet-writer, column by column.
 */
export const jsBest: Engine = {
  name: 'js-best',
  writers: { parquet: 'hyparquet-writer', avro: 'none' },
  supports: (plan) => jsBestSupport(plan),
  open: async (store) => ({
    filesInFlight: 1,
    convert: (plan, signal) => convert(store, plan, signal),
    [Symbol.asyncDispose]: async () => {},
  }),
};
