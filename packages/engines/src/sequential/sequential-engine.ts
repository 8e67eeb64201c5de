import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { type ConversionPlan, type Engine, type EngineLimits, joinChunks } from '@parquetry/core';
import { convertRows, type EncodeFiles } from '../row-codecs/convert-rows.ts';
import { csvTextOf } from '../row-codecs/csv-text.ts';
import { encodeOutput, encodeStage } from '../row-codecs/encode-output.ts';
import { largestFileBytes } from '../row-codecs/largest-file.ts';
import { parseRows } from '../row-codecs/parse-rows.ts';
import { rowCodecSupport } from '../row-codecs/support.ts';

/** Rows live in this process's heap, whatever the limits allow. */
const largestBytes = ({ schema }: ConversionPlan, { memoryBytes }: EngineLimits) =>
  largestFileBytes(Math.min(memoryBytes, getHeapStatistics().heap_size_limit), schema.columns.length);

const encodeInTurn: EncodeFiles = async (source, plan, clock, signal) => {
  const csv = csvTextOf(plan);
  const bytes = joinChunks(source.chunks);
  const parsed = await clock.timeAsync('parse', () => parseRows(bytes, csv));
  const files: Uint8Array[] = [];
  for (const output of plan.outputs) {
    await setImmediate();
    signal?.throwIfAborted();
    const encode = () => encodeOutput(output, parsed, csv, bytes, signal);
    files.push(await clock.timeAsync(encodeStage[output.format], encode));
  }
  return { rows: parsed.rows.length, files };
};

/**
 * The simple converter that the others are measured against: one file at a time, read whole, parsed by csv-parse into
 * row objects, written by parquetjs-lite and then by avsc.
 */
export const sequential: Engine = {
  name: 'sequential',
  writers: { parquet: 'parquetjs-lite', avro: 'avsc' },
  supports: (plan, limits) => rowCodecSupport(plan, largestBytes(plan, limits)),
  open: async (store, limits) => ({
    filesInFlight: 1,
    convert: (plan, signal) => convertRows(store, plan, largestBytes(plan, limits), encodeInTurn, signal),
    [Symbol.asyncDispose]: async () => {},
  }),
};
