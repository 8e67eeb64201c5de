import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { collectBytes, type ObjectStore } from '@parquetry/core';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { openS3, s3Settings } from '@parquetry/s3';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dryRunBatch, type Recipe, sweepUploads, wallClock } from '../../src/index.ts';
import { written } from '../jobs/line-engine.ts';
import { bodyOf } from './support/content-store.ts';
import { collect, jobOf, listOf } from './support/jobs.ts';
import { type KillStep, killSteps } from './support/kill-at.ts';
import { recipeOf } from './support/recipes.ts';
import { openS3Batch } from './support/s3-batch.ts';

let aws: LocalAws;
let buckets = 0;

beforeAll(async () => {
  aws = await startLocalAws();
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await aws[Symbol.asyncDispose]();
});

const LARGE = `id,text\n${`1,${'x'.repeat(1022)}\n`.repeat(12 << 10)}`;
const small = (n: number) => `id,text\n${n},text ${n}\n`;

/** A bucket of its own with sources in it, by name. */
async function lakeWith(texts: Readonly<Record<string, string>>) {
  buckets += 1;
  await aws.createBucket(`lake-${buckets}`);
  const bucket = `s3://lake-${buckets}`;
  const store = openS3(s3Settings.parse({ endpoint: aws.endpoint }));
  for (const [name, text] of Object.entries(texts))
    await store.write({ bucket, key: `in/${name}` }, bodyOf(text));
  const recipe = recipeOf({
    from: { bucket, prefix: 'in/' },
    to: { bucket, prefix: 'out/' },
    outputs: [
      { format: 'parquet', codec: 'snappy' },
      { format: 'avro', codec: 'null' },
    ],
  });
  return { bucket, recipe, store };
}

const tenSmall = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`day ${n}/ü+${n}.csv`, small(n)]));

async function expectOutputs(
  store: ObjectStore,
  { bucket }: Recipe['to'],
  texts: Readonly<Record<string, string>>,
) {
  const found: Record<string, string> = {};
  for await (const { ref } of store.list(bucket, 'out/')) {
    if (ref.key.startsWith('out/_parquetry/manifest/')) continue;
    found[ref.key] = Buffer.from(await collectBytes(store.read(ref))).toString('utf8');
  }
  const expected = Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) =>
      ['parquet', 'avro'].map((format) => [
        `out/${name.replace('.csv', '')}.${format}`,
        written(format, text),
      ]),
    ),
  );
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [key, text] of Object.entries(expected)) expect(found[key] === text, key).toBe(true);
}

test.each([
  { large: 'held', wholeObjectBytes: 16 << 20 },
  { large: 'streamed', wholeObjectBytes: 1 << 20 },
])(
  'a batch makes the requests that a dry run foretold, and a second one finds nothing to do: large objects are $large',
  async ({ wholeObjectBytes }) => {
    const texts = { ...tenSmall, 'large.csv': LARGE };
    const { recipe, store } = await lakeWith(texts);
    const first = await openS3Batch({ endpoint: aws.endpoint, recipe, flushJobs: 250, wholeObjectBytes });
    const foretold = await dryRunBatch({ ...first.request, settings: first.settings, outputBytesPerByte: 1 });
    const before = (await first.pipeline.usage()).s3.requests;
    expect(await collect(first.batch)).toHaveLength(11);
    const { requests } = (await first.pipeline.usage()).s3;
    await first.pipeline[Symbol.asyncDispose]();
    for (const [operation, count] of Object.entries(foretold.requests)) {
      // Resuming looks for uploads that were left over.
      const more = operation === 'ListObjectsV2' ? 1 : 0;
      expect((requests[operation] ?? 0) - (before[operation] ?? 0), operation).toBe(count + more);
    }
    await expectOutputs(store, recipe.to, texts);

    const second = await openS3Batch({ endpoint: aws.endpoint, recipe });
    await collect(second.batch);
    expect(second.batch.summary()).toMatchObject({ converted: 0, skipped: { finished: 11 }, warnings: [] });
    await second.pipeline[Symbol.asyncDispose]();
  },
);

/** Runs a batch in a process of its own that is killed at a step. */
async function killBatch(recipe: Recipe, step: KillStep, count: number): Promise<void> {
  const main = fileURLToPath(new URL('support/batch-process.ts', import.meta.url));
  const child = spawn(process.execPath, [main, aws.endpoint, JSON.stringify(recipe), step, String(count)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...aws.environment },
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

const counts: Readonly<Record<KillStep, number>> = {
  'after GET': 6,
  'between parts': 1,
  'before Complete': 2,
  'after Complete': 1,
  'after PUT': 9,
  'before the manifest': 2,
  'after the manifest': 1,
};

test.each(killSteps)(
  'a batch that is killed %s is brought to its end by another: every source once, no upload left open',
  async (step) => {
    const texts = { ...tenSmall, 'large.csv': LARGE };
    const { recipe, store } = await lakeWith(texts);
    await aws.resetCounters();
    await killBatch(recipe, step, counts[step]);
    const { batch, pipeline } = await openS3Batch({ endpoint: aws.endpoint, recipe });
    await collect(batch);
    const { converted, skipped, warnings } = batch.summary();
    await pipeline[Symbol.asyncDispose]();
    expect({ ended: converted + skipped.finished, warnings }).toEqual({ ended: 11, warnings: [] });
    if (step === 'after the manifest') expect(skipped.finished).toBeGreaterThanOrEqual(5);
    await expectOutputs(store, recipe.to, texts);
    const { aborted, completed, created } = (await aws.counters()).uploads;
    expect(created - completed - aborted).toBe(0);
    if (step === 'between parts') expect(aborted).toBeGreaterThan(0);
  },
);

test('sweeping asks the server for uploads', async () => {
  const { bucket, recipe } = await lakeWith({});
  const store = openS3(s3Settings.parse({ endpoint: aws.endpoint }));
  const jobs = listOf([jobOf('a.csv')]);
  const options = { to: { bucket, prefix: 'out/' }, recipe, jobs, clock: wallClock, random: Math.random };
  expect(await sweepUploads(store, options)).toEqual({ aborted: 0, problems: [] });
  expect(store.usage().requests['ListMultipartUploads']).toBe(1);
});
