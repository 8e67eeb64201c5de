import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { plainCsv } from '@parquetry/core';
import { engineNames } from '@parquetry/engines';
import { type LocalAws, startFunctionHost, startLocalAws } from '@parquetry/local-aws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { functionFiles } from '../src/bundles/function-zip.ts';
import {
  architectures,
  buildFunctionBundles,
  enginesFor,
  type FunctionBundle,
  type FunctionName,
  functionZip,
  hostArchitecture,
  missingPart,
  nativeSnappy,
} from '../src/index.ts';

const CSV = 'n,s\n1,one\n2,two\n3,\n';
const MIB = 1 << 20;

/** What Lambda's runtime does with a bundle, as far as its files matter: one environment, events one after the other. */
const RUNTIME = `
const { handler } = await import(process.argv[2]);
const context = { getRemainingTimeInMillis: () => 60_000 };
process.on('message', async (event) => {
  try { process.send({ answer: await handler(event, context) }); }
  catch (error) { process.send({ error: error.message }); }
});
process.send('ready');
`;

let scratch: string;
let aws: LocalAws;
let built: Readonly<Record<FunctionName, FunctionBundle>>;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'parquetry-functions-'));
  built = await buildFunctionBundles(join(scratch, 'built'));
  await cp(join(scratch, 'built'), join(scratch, 'deployed'), { recursive: true });
  await writeFile(join(scratch, 'runtime.mjs'), RUNTIME);
  aws = await startLocalAws();
  for (const bucket of ['inputs', 'outputs']) await aws.createBucket(bucket);
  await fetch(`${aws.endpoint}/inputs/a.csv`, { method: 'PUT', body: CSV });
});
afterAll(async () => {
  await aws[Symbol.asyncDispose]();
  await rm(scratch, { recursive: true, force: true });
});

type Answer = Record<string, unknown>;

/** An environment of a deployed function, ended afterwards. */
async function withFunction<Result>(
  name: string,
  variables: Readonly<Record<string, string>>,
  use: (invoke: (event: object) => Promise<Answer>) => Promise<Result>,
): Promise<Result> {
  const child = fork(join(scratch, 'runtime.mjs'), [join(scratch, 'deployed', name, 'index.js')], {
    execArgv: [],
    stdio: 'ignore',
    env: {
      ...process.env,
      ...aws.environment,
      INPUT_BUCKET: 'inputs',
      OUTPUT_BUCKET: 'outputs',
      ...variables,
    },
  });
  try {
    await once(child, 'message');
    return await use(async (event) => {
      child.send(event);
      const [reply] = await once(child, 'message');
      return reply.answer ?? reply;
    });
  } finally {
    child.kill('SIGKILL');
  }
}

/** Sends events, one after the other, to one environment. */
const invoke = (name: string, variables: Readonly<Record<string, string>>, ...events: readonly object[]) =>
  withFunction(name, variables, async (send) => {
    const answers: Answer[] = [];
    for (const event of events) answers.push(await send(event));
    return answers;
  });

describe('the functions, copied to a directory with nothing above it', () => {
  it.each(engineNames)('convert with %s, both formats', async (engine) => {
    const wanted = { action: 'convert', source: 's3://inputs/a.csv', output: `s3://outputs/${engine}/` };
    const [answer] = await invoke('convert', { ENGINE: engine, FORMATS: 'parquet,avro' }, wanted);
    expect(answer).toMatchObject({
      status: 'converted',
      rows: { written: 3 },
      parquetry: { version: 1, engine, coldStart: true },
    });
  });

  it('convert with several threads, and stream what is large', async () => {
    const body = `n,s\n${'1,one\n'.repeat(400_000)}`;
    await fetch(`${aws.endpoint}/inputs/large.csv`, { method: 'PUT', body });
    const wanted = { action: 'convert', source: 's3://inputs/large.csv' };
    const variables = { MAX_WORKERS: '2', AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128' };
    const [answer] = await invoke('convert', variables, wanted);
    expect(answer).toMatchObject({ status: 'converted', rows: { written: 400_000 } });
  });

  it('send a trace of each job where tracing is on', async () => {
    const daemon = createSocket('udp4');
    try {
      daemon.bind(0, '127.0.0.1');
      await once(daemon, 'listening');
      const sent: string[] = [];
      daemon.on('message', (message) => sent.push(`${message}`.split('\n')[1]!));
      const traced = {
        AWS_LAMBDA_FUNCTION_NAME: 'convert',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        LAMBDA_TASK_ROOT: join(scratch, 'deployed', 'convert'),
        AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`,
        _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
        ENGINE: 'simd',
      };
      const wanted = { action: 'convert', source: 's3://inputs/a.csv' };
      await withFunction('convert', traced, async (send) => {
        for (const jobs of [1, 2]) {
          await send(wanted);
          await vi.waitUntil(() => sent.length === jobs, 20_000);
        }
      });
      for (const segment of sent) {
        expect(JSON.parse(segment)).toMatchObject({
          name: 'job',
          trace_id: '1-5759e988-bd862e3fe1be46a994272793',
          annotations: { attempt: 1, rows: 3 },
        });
      }
    } finally {
      daemon.close();
    }
  });

  it('say with every invocation what is wrong with their settings', async () => {
    const check = { action: 'health_check' };
    const answers = await invoke('convert', { CHUNK_SIZE: 'x', MAX_RETRIES: 'y' }, check, check);
    for (const answer of answers) {
      expect(answer['error']).toContain('the environment variables have 2 problems');
    }
  });

  it('answer samples, of data that they make or fetch themselves and do not keep', async () => {
    const place = `/tmp/parquetry-test-${process.pid}`;
    const plan = (name: string) => ({
      source: {
        ref: { bucket: place, key: name },
        compression: 'none',
        bytes: CSV.length,
        format: plainCsv(['n', 's']),
      },
      schema: {
        columns: [
          { name: 'n', type: { kind: 'int64' }, nullable: true },
          { name: 's', type: { kind: 'string' }, nullable: true },
        ],
      },
      outputs: [{ format: 'parquet', ref: { bucket: place, key: `${name}.parquet` }, codec: 'snappy' }],
    });
    const request = {
      purpose: 'measure',
      engine: 'simd',
      limits: { memoryBytes: 64 * MIB, threads: 1 },
      iterations: 1,
      warmupFiles: 0,
      plans: [plan('a.csv')],
    };
    const generated = { recipe: 'state-vectors', rows: 50, seed: 1, to: `${place}/b.csv` };
    const [sample, ofGenerated, unknown, refused, described] = await invoke(
      'bench',
      {},
      { request, stage: [{ from: 's3://inputs/a.csv', to: `${place}/a.csv` }] },
      { request: { ...request, plans: [plan('b.csv')], infers: true }, generate: [generated] },
      { request, generate: [{ ...generated, recipe: 'soup' }] },
      { request, stage: [{ from: 's3://inputs/a.csv', to: '/etc/passwd' }] },
      { action: 'describe' },
    );
    expect(sample).toMatchObject({ status: 'measured' });
    expect(ofGenerated).toMatchObject({ status: 'measured' });
    expect(unknown!['error']).toContain('there is no recipe "soup"; known: state-vectors');
    const left = await readdir(place, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile())).toEqual([]);
    await rm(place, { recursive: true });
    expect(refused!['error']).toContain('it must be a file below /tmp');
    expect(described).toMatchObject({ environment: { nodeVersion: process.version } });
  });
});

describe('the zip on a local Lambda, by the client of AWS', () => {
  const FunctionName = 'convert';
  const opened = new AsyncDisposableStack();
  let lambda: LambdaClient;
  beforeAll(async () => {
    const host = opened.use(await startFunctionHost({ environment: aws.environment }));
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    lambda = opened.adopt(
      new LambdaClient({ endpoint: host.endpoint, region: 'us-east-1', credentials }),
      (client) => client.destroy(),
    );
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Runtime: built.convert.runtime as 'nodejs24.x',
        Handler: built.convert.handler,
        Role: 'arn:aws:iam::000000000000:role/local',
        Architectures: [hostArchitecture()],
        MemorySize: 512,
        Timeout: 60,
        Code: { ZipFile: await built.convert.zip() },
        Environment: {
          Variables: { INPUT_BUCKET: 'inputs', OUTPUT_BUCKET: 'outputs', OUTPUT_PREFIX: 'lambda/' },
        },
      }),
    );
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 60, minDelay: 1 }, { FunctionName });
  });
  afterAll(() => opened.disposeAsync());

  it('answers an invocation, and leaves its logs and metrics', async () => {
    const Payload = JSON.stringify({ action: 'convert', source: 's3://inputs/a.csv' });
    const answer = await lambda.send(new InvokeCommand({ FunctionName, LogType: 'Tail', Payload }));
    expect(answer.FunctionError).toBeUndefined();
    expect(JSON.parse(Buffer.from(answer.Payload!).toString())).toMatchObject({
      status: 'converted',
      outputs: [{ url: 's3://outputs/lambda/a.parquet' }],
      parquetry: { coldStart: true, rows: 3 },
    });
    const log = Buffer.from(answer.LogResult!, 'base64').toString();
    const { requestId } = answer.$metadata;
    expect(log).toMatch(new RegExp(`"message":"converted".*"function_request_id":"${requestId}"`));
    expect(log).toContain('"Namespace":"Parquetry"');
    expect(log).toMatch(/REPORT RequestId: .*Max Memory Used: \d+ MB/);
  });

  it('carries out what a queue tells it of', async () => {
    const { arn } = await aws.createQueue('uploads');
    await aws.notify({ bucket: 'inputs', prefix: 'queued/', queueArn: arn });
    await lambda.send(
      new CreateEventSourceMappingCommand({
        FunctionName,
        EventSourceArn: arn,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    );
    await fetch(`${aws.endpoint}/inputs/queued/a.csv`, { method: 'PUT', body: CSV });
    const output = `${aws.endpoint}/outputs/lambda/queued/a.parquet`;
    await vi.waitUntil(async () => (await fetch(output)).ok, { timeout: 30_000, interval: 50 });
  });
});

describe('a zip', () => {
  const sha256 = (zip: Uint8Array) => createHash('sha256').update(zip).digest('hex');

  it('is the same whenever it is made, and far below what Lambda takes', async () => {
    const first = await built.convert.zip();
    const again = await functionZip(join(scratch, 'deployed', 'convert'));
    expect(sha256(again)).toBe(sha256(first));
    expect(first.length).toBeLessThan(10 * MIB);
  });

  it('has the handler, threads and wasm, and the native part of its architecture alone', async () => {
    expect(built.convert).toMatchObject({ handler: 'index.handler', runtime: 'nodejs24.x' });
    const architecture = hostArchitecture();
    const native = nativeSnappy(architecture)!;
    const names = [...(await functionFiles(built.convert.directory, architecture, native)).keys()];
    expect(names).toEqual(
      expect.arrayContaining([
        'index.js',
        'simd-worker.js',
        'store-thread.js',
        'kernel.wasm',
        'package.json',
      ]),
    );
    const natives = names.filter((name) => name.endsWith('.node'));
    expect(natives).toEqual([expect.stringContaining(`node_modules/${native.name}/`)]);
  });

  it('of an architecture whose native part is not installed runs simd, and refuses what needs the part', async () => {
    const files = await functionFiles(built.convert.directory, 'arm64', undefined);
    for (const [name, content] of files) {
      await mkdir(join(scratch, 'deployed', 'partless', dirname(name)), { recursive: true });
      await writeFile(join(scratch, 'deployed', 'partless', name), content);
    }
    const wanted = { action: 'convert', source: 's3://inputs/a.csv', formats: ['avro'] };
    const [converted] = await invoke('partless', { ENGINE: 'simd' }, wanted);
    expect(converted).toMatchObject({ status: 'converted' });
    const [refused] = await invoke('partless', { ENGINE: 'sequential' }, wanted);
    expect(refused!['error']).toMatch(/built without a part: .*snappy-linux-arm64-gnu.*set ENGINE=simd/);
  });

  it('has the native part of another architecture where that is installed', async () => {
    const installed = join(scratch, 'native');
    await mkdir(installed);
    await writeFile(join(installed, 'snappy.node'), 'machine code');
    const part = { name: '@napi-rs/snappy-linux-arm64-gnu', directory: installed };
    const names = [...(await functionFiles(built.convert.directory, 'arm64', part)).keys()];
    expect(names.filter((name) => name.includes('@napi-rs'))).toEqual([
      'node_modules/@napi-rs/snappy-linux-arm64-gnu/snappy.node',
    ]);
    expect(names).toContain('node_modules/snappy/index.js');
  });

  it('tells which engines it runs, and how to get the others', () => {
    expect(enginesFor(hostArchitecture())).toEqual(engineNames);
    for (const architecture of architectures) {
      const isWhole = nativeSnappy(architecture) !== undefined;
      expect(enginesFor(architecture)).toEqual(isWhole ? engineNames : ['simd']);
      expect(missingPart(architecture)).toMatch(
        /npm install --no-save --force @napi-rs\/snappy-linux-\S+@\d/,
      );
    }
  });
});

it('a start of simd loads neither the SDK of SQS, nor Arrow, nor what is for experiments', async () => {
  const loaded = new Set<string>();
  const load = async (file: string): Promise<void> => {
    if (loaded.has(file)) return;
    loaded.add(file);
    const text = await readFile(join(scratch, 'deployed', 'convert', file), 'utf8');
    const imports = text.matchAll(/(?:^|[;}])(?:import|export)\s*(?:[^"'();]*from)?\s*"\.\/([^"]+)"/g);
    for (const [, next] of imports) await load(next!);
  };
  await load('index.js');
  const texts = await Promise.all(
    [...loaded].map((file) => readFile(join(scratch, 'deployed', 'convert', file), 'utf8')),
  );
  const text = texts.join('');
  const strangers = ['ReceiveMessageCommand', 'RecordBatchFileWriter', 'aws-xray-sdk', 'report-2025'];
  expect(strangers.filter((stranger) => text.includes(stranger))).toEqual([]);
  expect(text).toContain('getRemainingTimeInMillis');
});
