import { createHash } from 'node:crypto';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  paginateListFunctions,
  paginateListVersionsByFunction,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActive,
  waitUntilFunctionExists,
  waitUntilFunctionUpdated,
  waitUntilPublishedVersionActive,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { ROLE, useServices, zipOf } from './support/use-service.ts';

const open = useServices();
const WAIT = { maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 };
const zip = await zipOf({ 'index.mjs': 'export const handler = () => {};' });
const base = { Role: ROLE, Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { ZipFile: zip } } as const;

describe('a function', () => {
  it('is pending first and active then, as every waiter of the SDK waits for', async () => {
    const { lambda, host } = await open();
    const exists = waitUntilFunctionExists({ client: lambda, ...WAIT }, { FunctionName: 'f' });
    const created = await lambda.send(
      new CreateFunctionCommand({ ...base, FunctionName: 'f', MemorySize: 256 }),
    );
    expect(created.$metadata.httpStatusCode).toBe(201);
    expect(created).toMatchObject({
      State: 'Pending',
      LastUpdateStatus: 'Successful',
      MemorySize: 256,
      Timeout: 3,
    });
    expect(created.CodeSha256).toBe(createHash('sha256').update(zip).digest('base64'));
    expect(created.FunctionArn).toBe('arn:aws:lambda:us-east-1:000000000000:function:f');
    await exists;
    await waitUntilFunctionActive({ client: lambda, ...WAIT }, { FunctionName: 'f' });
    await waitUntilFunctionUpdated({ client: lambda, ...WAIT }, { FunctionName: 'f' });
    await waitUntilPublishedVersionActive({ client: lambda, ...WAIT }, { FunctionName: 'f' });
    expect((await lambda.send(new GetFunctionCommand({ FunctionName: 'f' }))).Configuration?.State).toBe(
      'Active',
    );
    expect(host.started).toEqual([]);
  });

  it('is not invoked while it is pending, and not changed while it is being changed', async () => {
    const clock = new ManualClock();
    const { lambda, invoke } = await open(undefined, { clock, updateMs: 1000 }).then((inUse) => ({
      lambda: inUse.lambda,
      invoke: () => inUse.invoke('f', 1),
    }));
    await lambda.send(new CreateFunctionCommand({ ...base, FunctionName: 'f' }));
    await expect(invoke()).rejects.toMatchObject({ name: 'ResourceConflictException' });
    await clock.advance(1000);
    expect((await invoke()).value).toBe(1);
    const change = () =>
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'f', MemorySize: 512 }));
    expect(await change()).toMatchObject({ LastUpdateStatus: 'InProgress', MemorySize: 512 });
    await expect(change()).rejects.toMatchObject({ name: 'ResourceConflictException' });
    await expect(lambda.send(new PublishVersionCommand({ FunctionName: 'f' }))).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message:
        'The operation cannot be performed at this time. An update is in progress for resource: arn:aws:lambda:us-east-1:000000000000:function:f',
    });
    // The configuration before stays in force meanwhile.
    expect((await invoke()).value).toBe(1);
    await clock.advance(1000);
    expect(await change()).toMatchObject({ LastUpdateStatus: 'InProgress' });
  });

  it('gets new environments with a new configuration, and keeps the rest of it', async () => {
    const inUse = await open();
    await inUse.create('f', { Environment: { Variables: { COLOUR: 'red' } }, Timeout: 9 });
    await inUse.invoke('f');
    await inUse.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'f', MemorySize: 1024 }));
    await inUse.untilUpdated('f');
    await inUse.invoke('f');
    expect(inUse.host.started.map(({ memoryMb }) => memoryMb)).toEqual([128, 1024]);
    expect(inUse.host.ended.map(({ memoryMb }) => memoryMb)).toEqual([128]);
    expect(inUse.host.started[1]).toMatchObject({ timeoutMs: 9000, variables: { COLOUR: 'red' } });
  });

  it('publishes a version when something has changed, and else gives the last one', async () => {
    const inUse = await open();
    await inUse.create('f');
    const publish = (more = {}) =>
      inUse.lambda.send(new PublishVersionCommand({ FunctionName: 'f', ...more }));
    expect(await publish({ Description: 'first' })).toMatchObject({
      Version: '1',
      State: 'Pending',
      Description: 'first',
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:1',
    });
    expect((await publish()).Version).toBe('1');
    await inUse.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'f', MemorySize: 512 }));
    await inUse.untilUpdated('f');
    expect((await publish()).Version).toBe('2');
    await inUse.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile: await zipOf({ 'index.mjs': '' }) }),
    );
    await inUse.untilUpdated('f');
    await expect(publish({ CodeSha256: 'other' })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
    expect((await publish()).Version).toBe('3');
    const { Versions } = await inUse.lambda.send(new ListVersionsByFunctionCommand({ FunctionName: 'f' }));
    expect(Versions?.map(({ Version, MemorySize }) => [Version, MemorySize])).toEqual([
      ['$LATEST', 512],
      ['1', 128],
      ['2', 512],
      ['3', 512],
    ]);
  });

  it('tries new code without taking it, and publishes with it when told to', async () => {
    const inUse = await open();
    await inUse.create('f');
    const ZipFile = await zipOf({ 'other.mjs': '' });
    const sha256 = createHash('sha256').update(ZipFile).digest('base64');
    const get = () => inUse.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'f' }));
    const before = await get();
    const tried = await inUse.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile, DryRun: true }),
    );
    expect(tried.CodeSha256).toBe(sha256);
    expect((await get()).CodeSha256).toBe(before.CodeSha256);
    const taken = await inUse.lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile, Publish: true }),
    );
    expect(taken).toMatchObject({ Version: '1', CodeSha256: sha256 });
    const { Code } = await inUse.lambda.send(new GetFunctionCommand({ FunctionName: 'f', Qualifier: '1' }));
    expect(Buffer.from(await (await fetch(Code!.Location!)).arrayBuffer()).equals(ZipFile)).toBe(true);
  });

  it('is changed by who saw its last revision only', async () => {
    const inUse = await open();
    await inUse.create('f');
    const { RevisionId } = await inUse.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: 'f' }),
    );
    const change = (revision: string | undefined) =>
      inUse.lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName: 'f', Timeout: 5, RevisionId: revision }),
      );
    await expect(change('another')).rejects.toMatchObject({
      name: 'PreconditionFailedException',
      $metadata: { httpStatusCode: 412 },
    });
    expect((await change(RevisionId)).RevisionId).not.toBe(RevisionId);
  });

  it('is gone with its environments once it is deleted', async () => {
    const inUse = await open();
    await inUse.create('f');
    await inUse.invoke('f');
    const remove = () => inUse.lambda.send(new DeleteFunctionCommand({ FunctionName: 'f' }));
    expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect(inUse.host.ended).toHaveLength(1);
    await expect(remove()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:f',
    });
    await expect(inUse.invoke('f')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('is listed in pages, and its versions as well', async () => {
    const inUse = await open();
    for (const name of ['c', 'a', 'b']) await inUse.create(name, { Publish: true });
    const names: (string | undefined)[] = [];
    let pages = 0;
    for await (const { Functions } of paginateListFunctions({ client: inUse.lambda, pageSize: 2 }, {})) {
      pages++;
      names.push(...(Functions ?? []).map(({ FunctionName }) => FunctionName));
    }
    expect([names, pages]).toEqual([['a', 'b', 'c'], 2]);
    const versions: (string | undefined)[] = [];
    const paged = paginateListVersionsByFunction(
      { client: inUse.lambda, pageSize: 1 },
      { FunctionName: 'a' },
    );
    for await (const { Versions } of paged) versions.push(...(Versions ?? []).map(({ Version }) => Version));
    expect(versions).toEqual(['$LATEST', '1']);
    const { AccountUsage, AccountLimit } = await inUse.lambda.send(new GetAccountSettingsCommand({}));
    expect(AccountUsage?.FunctionCount).toBe(3);
    expect(AccountLimit?.UnreservedConcurrentExecutions).toBe(1000);
  });
});

describe('a request that Lambda would refuse', () => {
  const refused: readonly [string, object, string][] = [
    ['too little memory', { MemorySize: 64 }, 'memorySize'],
    ['too long a time-out', { Timeout: 901 }, 'timeout'],
    ['too small a /tmp', { EphemeralStorage: { Size: 100 } }, 'ephemeralStorage.Size'],
    ['a runtime that is not there', { Runtime: 'python3.12' }, 'nodejs*.x'],
    ['a container image', { PackageType: 'Image' }, 'packageType'],
    [
      'layers',
      { Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:l:1'] },
      'layers are not there locally',
    ],
    ['a key', { KMSKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/k' }, 'keys are not there locally'],
    ['a role that is none', { Role: 'me' }, 'role'],
    ['reserved variables', { Environment: { Variables: { AWS_REGION: 'x' } } }, 'AWS_REGION'],
    ['too many variables', { Environment: { Variables: { A: 'x'.repeat(5000) } } }, '4KB'],
    ['no code', { Code: {} }, 'source for function code'],
  ];

  it.each(refused)('%s is an InvalidParameterValueException that says so', async (_what, more, says) => {
    const { lambda } = await open();
    const created = lambda.send(new CreateFunctionCommand({ ...base, FunctionName: 'f', ...more }));
    const error = (await created.catch((one: unknown) => one)) as Error;
    expect(error.name).toBe('InvalidParameterValueException');
    expect(error.message).toContain(says);
  });

  it('code that is no zip, or leads out of its directory, is refused, and leaves the function as it was', async () => {
    const inUse = await open();
    await inUse.create('f');
    const update = (ZipFile: Uint8Array) =>
      inUse.lambda
        .send(new UpdateFunctionCodeCommand({ FunctionName: 'f', ZipFile }))
        .catch((error: unknown) => error);
    const before = await inUse.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'f' }));
    expect(await update(Buffer.from('no zip'))).toMatchObject({ name: 'InvalidZipFileException' });
    const slip = Buffer.from(
      (await zipOf({ 'xx/evil.mjs': '' })).toString('latin1').replaceAll('xx/', '../'),
      'latin1',
    );
    const error = (await update(slip)) as Error;
    expect(error.name).toBe('InvalidZipFileException');
    expect(error.message).toContain('..');
    const after = await inUse.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'f' }));
    expect(after).toMatchObject({ CodeSha256: before.CodeSha256, RevisionId: before.RevisionId });
  });

  it('a name that is taken is a conflict', async () => {
    const inUse = await open();
    await inUse.create('f');
    await expect(inUse.create('f')).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: 'Function already exist: f',
    });
  });

  it('a path that is not there is an error that says so', async () => {
    const { endpoint } = await open();
    const answer = await fetch(`${endpoint}/2018-10-31/layers`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ message: 'GET /2018-10-31/layers is not there locally' });
  });
});
