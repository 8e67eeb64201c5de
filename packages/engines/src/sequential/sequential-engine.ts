import { setImmediate } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { type Engine, type EngineLimits, joinChunks } from '@parquetry/core';
import { convertRows, type EncodeFiles } from '../row-codecs/convert-rows.ts';
import { encodeOutput, encodeStage } from '../row-codecs/encode-output.ts';
import { parseRows } from '../row-codecs/parse-rows.ts';
import { rowCodecSupport } from '../row-codecs/support.ts';

/** Rows live in this process's heap, whatever the limits allow. */
const heapWithin = ({ memoryBytes }: EngineLimits) =>
  Math.min(memoryBytes, getHeapStatistics().heap_size_limit);

const encodeInTurn: EncodeFiles = async ({ source, plan, heapBytes, clock, signal }) => {
  const bytes = joinChunks(source.chunks);
  const keepsRejects = plan.rejects !== undefined;
  const parsed = await clock.timeAsync('parse', () =>
    parseRows(bytes, plan, { heapBytes, keepsRejects, signal }),
  );
  const files: Uint8Array[] = [];
  for (const output of plan.outputs) {
    await setImmediate();
    signal?.throwIfAborted();
    const encode = () => encodeOutput(output, parsed, plan, bytes, signal);
    files.push(await clock.timeAsync(encodeStage[output.format], encode));
  }
  return { counts: parsed.counts, files, rejects: parsed.rejects };
};

/**
 * The simple converter that the others are measured against: one file at a time, read whole, parsed by csv-parse into
 * row objects, written by parquetjs-lite and then by avsc.
 */
export const sequential: Engine = {
  name: 'sequential',
  writers: { parquet: 'parquetjs-lite', avro: 'avsc' },
  supports: (plan, limits) => rowCodecSupport(plan, heapWithin(limits)),
  open: async (store, limits) => ({
    filesInFlight: 1,
    convert: (plan, signal) => convertRows(store, plan, heapWithin(limits), encodeInTurn, signal),
    [Symbol.asyncDispose]: async () => {},
  }),
};
