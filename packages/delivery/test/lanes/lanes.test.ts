import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { Job, JobOutcome } from '../../src/jobs/job.ts';
import { recipe } from '../../src/jobs/recipe.ts';
import { openLanes, shareRequest } from '../../src/lanes/open-lanes.ts';
import type { DeliveryEvent } from '../../src/observe/delivery-event.ts';
import type { Pipeline, PipelineRequest } from '../../src/pipeline/pipeline.ts';
import { pipelineSettings } from '../../src/pipeline/pipeline-settings.ts';
import { fakePipeline } from './fake-pipeline.ts';

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
const A_LOT = 1 << 30;

const job = (id: string): Job => ({ id, source: { ref: { bucket: 's3://in', key: id } } });
const never = new AbortController().signal;
const placeOf = (outcome: JobOutcome) =>
  outcome.status === 'converted' ? outcome.result.etag.split(' ')[0] : outcome.status;

interface Choices {
  readonly workBefore?: number;
  readonly fault?: string;
}

async function openFakes({ workBefore = A_LOT, fault }: Choices = {}) {
  const events: DeliveryEvent[] = [];
  const workers: Worker[] = [];
  const observe = (event: DeliveryEvent) => events.push(event);
  const pipeline = await openLanes(request, {
    threads: 2,
    observe,
    workBefore,
    openHere: async (share) => fakePipeline(share, 'here', observe),
    start: (share) => {
      const worker = new Worker(new URL('./fake-lane.ts', import.meta.url), {
        workerData: { share, ...(fault && { fault }) },
      });
      workers.push(worker);
      return worker;
    },
  });
  return { pipeline, events, workers };
}

/** Waits, job by job, until the thread takes some. */
async function untilThread(pipeline: Pipeline): Promise<void> {
  for (;;) {
    const outcomes = await Promise.all([pipeline.settle(job('a'), never), pipeline.settle(job('b'), never)]);
    if (outcomes.some((outcome) => placeOf(outcome) === 'thread')) return;
  }
}

test('a few jobs are carried out here: no thread is started for them', async () => {
  const { pipeline, workers } = await openFakes({ workBefore: 0 });
  await using _ = pipeline;
  expect(placeOf(await pipeline.settle(job('a'), never))).toBe('here');
  expect(workers).toEqual([]);
});

test('many jobs are spread over the threads, and their events come here', async () => {
  const { pipeline, events } = await openFakes();
  await using _ = pipeline;
  await untilThread(pipeline);
  const before = events.length;
  const outcomes = await Promise.all(['a', 'b', 'c', 'd'].map((id) => pipeline.settle(job(id), never)));
  expect(outcomes.map(({ job: { id } }) => id)).toEqual(['a', 'b', 'c', 'd']);
  expect(outcomes.map(placeOf).toSorted()).toEqual(['here', 'here', 'thread', 'thread']);
  expect(events.slice(before).filter(({ kind }) => kind === 'job-started')).toHaveLength(4);
});

test('what all threads have used is told together', async () => {
  const { pipeline } = await openFakes();
  await using _ = pipeline;
  await untilThread(pipeline);
  const { s3, cache } = await pipeline.usage();
  expect(s3.connectionsOpened).toBe(2);
  expect(s3.requests['GetObject']).toBe(cache.misses);
});

test('threads share what the request allows', async () => {
  const share = shareRequest(request, 2);
  expect(share.limits).toEqual({ threads: 1, memoryBytes: 500 });
  expect(share.settings).toMatchObject({ threads: 1, filesInFlight: 8, s3: { connections: 4 } });
  const { pipeline } = await openFakes();
  await using _ = pipeline;
  expect(await pipeline.settle(job('a'), never)).toMatchObject({ result: { etag: 'here 8' } });
});

test('an aborted job is called off in its thread, and the others go on', async () => {
  const { pipeline } = await openFakes();
  await using _ = pipeline;
  await untilThread(pipeline);
  const abort = new AbortController();
  const waiting = [job('waits'), job('waits')].map((one) => pipeline.settle(one, abort.signal));
  const other = pipeline.settle(job('a'), never);
  abort.abort(new Error('enough'));
  for (const one of await Promise.allSettled(waiting)) {
    expect(one).toMatchObject({ status: 'rejected', reason: { message: 'enough' } });
  }
  expect((await other).status).toBe('converted');
});

/** Settles a job in the thread, wherever the next one would go. */
async function settleThere(pipeline: Pipeline, id: string): Promise<JobOutcome> {
  const abort = new AbortController();
  const here = pipeline.settle(job('waits'), abort.signal).catch(() => {});
  try {
    return await pipeline.settle(job(id), never);
  } finally {
    abort.abort();
    await here;
  }
}

test('what nobody foresaw is a failure of the job, not of the thread', async () => {
  const { pipeline, workers } = await openFakes();
  await using _ = pipeline;
  await untilThread(pipeline);
  expect(await settleThere(pipeline, 'throws')).toMatchObject({
    status: 'failed',
    failure: { code: 'TypeError', message: 'not foreseen' },
  });
  expect(placeOf(await settleThere(pipeline, 'a'))).toBe('thread');
  expect(workers).toHaveLength(1);
});

test('a thread that ends fails its jobs as a lack of resources, and is replaced', async () => {
  const { pipeline, workers } = await openFakes();
  await using _ = pipeline;
  await untilThread(pipeline);
  expect(await settleThere(pipeline, 'dies')).toMatchObject({
    status: 'failed',
    failure: { kind: 'resource', code: 'ThreadEnded' },
  });
  await untilThread(pipeline);
  expect(workers).toHaveLength(2);
});

test('where threads cannot be opened, this one goes on alone', async () => {
  const { pipeline, workers } = await openFakes({ fault: 'no engine' });
  await using _ = pipeline;
  const ids = Array.from({ length: 50 }, (_, index) => `${index}`);
  await pipeline.settle(job('a'), never);
  await new Promise((resolve) => workers[0]!.once('exit', resolve));
  const outcomes = await Promise.all(ids.map((id) => pipeline.settle(job(id), never)));
  expect(new Set(outcomes.map(placeOf))).toEqual(new Set(['here']));
  expect(workers).toHaveLength(1);
});

test('closing ends the threads, ready or not', async () => {
  for (const isReady of [true, false]) {
    const { pipeline, workers } = await openFakes();
    if (isReady) await untilThread(pipeline);
    else await pipeline.settle(job('a'), never);
    await pipeline[Symbol.asyncDispose]();
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1]);
  }
});
