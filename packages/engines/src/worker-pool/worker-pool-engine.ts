import {
  copyChunks,
  type Engine,
  type EngineLimits,
  type EngineSession,
  type ObjectStore,
} from '@parquetry/core';
import { Piscina } from 'piscina';
import { convertRows, type EncodeFiles } from '../row-codecs/convert-rows.ts';
import { encodeStage } from '../row-codecs/encode-output.ts';
import { rowCodecSupport } from '../row-codecs/support.ts';
import type { EncodeReply, EncodeTask } from './encode-task.ts';
import { runTask } from './run-task.ts';
import { poolSize } from './size-pool.ts';

/** Beside a bundle lies the bundled worker. */
const workerFile = import.meta.url.endsWith('.ts')
  ? new URL('./convert-worker.ts', import.meta.url)
  : new URL('./convert-worker.js', import.meta.url);

/**
 * Each output is parsed and encoded by a worker of its own, all from the same shared bytes; the first one's keeps the
 * rejects.
 */
function encodeInParallel(pool: Piscina<EncodeTask, EncodeReply>): EncodeFiles {
  return async ({ source: { chunks, bytes }, plan, heapBytes, clock, signal }) => {
    const source = copyChunks(chunks, new Uint8Array(new SharedArrayBuffer(bytes)));
    const tasks = plan.outputs.map((output, index) => {
      const keepsRejects = plan.rejects !== undefined && index === 0;
      return runTask(pool, { source, plan, output, heapBytes, keepsRejects }, signal);
    });
    const encoded = (await Promise.allSettled(tasks)).map((settled) => {
      if (settled.status === 'rejected') throw settled.reason;
      return settled.value;
    });
    for (const [index, { parseMs, encodeMs }] of encoded.entries()) {
      clock.add('parse', parseMs);
      clock.add(encodeStage[plan.outputs[index]!.format], encodeMs);
    }
    const { counts, rejects } = encoded[0]!;
    return { counts, files: encoded.map(({ file }) => file), rejects };
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
    convert: (plan, signal) => convertRows(store, plan, workerBytes, encodeInParallel(pool), signal),
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

/** The codecs of `sequential` on worker threads: many files at once, the formats of one file in parallel. */
export const workerPool: Engine = {
  name: 'worker-pool',
  writers: { parquet: 'parquetjs-lite', avro: 'avsc' },
  supports: (plan, limits) => rowCodecSupport(plan, poolSize(limits).workerBytes),
  open,
};
