/** The whole of a tune with the real SDK, processes and logs: on the local Lambda. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListVersionsByFunctionCommand,
} from '@aws-sdk/client-lambda';
import { type FunctionHost, startFunctionHost } from '@parquetry/local-aws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTuneClients, destroyTuneClients, type TuneClients } from '../../src/invoke/clients.ts';
import { systemClock } from '../../src/invoke/clock.ts';
import { HOST_SHARE_HEADER } from '../../src/invoke/host-share.ts';
import type { TuneDependencies } from '../../src/load/run.ts';
import { runTune } from '../../src/load/run-tune.ts';
import { preparePayloads } from '../../src/payloads/prepare-payloads.ts';
import { waitUntilReady } from '../../src/versions/control-plane.ts';
import { price, tuneRequest } from '../support/tune-setup.ts';
import { zipOf } from '../support/zip-of.ts';

const CODE = `
export const handler = async (event) => {
  if (process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE === '128') await new Promise(() => setInterval(() => {}, 1000));
  for (let line = 0; line < (event.lines ?? 0); line += 1) console.log('REPORT RequestId: ' + 'x'.repeat(80));
  return { parquetry: { version: 1, engine: process.env.ENGINE, stages: { work: 1 }, cpuMs: 2 } };
};
`;

let host: FunctionHost;
let clients: TuneClients;
let directory: string;

async function createFunction(name: string): Promise<void> {
  await clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/local',
      MemorySize: 1024,
      Timeout: 1,
      Code: { ZipFile: zipOf('index.mjs', CODE) },
      Environment: { Variables: { PARQUETRY_FUNCTION: 'bench', ENGINE: 'simd' } },
    }),
  );
  await waitUntilReady({ lambda: clients.lambda, clock: systemClock, signal: undefined }, name);
}

const dependencies = (): TuneDependencies => ({
  clients,
  clock: systemClock,
  price,
  directory,
  signal: new AbortController().signal,
  tell: () => {},
});

/** What else the machine does must not decide this test: no sample is spoiled. */
function overlookBusyHost({ invoker }: TuneClients): void {
  const { requestHandler } = invoker.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    const { response } = await handle(request, options);
    const share = response.headers[HOST_SHARE_HEADER];
    if (share === undefined) return { response };
    response.headers[HOST_SHARE_HEADER] = JSON.stringify({ ...JSON.parse(share), isSpoiled: false });
    return { response };
  };
}

async function requireUntouched(name: string): Promise<void> {
  const { lambda } = clients;
  const latest = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  expect(latest.MemorySize).toBe(1024);
  expect(latest.Environment?.Variables).toEqual({ PARQUETRY_FUNCTION: 'bench', ENGINE: 'simd' });
  const { Versions = [] } = await lambda.send(new ListVersionsByFunctionCommand({ FunctionName: name }));
  expect(Versions.map(({ Version }) => Version)).toEqual(['$LATEST']);
  const { Aliases } = await lambda.send(new ListAliasesCommand({ FunctionName: name }));
  expect(Aliases).toEqual([]);
}

beforeAll(async () => {
  host = await startFunctionHost({ cpuControl: 'none' });
  clients = createTuneClients({
    endpoint: host.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  overlookBusyHost(clients);
  directory = await mkdtemp(join(tmpdir(), 'parquetry-tune-test-'));
});

afterAll(async () => {
  destroyTuneClients(clients);
  await host[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

test('a function of this machine is tuned, a size that never answers is a finding, and nothing is left', async () => {
  await createFunction('worker');
  const request = await tuneRequest({
    runId: 'local-1',
    place: 'local',
    memoryMb: [128, 1024, 1769],
    engines: ['simd'],
    samples: 2,
  });
  const run = await runTune(request, dependencies());
  const answered = run.samples.filter(({ memoryMb }) => memoryMb !== 128);
  expect(new Set(answered.map(({ outcome }) => outcome))).toEqual(new Set(['cold', 'warm']));
  expect(
    answered.every(({ cpuMs, durationMs, requestId }) => cpuMs === 2 && durationMs !== null && requestId),
  ).toBe(true);
  const cold = answered.filter(({ outcome }) => outcome === 'cold');
  expect(cold.every(({ initMs }) => initMs !== null && initMs > 0)).toBe(true);
  expect(run.gaps.map(({ memoryMb, status }) => ({ memoryMb, status }))).toEqual([
    { memoryMb: 128, status: 'finding' },
  ]);
  expect(run.cpuControl).toBe(host.cpuControl);
  expect(run.leftBehind).toEqual([]);
  await requireUntouched('worker');
});

test('a copy is tuned in place of the function, with a log that is longer than its tail, and is gone', async () => {
  await createFunction('talker');
  const source = { kind: 'single', text: '{"lines":100}', description: 'many lines' } as const;
  const request = await tuneRequest({
    runId: 'local-2',
    target: 'talker',
    place: 'local',
    memoryMb: [1769],
    samples: 1,
    coldSamples: 1,
    isCopy: true,
    payloads: await preparePayloads(source, { runId: 'local-2', keep: false }),
  });
  const run = await runTune(request, dependencies());
  expect(run.samples.map(({ outcome }) => outcome).sort()).toEqual(['cold', 'warm']);
  await requireUntouched('talker');
  const { Functions = [] } = await clients.lambda.send(new ListFunctionsCommand({}));
  expect(
    Functions.map(({ FunctionName }) => FunctionName).filter((name) => name?.includes('local-2')),
  ).toEqual([]);
});
