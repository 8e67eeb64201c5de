import { Worker } from 'node:worker_threads';
import { memoryStore } from '@parquetry/core';
import { expect, test } from 'vitest';
import type { Job } from '../../src/jobs/job.ts';
import { recipe } from '../../src/jobs/recipe.ts';
import { openLanes, shareRequest } from '../../src/lanes/open-lanes.ts';
import type { DeliveryEvent } from '../../src/observe/delivery-event.ts';
import type { PipelineRequest } from '../../src/pipeline/pipeline.ts';
import { pipelineSettings } from '../../src/pipeline/pipeline-settings.ts';

const request: PipelineRequest = {
  recipe: recipe.parse({
    from: { bucket: 's3://in', prefix: '' },
    to: { bucket: 's3://out', prefix: '' },
    typing: { kind: 'per-object' },
    outputs: [{ format: 'parquet', codec: 'snappy' }],
  }),
  settings: pipelineSettings.parse({ threads: 2, filesInFlight: 16, s3: { connections: 9 } }),
  limits: { threads: 2, memoryBytes: 1000 },
};

const job = (id: string): Job => ({ id, source: { ref: { bucket: 's3://in', key: id } } });
const never = new AbortController().signal;

async function openFakes(fault?: string) {
  const events: DeliveryEvent[] = [];
  const closed: string[] = [];
  const workers: Worker[] = [];
  const lanes = await openLanes(request, {
    stores: {
      store: memoryStore(),
      storeOf: () => memoryStore(),
      cacheUsage: () => ({ hits: 0, misses: 0 }),
      usage: () => ({
        requests: { ListObjectsV2: 1 },
        retries: 0,
        bytesRead: 0,
        bytesWritten: 0,
        connectionsOpened: 1,
        mostConnections: 1,
      }),
      async [Symbol.asyncDispose]() {
        closed.push('stores');
      },
    },
    threads: 2,
    observe: (event) => events.push(event),
    start: (share) => {
      const worker = new Worker(new URL('./fake-lane.ts', import.meta.url), {
        workerData: { share, ...(fault && { fault }) },
      });
      workers.push(worker);
      return worker;
    },
  }).catch((error: unknown) => Promise.reject(Object.assign(error as Error, { closed, workers })));
  return { lanes, events, closed, workers };
}

test('jobs are spread over the threads, and their events come here', async () => {
  const { lanes, events } = await openFakes();
  await using pipeline = lanes;
  const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map((id) => pipeline.settle(job(id), never)));
  expect(outcomes.map(({ status, job: { id } }) => `${status} ${id}`)).toEqual([
    'converted a',
    'converted b',
    'converted c',
    'converted d',
  ]);
  expect(events.filter(({ kind }) => kind === 'job-started')).toHaveLength(4);
  expect(await pipeline.usage()).toMatchObject({
    s3: { requests: { GetObject: 4, ListObjectsV2: 1 }, connectionsOpened: 3 },
    cache: { misses: 4 },
  });
});

test('threads share what the request allows', () => {
  const share = shareRequest(request, 2);
  expect(share.limits).toEqual({ threads: 1, memoryBytes: 500 });
  expect(share.settings).toMatchObject({ threads: 1, filesInFlight: 8, s3: { connections: 4 } });
});

test('an aborted job is called off in its thread, and the others go on', async () => {
  const { lanes } = await openFakes();
  await using pipeline = lanes;
  const abort = new AbortController();
  const waiting = pipeline.settle(job('waits'), abort.signal);
  const other = pipeline.settle(job('a'), never);
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect((await other).status).toBe('converted');
});

test('what nobody foresaw is a failure of the job, not of the thread', async () => {
  const { lanes } = await openFakes();
  await using pipeline = lanes;
  expect(await pipeline.settle(job('throws'), never)).toMatchObject({
    status: 'failed',
    failure: { code: 'TypeError', message: 'not foreseen' },
  });
  expect((await pipeline.settle(job('a'), never)).status).toBe('converted');
});

test('a thread that ends fails its jobs as a lack of resources, and is replaced', async () => {
  const { lanes, workers } = await openFakes();
  await using pipeline = lanes;
  const outcome = await pipeline.settle(job('dies'), never);
  expect(outcome).toMatchObject({ status: 'failed', failure: { kind: 'resource', code: 'ThreadEnded' } });
  const after = await Promise.all(['a', 'b', 'c'].map((id) => pipeline.settle(job(id), never)));
  expect(after.every(({ status }) => status === 'converted')).toBe(true);
  expect(workers).toHaveLength(3);
});

test('threads that cannot be opened leave nothing behind', async () => {
  const error = await openFakes('no engine').catch((cause: unknown) => cause);
  expect(error).toMatchObject({ message: 'no engine', closed: ['stores'] });
});

test('closing ends the threads', async () => {
  const { lanes, closed, workers } = await openFakes();
  await lanes[Symbol.asyncDispose]();
  expect(closed).toEqual(['stores']);
  expect(workers.every((worker) => worker.threadId === -1)).toBe(true);
});
