import {
  type ConversionPlan,
  copyChunks,
  type Engine,
  type EngineLimits,
  type EngineSession,
  type ObjectStore,
} from '@parquetry/core';
import { Piscina } from 'piscina';
import { convertRows, type EncodeFiles } from '../row-codecs/convert-rows.ts';
import { csvTextOf } from '../row-codecs/csv-text.ts';
import { encodeStage } from '../row-codecs/encode-output.ts';
import { largestFileBytes } from '../row-codecs/largest-file.ts';
import { rowCodecSupport } from '../row-codecs/support.ts';
import type { EncodeReply, EncodeTask } from './encode-task.ts';
import { runTask } from './run-task.ts';
import { poolSize } from './size-pool.ts';

/** Beside a bundle lies the bundled worker. */
const workerFile = import.meta.url.endsWith('.ts')
  ? new URL('./convert-worker.ts', import.meta.url)
  : new URL('./convert-worker.js', import.meta.url);

const largestBytes = ({ schema }: ConversionPlan, limits: EngineLimits) =>
  largestFileBytes(poolSize(limits).workerBytes, schema.columns.length);

/** Each output is parsed and encoded by a worker of its own, all from the same shared bytes. */
function encodeInParallel(pool: Piscina<EncodeTask, EncodeReply>): EncodeFiles {
  return async ({ chunks, bytes }, plan, clock, signal) => {
    const csv = csvTextOf(plan);
    const source = copyChunks(chunks, new Uint8Array(new SharedArrayBuffer(bytes)));
    const tasks = plan.outputs.map((output) => runTask(pool, { source, csv, output }, signal));
    const files: Uint8Array[] = [];
    let rows = 0;
    for (const [index, settled] of (await Promise.allSettled(tasks)).entries()) {
      if (settled.status === 'rejected') throw settled.reason;
      const encoded = settled.value;
      clock.add('parse', encoded.parseMs);
      clock.add(encodeStage[plan.outputs[index]!.format], encoded.encodeMs);
      files.push(encoded.file);
      rows = encoded.rows;
    }
    return { rows, files };
  };
}

async function open(store: ObjectStore, limits: EngineLimits): Promise<EngineSession> {
  const { workers, workerBytes } = poolSize(limits);
  const pool = new Piscina({
    filename: workerFile.href,
    name: 'encodeTask',
    minThreads: workers,
    maxThreads: workers,
    resourceLimits: { maxOldGenerationSizeMb: Math.floor(workerBytes / (1 << 20)) },
  });
  try {
    await Promise.all(Array.from({ length: workers }, () => pool.run(undefined, { name: 'ready' })));
  } catch (error) {
    await pool.destroy();
    throw error;
  }
  return {
    // One more than can be encoded at once, so that no worker waits for a file to be read or written.
    filesInFlight: workers + 1,
    convert: (plan, signal) =>
      convertRows(store, plan, largestBytes(plan, limits), encodeInParallel(pool), signal),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

/** The codecs of `sequential` on worker threads: many files at once, the formats of one file in parallel. */
export const workerPool: Engine = {
  name: 'worker-pool',
  writers: { parquet: 'parquetjs-lite', avro: 'avsc' },
  supports: (plan, limits) => rowCodecSupport(plan, largestBytes(plan, limits)),
  open,
};
