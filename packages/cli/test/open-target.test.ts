import { PassThrough, Readable } from 'node:stream';
import type { FreshVersions, FunctionFacts, TuneClients } from '@parquetry/tune';
import { expect, it } from 'vitest';
import type { CommandContext } from '../src/commands/command-context.ts';
import type { BenchPlace } from '../src/commands/targets/bench-place.ts';
import { describeBench } from '../src/commands/targets/describe-bench.ts';
import { targetOf } from '../src/commands/targets/open-target.ts';
import { mayBegin } from '../src/commands/targets/tell-target.ts';

const facts = {
  name: 'mine',
  account: '123456789012',
  arn: 'arn:aws:lambda:eu-west-1:123456789012:function:mine',
  region: 'eu-west-1',
  memoryMb: 1024,
  timeoutSeconds: 60,
  architecture: 'arm64',
  ephemeralStorageMb: 512,
  logGroup: '/aws/lambda/mine',
} as FunctionFacts;

/** Clients of a function that answers so, and is billed for a second each time. */
function clientsOf(answer: unknown, billedMs = 1000) {
  const asked: { readonly Qualifier: string }[] = [];
  const send = async ({ input }: { readonly input: { readonly Qualifier: string } }) => {
    asked.push(input);
    const memoryMb = input.Qualifier === '$LATEST' ? 1024 : 512;
    const figures = `Duration: 900.00 ms\tBilled Duration: ${billedMs} ms\tMemory Size: ${memoryMb} MB\tMax Memory Used: 70 MB\tInit Duration: 99.50 ms`;
    const log = `START RequestId: r Version: 1\nEND RequestId: r\nREPORT RequestId: r\t${figures}\t\n`;
    return {
      $metadata: { requestId: 'r' },
      Payload: Buffer.from(JSON.stringify(answer)),
      LogResult: Buffer.from(log).toString('base64'),
    };
  };
  return { asked, clients: { invoker: { send } } as unknown as TuneClients };
}

const placeOf = (clients: TuneClients, isLocal = false): BenchPlace => ({
  isLocal,
  name: 'lambda:mine',
  clients,
  facts,
  objects: { bucket: 's3://lake', prefix: 'run/', carry: async () => ({ keys: [] }) },
  temporaryDirectory: '/tmp/parquetry-bench-run',
  clearObjects: async () => [],
  [Symbol.asyncDispose]: async () => {},
});

const environment = {
  cpuModel: 'a cloud',
  cores: 2,
  cpuQuotaCores: 0.5,
  memoryBytes: 1e9,
  memoryLimitBytes: 1e9,
  architecture: 'arm64',
  platform: 'linux',
  osImage: 'a runtime',
  kernel: '6',
  nodeVersion: 'v24.0.0',
  v8Version: '13',
  execArgv: [],
  nodeOptions: '',
  uvThreadpoolSize: '',
  lockfileSha256: null,
  bundleSha256: 'abc',
  gitCommit: null,
  gitDirty: null,
};

const signal = new AbortController().signal;

it('a function describes itself; limits of the size it was found at are no row’s', async () => {
  const { asked, clients } = clientsOf({ environment, memoryMb: 1024, region: 'eu-west-1' });
  const described = await describeBench(placeOf(clients), signal);
  expect(asked.map(({ Qualifier }) => Qualifier)).toEqual(['$LATEST']);
  expect(described).toMatchObject({
    place: 'AWS Lambda · eu-west-1',
    environment: { cpuModel: 'a cloud', cpuQuotaCores: null, memoryLimitBytes: null },
    price: { architecture: 'arm64' },
    cpuControl: null,
  });
  const local = await describeBench(placeOf(clients, true), signal);
  expect(local.place).toBe('local Lambda · 2 cores · a cloud');
});

it('a function of somebody else’s is refused before anything is changed', async () => {
  const { clients } = clientsOf('hello');
  await expect(describeBench(placeOf(clients), signal)).rejects.toThrow(
    'mine does not answer as a bench function of this version does: see docs/deploy.md',
  );
});

it('each event goes to a version of its own, until the dollars are spent', async () => {
  const { asked, clients } = clientsOf({ status: 'unsupported', because: 'x' });
  let number = 0;
  const versions: FreshVersions = { take: async () => `${++number}`, close: async () => [] };
  const request = { place: placeOf(clients), maxDollars: 0.00001, needed: new Map([[512, 3]]) };
  const target = targetOf(request, {} as never, versions);
  expect(target.sizes).toEqual([{ memoryMb: 512, limits: { memoryBytes: 384 << 20, threads: 1 } }]);
  expect(await target.invoke(512, '{}')).toEqual({
    status: 'answered',
    answer: { status: 'unsupported', because: 'x' },
    invocation: { memoryMb: 512, durationMs: 900, billedMs: 1000, initMs: 99.5, maxMemoryUsedMb: 70 },
  });
  expect(await target.invoke(512, '{}')).toMatchObject({ status: 'answered' });
  expect(await target.invoke(512, '{}')).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/were spent, and \$0\.00001 are allowed: see --max-usd$/),
  });
  expect(asked.map(({ Qualifier }) => Qualifier)).toEqual(['1', '2']);
});

function terminalOf() {
  const stderr = new PassThrough();
  const terminal = { signal, stderr, stdin: Readable.from([]), quiet: false };
  return { context: { terminal } as unknown as CommandContext, said: () => `${stderr.read() ?? ''}` };
}

const needed = new Map([[512, 10]]);

it('nobody is asked about a Lambda of this machine', async () => {
  const { context, said } = terminalOf();
  expect(await mayBegin(placeOf(clientsOf({}).clients, true), needed, { maxUsd: 1 }, context)).toBe(true);
  expect(said()).toBe('');
});

it('on AWS it is told what would be done; it begins where that was allowed beforehand', async () => {
  const { context, said } = terminalOf();
  const place = placeOf(clientsOf({}).clients);
  expect(await mayBegin(place, needed, { maxUsd: 1, yes: true }, context)).toBe(true);
  expect(said()).toContain('account      123456789012');
  await expect(mayBegin(place, needed, { maxUsd: 1 }, context)).rejects.toThrow('give --yes');
});

it('what would cost more than was allowed is refused, also with --yes', async () => {
  const { context } = terminalOf();
  const begin = mayBegin(placeOf(clientsOf({}).clients), needed, { maxUsd: 0.0001, yes: true }, context);
  await expect(begin).rejects.toThrow('are more than the $0.0001 allowed: fewer sizes');
});
