import { fork } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PipelineSampleAnswer, PipelineSampleRequest } from '@parquetry/bench/pipeline';
import { type ConversionPlan, conversionPlan, plainCsv } from '@parquetry/core';
import type { Recipe } from '@parquetry/delivery';
import { contenderNames } from '@parquetry/engines';
import { type LocalAws, startLocalAws } from '@parquetry/local-aws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBenchBundle } from '../src/index.ts';

const CSV = 'n,s\n1,one\n2,two\n3,\n';
const FILES = 3;

let scratch: string;
let bundle: string;
let aws: LocalAws;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'parquetry-lambda-'));
  const built = join(scratch, 'built');
  bundle = join(scratch, 'deployed');
  await buildBenchBundle(built, { pipelines: contenderNames });
  await rename(built, bundle);
  aws = await startLocalAws();
  await aws.createBucket('inputs');
  await aws.createBucket('outputs');
  for (let file = 0; file < FILES; file += 1) {
    await fetch(`${aws.endpoint}/inputs/sources/${file}.csv`, { method: 'PUT', body: CSV });
  }
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

const format = plainCsv(['n', 's']);
const { schema }: Pick<ConversionPlan, 'schema'> = conversionPlan.parse({
  source: { ref: { bucket: '', key: '' }, compression: 'none', bytes: 0, format },
  schema: {
    columns: [
      { name: 'n', type: { kind: 'int64' }, nullable: true },
      { name: 's', type: { kind: 'string' }, nullable: true },
    ],
  },
  outputs: [{ format: 'parquet', ref: { bucket: '', key: '' }, codec: 'snappy' }],
});

const recipe = (prefix: string): Recipe => ({
  from: { bucket: 's3://inputs', prefix: 'sources/' },
  to: { bucket: 's3://outputs', prefix },
  source: {},
  typing: {
    kind: 'shared',
    schema,
    isWhole: true,
    model: { format, firstLine: Buffer.from('n,s\n').toString('base64') },
  },
  outputs: [{ format: 'parquet', codec: 'snappy' }],
});

const shared = (engine: string, prefix: string) => ({
  engine,
  limits: { memoryBytes: 1 << 30, threads: 1 },
  settings: {},
  recipe: recipe(prefix),
  files: FILES,
});

/** Asks the bundle's child as the harness does. */
async function ask(request: PipelineSampleRequest): Promise<PipelineSampleAnswer> {
  const child = fork(join(bundle, request.engine, 'pipeline-child.js'), [], {
    cwd: bundle,
    execArgv: [],
    env: { ...process.env, ...aws.environment },
  });
  const exit = once(child, 'exit');
  await once(child, 'message');
  child.send(request);
  const [reply] = await once(child, 'message');
  await exit;
  if (reply.kind !== 'answer') throw new Error(reply.error);
  return reply.answer;
}

const output = async (key: string) =>
  Buffer.from(await (await fetch(`${aws.endpoint}/outputs/${key}`)).arrayBuffer());

const isParquet = async (key: string) => (await output(key)).subarray(-4).toString() === 'PAR1';

describe('the bundle for objects, moved to a directory with nothing above it', () => {
  it.each(contenderNames)('converts with %s, between files where it reads paths', async (engine) => {
    const prefix = `${engine}/`;
    const stagingDirectory = join(scratch, 'staging');
    const isStaged = engine === 'duckdb' || engine === 'polars';
    const answer = await ask({
      purpose: 'verify',
      ...shared(engine, prefix),
      ...(isStaged && { stagingDirectory }),
    });
    expect(answer).toMatchObject({ status: 'converted', writers: { parquet: expect.any(String) } });
    expect(await isParquet(`${prefix}0.parquet`)).toBe(true);
    expect(await isParquet(`${prefix}${FILES - 1}.parquet`)).toBe(true);
  });

  it.each([
    ['by several threads', { threads: 2 }],
    ['by ranges and parts, in a thread of their own', { wholeObjectBytes: 0 }],
    ['by the lean client', { s3: { client: 'lean' as const } }],
  ])('converts objects %s', async (name, settings) => {
    const prefix = `${name.replaceAll(' ', '-')}/`;
    const answer = await ask({ purpose: 'verify', ...shared('simd', prefix), settings });
    expect(answer).toMatchObject({ status: 'converted' });
    expect(await isParquet(`${prefix}0.parquet`)).toBe(true);
  });

  it('measures passes and counts what they ask for, over a network if need be', async () => {
    const answer = await ask({
      purpose: 'measure',
      ...shared('simd', 'measured/'),
      profile: { name: 'same-region', seed: 1 },
      iterations: 2,
      warmupFiles: 1,
    });
    if (answer.status !== 'measured') throw new Error(JSON.stringify(answer));
    expect(answer.passes).toMatchObject([
      { requests: { ListObjectsV2: 1, GetObject: FILES, PutObject: FILES } },
      { requests: { ListObjectsV2: 1, GetObject: FILES, PutObject: FILES } },
    ]);
    const [pass] = answer.sample.iterations;
    // A GET and a PUT one after the other, and the listing before.
    expect(pass?.wallMs).toBeGreaterThan(30);
    expect(await isParquet('measured/pass-1/0.parquet')).toBe(true);
  });

  it.each(['download', 'upload', 'requests'] as const)('does the part %s alone', async (probe) => {
    const answer = await ask({
      purpose: 'measure',
      ...shared('simd', `${probe}/`),
      probe,
      iterations: 1,
      warmupFiles: 0,
    });
    if (answer.status !== 'measured') throw new Error(JSON.stringify(answer));
    const { GetObject = 0, PutObject = 0 } = answer.passes[0]!.requests;
    expect([GetObject, PutObject]).toEqual([
      probe === 'upload' ? 0 : FILES,
      probe === 'download' ? 0 : FILES,
    ]);
    if (probe !== 'download') expect(await isParquet(`${probe}/pass-0/0.parquet`)).toBe(true);
  });

  it('refuses a network that nobody knows', async () => {
    const request = {
      purpose: 'verify',
      ...shared('simd', 'x/'),
      profile: { name: 'moon', seed: 1 },
    } as const;
    await expect(ask(request)).rejects.toThrow('there is no network profile moon');
  });
});

it('samples of files start without the SDK', async () => {
  expect(await readFile(join(bundle, 'simd', 'serve-samples.js'), 'utf8')).not.toContain('S3Client');
  expect(await readFile(join(bundle, 'simd', 'serve-pipeline.js'), 'utf8')).toContain('S3Client');
});

it('a bundle for files alone has nothing for objects', async () => {
  const plain = join(scratch, 'plain');
  await buildBenchBundle(plain, { engines: ['simd'] });
  await access(join(plain, 'simd', 'bench-child.js'));
  await expect(access(join(plain, 'simd', 'pipeline-child.js'))).rejects.toMatchObject({ code: 'ENOENT' });
});
