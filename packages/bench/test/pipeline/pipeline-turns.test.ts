import { memoryStore, type ObjectRef } from '@parquetry/core';
import type { JobResult, Pipeline, PipelineRequest } from '@parquetry/delivery';
import { expect, it } from 'vitest';
import { countsOfAll, passCounts, trafficCounts } from '../../src/pipeline/count-pass.ts';
import { PipelineTurns, type PipelineTurnsRequest } from '../../src/pipeline/index.ts';
import { clientCounts } from '../support/traffic.ts';

const FILES = 3;
const settings = { s3: { connections: 2 }, filesInFlight: 2 };
const EMPTY = { readMs: 0, parseMs: 0, encodeParquetMs: 0, encodeAvroMs: 0, writeMs: 0 };

async function sources() {
  const store = memoryStore();
  for (let file = 0; file < FILES; file += 1) {
    const body = async function* () {
      yield new Uint8Array(10);
    };
    await store.write({ bucket: 's3://in', key: `sources/${file}.csv` }, body());
  }
  return store;
}

interface Habits {
  /** By the number of the pipeline, from 0. */
  readonly getsPerFile?: (opened: number) => number;
  readonly files?: number;
}

/** Pipelines that write nothing and tell what they would have. */
async function pipelines({ getsPerFile = () => 1 }: Habits = {}) {
  const store = await sources();
  const prefixes: string[] = [];
  let open = 0;
  const openPipeline = async ({ request }: { readonly request: PipelineRequest }): Promise<Pipeline> => {
    const opened = prefixes.push(request.recipe.to.prefix) - 1;
    let jobs = 0;
    open += 1;
    return {
      store,
      async settle(job) {
        jobs += 1;
        const ref: ObjectRef = { bucket: 's3://out', key: `${request.recipe.to.prefix}${job.id}` };
        const result: JobResult = {
          etag: 'e',
          rows: { read: 5, written: 4, rejected: 1, padded: 0 },
          bytes: { read: 10, parsed: 10, written: 7 },
          outputs: [{ format: 'parquet', ref, bytes: 7 }],
          stages: EMPTY,
          elapsedMs: 0,
        };
        return { status: 'converted', job, result, attempts: 1 };
      },
      async usage() {
        const GetObject = jobs * getsPerFile(opened);
        const requests = { ListObjectsV2: 1, GetObject, PutObject: jobs };
        return { s3: clientCounts({ requests }), cache: { hits: 0, misses: 0 } };
      },
      async [Symbol.asyncDispose]() {
        open -= 1;
      },
    };
  };
  return { openPipeline, prefixes, stillOpen: () => open };
}

const request = (files = FILES): PipelineTurnsRequest => ({
  engine: 'any',
  limits: { threads: 1, memoryBytes: 1 << 28 },
  settings,
  recipe: {
    from: { bucket: 's3://in', prefix: 'sources/' },
    to: { bucket: 's3://out', prefix: 'base/' },
    source: {},
    typing: { kind: 'per-object' },
    outputs: [{ format: 'parquet', codec: 'snappy' }],
  },
  files,
  warmupFiles: 4,
});

it('each turn converts all objects in a pipeline of its own, and warming up counts towards none', async () => {
  const { openPipeline, prefixes, stillOpen } = await pipelines();
  const turns = new PipelineTurns({ openPipeline });
  await turns.open(request());
  expect(prefixes).toEqual(['base/first/', 'base/warm-up/']);
  expect(await turns.turn('turn-0')).toEqual({ outputBytes: { parquet: 21 } });
  expect(await turns.turn('turn-1')).toEqual({ outputBytes: { parquet: 21 } });
  await turns.clear();
  expect(prefixes.slice(2)).toEqual(['base/turn-0/', 'base/turn-1/']);
  expect(stillOpen()).toBe(0);
  expect(await turns.end()).toMatchObject({
    'ListObjectsV2 requests per pass': 1,
    'GetObject requests per pass': 3,
    'HeadObject requests per pass': 0,
    'PutObject requests per pass': 3,
    'requests per file': 7 / 3,
    'rows per pass': 12,
    'parquet bytes per pass': 21,
  });
});

it('passes of one process that count differently are no count', async () => {
  const { openPipeline } = await pipelines({ getsPerFile: (opened) => (opened === 3 ? 2 : 1) });
  const turns = new PipelineTurns({ openPipeline });
  await turns.open(request());
  await turns.turn('turn-0');
  await turns.turn('turn-1');
  await expect(turns.end()).rejects.toThrow(
    'GetObject requests per pass: 3 in one pass, 6 in another of the same process',
  );
});

it('a turn with fewer objects than there were fails, and leaves nothing open', async () => {
  const { openPipeline, stillOpen } = await pipelines();
  const turns = new PipelineTurns({ openPipeline });
  await turns.open(request(FILES + 1));
  await expect(turns.turn('turn-0')).rejects.toThrow('4 conversions were to be made, and 3 were');
  expect(stillOpen()).toBe(0);
});

it('no turn is taken before the pipeline is warm, and nothing is counted without one', async () => {
  const { openPipeline } = await pipelines();
  const turns = new PipelineTurns({ openPipeline });
  await expect(turns.turn('turn-0')).rejects.toThrow('before it was opened');
  await expect(turns.end()).rejects.toThrow('no pass was counted');
});

it('connections below the limit are left to chance, beyond it they count', () => {
  const beyond = (connectionsOpened: number) =>
    trafficCounts({ requests: {}, connectionsOpened }, settings)['connections beyond 2 per pass'];
  expect([beyond(1), beyond(2), beyond(7)]).toEqual([0, 0, 5]);
});

it('an operation that nobody has thought of is counted by its name', () => {
  const traffic = clientCounts({ requests: { SelectObjectContent: 3 } });
  expect(passCounts([], traffic, settings)).toMatchObject({ 'SelectObjectContent requests per pass': 3 });
});

it('a count that one pass lacks is a difference', () => {
  expect(() => countsOfAll([{ a: 1 }, { a: 1, b: 0 }])).toThrow('b: none in one pass, 0 in another');
  expect(countsOfAll([{ a: 1 }, { a: 1 }])).toEqual({ a: 1 });
  expect(() => countsOfAll([])).toThrow(RangeError);
});

it('a pass whose requests were retried tells how often, and not how many there are', () => {
  const pass = (a: number, retries: number) => ({ a, 'retries per pass': retries });
  expect(countsOfAll([pass(2, 1), pass(1, 0), pass(3, 2), pass(1, 0)])).toEqual(pass(1, 2));
  expect(countsOfAll([pass(2, 1), pass(2, 1)])).toEqual(pass(2, 1));
  expect(() => countsOfAll([pass(2, 1), pass(3, 1)])).toThrow('a: 2 in one pass, 3 in another');
});
