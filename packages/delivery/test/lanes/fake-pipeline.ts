import { memoryStore } from '@parquetry/core';
import type { Observe } from '../../src/observe/delivery-event.ts';
import type { Pipeline, PipelineRequest } from '../../src/pipeline/pipeline.ts';

const rows = { read: 0, written: 0, rejected: 0, padded: 0 };
const bytes = { read: 0, parsed: 0, written: 0 };
const stages = { readMs: 0, parseMs: 0, encodeParquetMs: 0, encodeAvroMs: 0, writeMs: 0 };

const aborted = (signal: AbortSignal) =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Tells by the etag of a result where it was made, and how many files its share had in flight. */
export function fakePipeline({ settings }: PipelineRequest, where: string, observe: Observe): Pipeline {
  let settled = 0;
  return {
    store: memoryStore(),
    async settle(job, signal) {
      observe({ kind: 'job-started', job, inFlight: 1 });
      if (job.id === 'dies') process.exit(7);
      if (job.id === 'throws') throw new TypeError('not foreseen');
      if (job.id === 'waits') await aborted(signal);
      await new Promise((resolve) => setImmediate(resolve));
      settled += 1;
      const etag = `${where} ${settings.filesInFlight}`;
      const result = { etag, rows, bytes, outputs: [], stages, elapsedMs: 0 };
      return { status: 'converted', job, result, attempts: 1 };
    },
    usage: async () => ({
      s3: {
        requests: { GetObject: settled },
        retries: 0,
        bytesRead: 0,
        bytesWritten: 0,
        connectionsOpened: 1,
        mostConnections: 1,
      },
      cache: { hits: 0, misses: settled },
    }),
    async [Symbol.asyncDispose]() {
      settled = 0;
    },
  };
}
