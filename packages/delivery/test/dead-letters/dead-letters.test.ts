import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore, memoryStore, type ObjectStore } from '@parquetry/core';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { openS3, s3Settings } from '@parquetry/s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { wallClock } from '../../src/batch/batch-clock.ts';
import type { DeadLetters } from '../../src/dead-letters/dead-letters.ts';
import { queuedDeadLetters } from '../../src/dead-letters/queued-dead-letters.ts';
import { storedDeadLetters } from '../../src/dead-letters/stored-dead-letters.ts';
import { openSqsQueue } from '../../src/events/queue/open-sqs-queue.ts';
import { FakeClock } from '../events/support/fake-clock.ts';
import { MemoryQueue } from '../events/support/memory-queue.ts';
import { entriesOf, idOf, keysOf, letterFor, letterIn, START } from './support/letters.ts';

interface Place {
  readonly letters: DeadLetters;
  /** Leaves something there that is no letter. */
  readonly spoil: () => Promise<void>;
}

async function* asBody(text: string) {
  yield Buffer.from(text);
}

const inStore = (store: ObjectStore, bucket: string): Place => ({
  letters: storedDeadLetters(store, { bucket, prefix: 'out/' }),
  spoil: async () => {
    const key = 'out/_parquetry/dead-letters/spoilt.json';
    await store.write({ bucket, key }, asBody('{"version":1,'));
  },
});

let aws: LocalAws;
let directory: string;
let made = 0;
const name = () => {
  made += 1;
  return `letters-${made}`;
};

beforeAll(async () => {
  aws = await startLocalAws();
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  directory = await mkdtemp(join(tmpdir(), 'parquetry-letters-'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true, force: true });
  await aws[Symbol.asyncDispose]();
});

const places: Readonly<Record<string, () => Promise<Place>>> = {
  'objects in memory': async () => inStore(memoryStore(), 'lake'),
  files: async () => inStore(fileStore(), join(directory, name())),
  'objects of S3': async () => {
    const bucket = name();
    await aws.createBucket(bucket);
    return inStore(openS3(s3Settings.parse({ endpoint: aws.endpoint })), `s3://${bucket}`);
  },
  'messages in memory': async () => {
    const clock = new FakeClock();
    const queue = new MemoryQueue(clock);
    return { letters: queuedDeadLetters({ queue, clock }), spoil: () => queue.send('hello', 'x') };
  },
  'messages of SQS': async () => {
    const { url } = await aws.createQueue(name());
    const queue = await openSqsQueue({ url });
    return {
      letters: queuedDeadLetters({ queue, clock: wallClock, waitSeconds: 0 }),
      spoil: () => queue.send('hello', 'x'),
    };
  },
};

describe.each(Object.keys(places))('dead letters as %s', (place) => {
  const open = () => places[place]!();

  it('are none at first', async () => {
    const { letters } = await open();
    expect(await entriesOf(letters)).toEqual([]);
    expect(await letters.count()).toMatchObject({ letters: 0 });
    expect(await letters.get(idOf('a'))).toBeUndefined();
  });

  it('are found as they were put', async () => {
    const { letters } = await open();
    const all = Array.from({ length: 25 }, (_, index) =>
      letterFor(`in/ü ${index}.csv`, { record: { index } }),
    );
    for (const letter of all) await letters.put(letter);
    const found = await entriesOf(letters);
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    expect(found.map((entry) => (entry.status === 'letter' ? entry.letter : entry)).sort(byId)).toEqual(
      all.sort(byId),
    );
    expect(await letters.count()).toMatchObject({ letters: 25 });
    expect(await letters.get(all[3]!.id)).toEqual({ status: 'letter', letter: all[3] });
    expect(await keysOf(letters)).toHaveLength(25);
  });

  it('are one for each job, which tells of all that it failed of', async () => {
    const { letters } = await open();
    await letters.put(letterFor('a', { message: 'first' }));
    await letters.put(letterFor('a', { message: 'second', at: START + 1_000 }));
    expect(await keysOf(letters)).toEqual(['a']);
    expect(await letterIn(letters, 'a')).toMatchObject({
      failure: { message: 'second' },
      attempts: 6,
      failures: [{ message: 'first' }, { message: 'second' }],
    });
  });

  it('are gone when they are removed, all of one job, and no others', async () => {
    const { letters } = await open();
    for (const key of ['a', 'a', 'b']) await letters.put(letterFor(key));
    await letters.remove(idOf('a'));
    await letters.remove(idOf('missing'));
    await letters.remove('../../a');
    expect(await keysOf(letters)).toEqual(['b']);
  });

  it('may be removed and replaced while they are listed', async () => {
    const { letters } = await open();
    for (const key of ['a', 'b', 'c', 'd']) await letters.put(letterFor(key));
    const seen: string[] = [];
    for await (const entry of letters.list()) {
      if (entry.status !== 'letter') continue;
      const { letter } = entry;
      const { key } = letter.job.source.ref;
      seen.push(key);
      if (key < 'c') await letters.remove(letter.id);
      else await letters.put({ ...letter, redrives: 1 });
    }
    expect(seen.sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(await keysOf(letters)).toEqual(['c', 'd']);
    expect(await letterIn(letters, 'c')).toMatchObject({ redrives: 1 });
  });

  it('are shown as corrupt, not fatal, when they cannot be read; and can be removed', async () => {
    const { letters, spoil } = await open();
    await letters.put(letterFor('a'));
    await spoil();
    const corrupt = (await entriesOf(letters)).filter(({ status }) => status === 'corrupt');
    expect(corrupt).toEqual([
      { status: 'corrupt', id: expect.any(String), because: expect.stringMatching(/JSON/) },
    ]);
    const { id } = corrupt[0] as { id: string };
    expect(await letters.get(id)).toEqual(corrupt[0]);
    await letters.remove(id);
    expect(await keysOf(letters)).toEqual(['a']);
  });
});
