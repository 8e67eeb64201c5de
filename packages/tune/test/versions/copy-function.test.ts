import { expect, test } from 'vitest';
import { runTune } from '../../src/load/run-tune.ts';
import { copyFunction, type Download } from '../../src/versions/copy-function.ts';
import { openSetup, RUN_ID, tuneRequest } from '../support/tune-setup.ts';

const COPY = `worker-parquetry-tune-${RUN_ID}`;

const copy = async (
  setup: Awaited<ReturnType<typeof openSetup>>,
  download: Download,
  qualifier: string | null = null,
) => {
  const { clients, clock } = setup.dependencies;
  const plane = { lambda: clients.lambda, clock, signal: undefined };
  return copyFunction(plane, { name: 'worker', qualifier, runId: RUN_ID, download });
};

const small: Download = async () => new Uint8Array(10);

test('a copy runs as the original does, and says whose it is', async () => {
  await using setup = await openSetup();
  setup.aws.add('worker', {
    LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
    SnapStart: { ApplyOn: 'PublishedVersions' },
    EphemeralStorage: { Size: 2048 },
  });
  expect(await copy(setup, small)).toBe(COPY);
  const { latest, tags } = setup.aws.functions.get(COPY)!;
  expect([
    latest.MemorySize,
    latest.Role,
    latest.Handler,
    latest.EphemeralStorage,
    latest.Environment,
  ]).toEqual([
    1024,
    'arn:aws:iam::123456789012:role/worker',
    'index.handler',
    { Size: 2048 },
    { Variables: { SECRET: 'kept' } },
  ]);
  expect(latest.LoggingConfig).toEqual({
    LogFormat: 'JSON',
    SystemLogLevel: 'INFO',
    LogGroup: '/aws/lambda/worker',
  });
  expect([latest.Description, tags]).toEqual([
    `parquetry-tune ${RUN_ID} copy-of=worker`,
    { 'parquetry-tune-run': RUN_ID },
  ]);
});

test('a copy of a version has the configuration of that version', async () => {
  await using setup = await openSetup();
  const worker = setup.aws.functions.get('worker')!;
  worker.publish('one');
  worker.update({ MemorySize: 4096 }, undefined);
  await copy(setup, small, '1');
  expect(setup.aws.functions.get(COPY)!.latest.MemorySize).toBe(1024);
});

test('a package that is too large for a copy is refused with the way out', async () => {
  await using setup = await openSetup();
  await expect(copy(setup, async () => new Uint8Array(51 << 20))).rejects.toThrow('without --copy');
  expect(setup.aws.functions.size).toBe(1);
});

test('a long name is cut, the id of the run is not', async () => {
  await using setup = await openSetup();
  const name = 'w'.repeat(64);
  setup.aws.add(name);
  const run = await runTune(await tuneRequest({ target: name, isCopy: true }), setup.dependencies);
  expect([run.function.name, run.function.isCopy]).toEqual([name, true]);
  const created = setup.aws.calls.find(({ operation }) => operation === 'CreateFunction')!.body[
    'FunctionName'
  ] as string;
  expect(created).toHaveLength(64);
  expect(created).toMatch(new RegExp(`^w+-parquetry-tune-${RUN_ID}$`));
  expect([...setup.aws.functions.keys()]).toEqual(['worker', name]);
});

test('the function itself is only read while its copy is tuned', async () => {
  await using setup = await openSetup();
  await runTune(await tuneRequest({ isCopy: true }), setup.dependencies);
  expect(setup.aws.story.filter((told) => told.includes('Alias'))).toEqual([]);
  expect(new Set(setup.aws.invocations.map(({ functionName }) => functionName))).toEqual(new Set([COPY]));
});
