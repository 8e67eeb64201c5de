import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FunctionHost, startFunctionHost, startLocalAws } from '../../../src/index.ts';
import { clientConfig, ROLE, zipOf } from './support/use-service.ts';

const WAIT = { maxWaitTime: 30, minDelay: 0.02, maxDelay: 0.1 };
const CODE = `export const handler = async ({ ms = 0, eat = false }) => {
  const eaten = [];
  while (eat) eaten.push(Buffer.alloc(8_000_000, 1));
  await new Promise((resolve) => setTimeout(resolve, ms));
  return { memory: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE, s3: process.env.AWS_ENDPOINT_URL_S3 };
};`;

/** Of this file's own: what others start meanwhile is elsewhere. */
let temporary: string;
const before = process.env['TMPDIR'];
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'function-host-test-'));
  process.env['TMPDIR'] = temporary;
});
afterAll(async () => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  await rm(temporary, { recursive: true, force: true });
});

const directories = () => readdir(temporary);

const isAlive = (processId: number) => {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
};

const isServed = (endpoint: string) =>
  fetch(endpoint).then(
    () => true,
    () => false,
  );

describe('the local Lambda in its process', () => {
  let host: FunctionHost;
  let lambda: LambdaClient;

  beforeAll(async () => {
    host = await startFunctionHost({ environment: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' } });
    lambda = new LambdaClient(clientConfig(host.endpoint));
    const ZipFile = await zipOf({ 'index.mjs': CODE });
    const base = { Role: ROLE, Runtime: 'nodejs24.x', Handler: 'index.handler' } as const;
    const Architectures = [process.arch === 'arm64' ? 'arm64' : 'x86_64'] as ('arm64' | 'x86_64')[];
    await lambda.send(
      new CreateFunctionCommand({
        ...base,
        Architectures,
        FunctionName: 'f',
        Timeout: 30,
        Code: { ZipFile },
      }),
    );
    await waitUntilFunctionActiveV2({ client: lambda, ...WAIT }, { FunctionName: 'f' });
  });
  afterAll(async () => {
    lambda.destroy();
    await host[Symbol.asyncDispose]();
  });

  async function configure(more: object): Promise<void> {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'f', ...more }));
    await waitUntilFunctionUpdatedV2({ client: lambda, ...WAIT }, { FunctionName: 'f' });
  }

  async function invoke(event: object, name = 'f') {
    const command = new InvokeCommand({
      FunctionName: name,
      Payload: JSON.stringify(event),
      LogType: 'Tail',
    });
    const { FunctionError, Payload, LogResult } = await lambda.send(command);
    const value = JSON.parse(Payload!.transformToString()) as Record<string, string>;
    return { FunctionError, value, log: Buffer.from(LogResult ?? '', 'base64').toString() };
  }

  it('runs one function at four sizes, each in an environment of its own', async () => {
    for (const MemorySize of [128, 512, 1024, 1769]) {
      await configure({ MemorySize });
      const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: 'f' }));
      await waitUntilFunctionActiveV2({ client: lambda, ...WAIT }, { FunctionName: `f:${Version}` });
      const cold = await invoke({}, `f:${Version}`);
      expect(cold.value).toEqual({ memory: `${MemorySize}`, s3: 'http://127.0.0.1:1' });
      expect(cold.log).toMatch(
        new RegExp(`REPORT RequestId: .*Memory Size: ${MemorySize} MB.*Init Duration:`),
      );
      expect((await invoke({}, `f:${Version}`)).log).not.toContain('Init Duration');
    }
  });

  it('ends what times out or takes too much memory, and goes on with a new environment', async () => {
    await configure({ MemorySize: 256, Timeout: 1 });
    const late = await invoke({ ms: 60_000 });
    expect(late.FunctionError).toBe('Unhandled');
    expect(late.value['errorMessage']).toContain('Task timed out after 1.00 seconds');
    expect(late.log).toContain('Status: timeout');
    await configure({ Timeout: 30 });
    const big = await invoke({ eat: true });
    expect(big.FunctionError).toBe('Unhandled');
    expect(big.log).toContain('Runtime.OutOfMemory');
    expect((await invoke({})).value['memory']).toBe('256');
  });

  it('takes events, and refuses those of functions that are not there', async () => {
    await host.invokeEvent('f', { ms: 1 });
    await expect(host.invokeEvent('g', {})).rejects.toThrow('function g refused an event');
  });

  it('is named to SDKs by the environment', () => {
    expect(host.environment).toMatchObject({
      AWS_ENDPOINT_URL_LAMBDA: host.endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH: host.endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: host.endpoint,
      AWS_ENDPOINT_URL_STS: host.endpoint,
    });
    expect(host.environment).not.toHaveProperty('AWS_ENDPOINT_URL');
  });

  it('does not take a port that is in use', async () => {
    const found = await directories();
    const port = Number(new URL(host.endpoint).port);
    await expect(startFunctionHost({ port })).rejects.toThrow(`port ${port} of 127.0.0.1 is in use`);
    expect(await directories()).toEqual(found);
  });
});

it('code is read from the local S3', async () => {
  await using aws = await startLocalAws();
  await using host = await startFunctionHost({ environment: aws.environment });
  const s3 = new S3Client({ ...clientConfig(aws.endpoint), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'code' }));
  await s3.send(
    new PutObjectCommand({ Bucket: 'code', Key: 'f.zip', Body: await zipOf({ 'index.mjs': CODE }) }),
  );
  const lambda = new LambdaClient(clientConfig(host.endpoint));
  const create = (S3Key: string) =>
    lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'f',
        Role: ROLE,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { S3Bucket: 'code', S3Key },
      }),
    );
  await expect(create('nowhere.zip')).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  expect((await create('f.zip')).CodeSize).toBeGreaterThan(100);
  s3.destroy();
  lambda.destroy();
});

it('disposal leaves neither process, port nor directory', async () => {
  const host = await startFunctionHost();
  expect(await directories()).not.toEqual([]);
  await Promise.all([host[Symbol.asyncDispose](), host[Symbol.asyncDispose]()]);
  expect(isAlive(host.processId)).toBe(false);
  expect(await isServed(host.endpoint)).toBe(false);
  expect(await host.ended).toBeUndefined();
  expect(await directories()).toEqual([]);
});

it('a host that is killed says so, and what it left is removed by the next one', async () => {
  await using host = await startFunctionHost();
  process.kill(host.processId, 'SIGKILL');
  expect(await host.ended).toBe('the local Lambda ended with SIGKILL');
  expect(await directories()).not.toEqual([]);
  await (await startFunctionHost())[Symbol.asyncDispose]();
  expect(await directories()).toEqual([]);
});

it('a parent that is killed leaves no host and no directory behind', async () => {
  const holder = fileURLToPath(new URL('./support/hold-function-host.ts', import.meta.url));
  const parent = spawn(process.execPath, [holder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: parent.stdout! }), 'line')) as [string];
  const { processId } = JSON.parse(line) as { processId: number };
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(processId)).toBe(false), { timeout: 10_000 });
  expect(await directories()).toEqual([]);
});
