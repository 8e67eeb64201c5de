import type { ObjectRef } from '@parquetry/core';
import {
  deadLetter,
  type MessageQueue,
  openSqsQueue,
  queuedDeadLetters,
  wallClock,
} from '@parquetry/delivery';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { openS3, type S3Store, s3Settings } from '@parquetry/s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { useDirectory } from './support/run-cli.ts';
import { runInProcess } from './support/run-in-process.ts';

const directory = useDirectory();
const cli = (...args: string[]) => runInProcess(directory(), args);

const GOOD = 'id,name\n1,one\n2,two\n';
const BAD = 'id,name\n1,one\n2,two,three\n';

let aws: LocalAws;
let s3: S3Store;
let made = 0;
let place = '';

async function upload(key: string, text: string): Promise<void> {
  const ref: ObjectRef = { bucket: 's3://lake', key };
  async function* body() {
    yield Buffer.from(text);
  }
  await s3.write(ref, body());
}

beforeAll(async () => {
  aws = await startLocalAws();
  for (const [name, value] of Object.entries(aws.environment)) vi.stubEnv(name, value);
  s3 = openS3(s3Settings.parse({ endpoint: aws.endpoint }));
  await aws.createBucket('lake');
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await s3[Symbol.asyncDispose]();
  await aws[Symbol.asyncDispose]();
});
beforeEach(async () => {
  made += 1;
  place = `s3://lake/${made}/out/`;
  await upload(`${made}/in/good.csv`, GOOD);
  await upload(`${made}/in/bad one.csv`, BAD);
  expect(await cli('run', 'batch', `s3://lake/${made}/in/`, '--out', place)).toMatchObject({ code: 1 });
});

const listed = async (...args: string[]) => JSON.parse((await cli('jobs', 'list', '--json', ...args)).out);

describe('dead letters below a prefix of S3', () => {
  it('are listed, shown, and redriven', async () => {
    const [letter] = (await listed(place)).letters;
    expect(letter.job.source.ref).toEqual({ bucket: 's3://lake', key: `${made}/in/bad one.csv` });
    expect(await cli('jobs', 'show', place, letter.id)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`s3://lake/${made}/in/bad one.csv`),
    });
    expect(await cli('jobs', 'redrive', place)).toMatchObject({ code: 1 });
    await upload(`${made}/in/bad one.csv`, GOOD);
    expect(await cli('jobs', 'redrive', place)).toMatchObject({ code: 0 });
    expect((await listed(place)).letters).toEqual([]);
    expect(await s3.stat({ bucket: 's3://lake', key: `${made}/out/bad one.parquet` })).toBeDefined();
    expect(await cli('jobs', 'health', place)).toMatchObject({ code: 0 });
  });

  it('are none where nothing was ever written', async () => {
    expect(await cli('jobs', 'list', 's3://lake/nothing')).toMatchObject({
      code: 0,
      err: 's3://lake/nothing: no dead letters\n',
    });
  });

  it('cannot be listed in a bucket that there is not', async () => {
    expect(await cli('jobs', 'list', 's3://missing-lake/out')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no such bucket'),
    });
  });
});

describe('dead letters in a queue', () => {
  let queue: MessageQueue & Disposable;

  beforeEach(async () => {
    const { url } = await aws.createQueue(`dead-${made}`);
    queue = await openSqsQueue({ url });
    const letters = queuedDeadLetters({ queue, clock: wallClock });
    for (const letter of (await listed(place)).letters) await letters.put(deadLetter.parse(letter));
    return () => queue[Symbol.dispose]();
  });

  it('are listed and shown, and stay', async () => {
    for (let time = 0; time < 2; time += 1) {
      const { code, out, err } = await cli('jobs', 'list', '--queue', queue.url);
      expect(code).toBe(0);
      expect(out).toContain('bad one.csv');
      expect(err).toContain(`parquetry jobs redrive <place> --queue ${queue.url}`);
    }
    const [letter] = (await listed('--queue', queue.url)).letters;
    expect(await cli('jobs', 'show', letter.id, '--queue', queue.url)).toMatchObject({ code: 0 });
    expect(await cli('jobs', 'health', place, '--queue', queue.url)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^dead letters +about 1$/m),
    });
  });

  it('are redriven by the recipe of a place', async () => {
    expect(await cli('jobs', 'redrive', place, '--queue', queue.url)).toMatchObject({ code: 1 });
    expect((await listed('--queue', queue.url)).letters).toMatchObject([{ redrives: 1, attempts: 2 }]);
    await upload(`${made}/in/bad one.csv`, GOOD);
    expect(await cli('jobs', 'redrive', place, '--queue', queue.url)).toMatchObject({ code: 0 });
    expect(await queue.count()).toBe(0);
  });

  it('cannot be listed when there is no such queue', async () => {
    expect(await cli('jobs', 'list', '--queue', `${queue.url}-missing`)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/there is no such queue; check its URL, the region and the endpoint$/m),
    });
  });
});
