/** A lane whose jobs say by their id what is to become of them. */
import { parentPort, workerData } from 'node:worker_threads';
import { memoryStore } from '@parquetry/core';
import { serveLane } from '../../src/lanes/serve-lane.ts';

const nothing = { read: 0, written: 0, rejected: 0, padded: 0 };
const stages = { readMs: 0, parseMs: 0, encodeParquetMs: 0, encodeAvroMs: 0, writeMs: 0 };

await serveLane(parentPort!, async (observe) => {
  const { fault, share } = workerData as { fault?: string; share: { settings: { filesInFlight: number } } };
  if (fault !== undefined) throw new Error(fault);
  let settled = 0;
  return {
    store: memoryStore(),
    async settle(job, signal) {
      observe({ kind: 'job-started', job, inFlight: 1 });
      if (job.id === 'dies') process.exit(7);
      if (job.id === 'throws') throw new TypeError('not foreseen');
      if (job.id === 'waits') {
        await new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        });
      }
      settled += 1;
      const result = {
        etag: `${share.settings.filesInFlight}`,
        rows: nothing,
        bytes: { read: 0, parsed: 0, written: 0 },
        outputs: [],
        stages,
        elapsedMs: 0,
      };
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
    async [Symbol.asyncDispose]() {},
  };
});
