import type { Job, JobOutcome } from '@parquetry/delivery';
import { expect, test } from 'vitest';
import { manifestFirst } from '../../src/campaign/broken-variants.ts';
import { jobOf, recipe } from './support/lake.ts';

const { signal } = new AbortController();

/** Settles jobs when it is told to, and knows which it was asked for. */
function settling() {
  const begun: string[] = [];
  const gates: (() => void)[] = [];
  return {
    begun,
    letOneEnd: () => gates.shift()!(),
    async settle(job: Job): Promise<JobOutcome> {
      begun.push(job.source.ref.key);
      await new Promise<void>((resolve) => gates.push(resolve));
      return { status: 'skipped', job, because: 'gone' };
    },
  };
}

test('a job is claimed to be done at once, and begun when the manifest has it', async () => {
  const { settle, begun } = settling();
  const broken = manifestFirst(settle, recipe);
  const outcome = await broken.settle(jobOf('a.csv'), signal);
  await broken.settle(jobOf('b.csv'), signal);
  expect(outcome).toMatchObject({
    status: 'converted',
    result: { etag: '"a.csv"', outputs: [{ ref: { key: 'out/a.parquet' } }, { ref: { key: 'out/a.avro' } }] },
  });
  expect(begun).toEqual([]);
  broken.observe({ kind: 'flushed', jobs: 1 });
  expect(begun).toEqual(['in/a.csv']);
});

test('the rest is done in the end, whether the manifest has it or not', async () => {
  const { settle, begun, letOneEnd } = settling();
  const broken = manifestFirst(settle, recipe);
  for (const name of ['a.csv', 'b.csv']) await broken.settle(jobOf(name), signal);
  broken.observe({ kind: 'flushed', jobs: 1 });
  let hasRested = false;
  const resting = broken.rest().then(() => {
    hasRested = true;
  });
  expect(begun).toEqual(['in/a.csv', 'in/b.csv']);
  letOneEnd();
  await Promise.resolve();
  expect(hasRested).toBe(false);
  letOneEnd();
  await resting;
});

test('claims wait where too many of them are not begun', async () => {
  const { settle, letOneEnd } = settling();
  const broken = manifestFirst(settle, recipe);
  for (let n = 0; n < 64; n += 1) await broken.settle(jobOf(`${n}.csv`), signal);
  let isClaimed = false;
  const claiming = broken.settle(jobOf('one too many.csv'), signal).then(() => {
    isClaimed = true;
  });
  broken.observe({ kind: 'flushed', jobs: 64 });
  await new Promise(setImmediate);
  expect(isClaimed).toBe(false);
  letOneEnd();
  await claiming;
});
