import {
  CreateAliasCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetFunctionConcurrencyCommand,
  GetProvisionedConcurrencyConfigCommand,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  paginateListProvisionedConcurrencyConfigs,
  UpdateAliasCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, it, vi } from 'vitest';
import { EndWith } from './support/environment-double.ts';
import { type ServiceInUse, useServices } from './support/use-service.ts';

const open = useServices();

/** A function whose events wait until they are let go. */
function gated() {
  const waiting: (() => void)[] = [];
  const behaviour = (event: unknown) => new Promise((resolve) => waiting.push(() => resolve(event)));
  const until = (count: number) => vi.waitFor(() => expect(waiting).toHaveLength(count), { timeout: 5000 });
  const release = () => {
    for (const one of waiting.splice(0)) one();
  };
  return { behaviour, until, release };
}

const publish = async (inUse: ServiceInUse, name: string) => {
  const { Version } = await inUse.lambda.send(new PublishVersionCommand({ FunctionName: name }));
  await inUse.untilActive(`${name}:${Version}`);
  return Version!;
};

describe('reserved concurrency', () => {
  it('throttles what is above it with 429, the reason and when to come again', async () => {
    const { behaviour, until, release } = gated();
    const inUse = await open(behaviour);
    await inUse.create('f');
    await inUse.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'f', ReservedConcurrentExecutions: 1 }),
    );
    const first = inUse.invoke('f', 1);
    await until(1);
    await expect(inUse.invoke('f', 2)).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      retryAfterSeconds: '1',
      message: 'Rate Exceeded.',
      $metadata: { httpStatusCode: 429 },
    });
    release();
    await first;
    const again = inUse.invoke('f', 3);
    await until(1);
    release();
    expect((await again).value).toBe(3);
  });

  it('of none stops a function, and comes and goes', async () => {
    const inUse = await open();
    await inUse.create('f');
    const get = async () =>
      (await inUse.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: 'f' })))
        .ReservedConcurrentExecutions;
    expect(await get()).toBeUndefined();
    await inUse.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'f', ReservedConcurrentExecutions: 0 }),
    );
    expect(await get()).toBe(0);
    await expect(inUse.invoke('f')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    await inUse.lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'f' }));
    expect((await inUse.invoke('f', 1)).value).toBe(1);
    const tooMuch = new PutFunctionConcurrencyCommand({
      FunctionName: 'f',
      ReservedConcurrentExecutions: 950,
    });
    await expect(inUse.lambda.send(tooMuch)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });

  it('of others is not to be had by who has none, nor more than the account has', async () => {
    const { behaviour, until, release } = gated();
    const inUse = await open(behaviour, { accountConcurrency: 2 });
    await inUse.create('f');
    await inUse.create('g');
    await inUse.lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'g', ReservedConcurrentExecutions: 1 }),
    );
    const one = inUse.invoke('f', 1);
    await until(1);
    await expect(inUse.invoke('f', 2)).rejects.toMatchObject({ Reason: 'ConcurrentInvocationLimitExceeded' });
    const other = inUse.invoke('g', 3);
    await until(2);
    release();
    expect([(await one).value, (await other).value]).toEqual([1, 3]);
  });

  it('and ten requests a second for each environment of the account', async () => {
    const inUse = await open(undefined, { accountConcurrency: 1 });
    await inUse.create('f');
    const reasons = new Set<string | undefined>();
    for (let request = 0; request < 40; request++) {
      await inUse.invoke('f').catch(({ Reason }: { Reason?: string }) => reasons.add(Reason));
    }
    expect([...reasons]).toEqual(['FunctionInvocationRateLimitExceeded']);
  });
});

describe('provisioned concurrency', () => {
  const put = (inUse: ServiceInUse, Qualifier: string, count: number) =>
    inUse.lambda.send(
      new PutProvisionedConcurrencyConfigCommand({
        FunctionName: 'f',
        Qualifier,
        ProvisionedConcurrentExecutions: count,
      }),
    );
  const get = (inUse: ServiceInUse, Qualifier: string) =>
    inUse.lambda.send(new GetProvisionedConcurrencyConfigCommand({ FunctionName: 'f', Qualifier }));
  const untilStatus = (inUse: ServiceInUse, qualifier: string, status: string) =>
    vi.waitFor(async () => expect((await get(inUse, qualifier)).Status).toBe(status));

  it('allocates ahead, serves first, and leaves the rest to environments on demand', async () => {
    const { behaviour, until, release } = gated();
    const inUse = await open(behaviour);
    await inUse.create('f');
    await publish(inUse, 'f');
    expect(await put(inUse, '1', 1)).toMatchObject({
      Status: 'IN_PROGRESS',
      RequestedProvisionedConcurrentExecutions: 1,
      AllocatedProvisionedConcurrentExecutions: 0,
      $metadata: { httpStatusCode: 202 },
    });
    await untilStatus(inUse, '1', 'READY');
    const two = [inUse.invoke('f:1', 1), inUse.invoke('f:1', 2)];
    await until(2);
    expect(inUse.host.started.map(({ initializationType }) => initializationType)).toEqual([
      'provisioned-concurrency',
      'on-demand',
    ]);
    expect(await get(inUse, '1')).toMatchObject({ AvailableProvisionedConcurrentExecutions: 0 });
    release();
    await Promise.all(two);
    await inUse.lambda.send(
      new DeleteProvisionedConcurrencyConfigCommand({ FunctionName: 'f', Qualifier: '1' }),
    );
    expect(inUse.host.ended.map(({ initializationType }) => initializationType)).toEqual([
      'provisioned-concurrency',
    ]);
    await expect(get(inUse, '1')).rejects.toMatchObject({
      name: 'ProvisionedConcurrencyConfigNotFoundException',
    });
  });

  it('follows an alias to another version', async () => {
    const inUse = await open();
    await inUse.create('f');
    await publish(inUse, 'f');
    await inUse.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'f', MemorySize: 512 }));
    await inUse.untilUpdated('f');
    await publish(inUse, 'f');
    await inUse.lambda.send(
      new CreateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' }),
    );
    await put(inUse, 'live', 2);
    await untilStatus(inUse, 'live', 'READY');
    await inUse.lambda.send(
      new UpdateAliasCommand({ FunctionName: 'f', Name: 'live', FunctionVersion: '2' }),
    );
    await untilStatus(inUse, 'live', 'READY');
    expect(inUse.host.started.map(({ version }) => version)).toEqual(['1', '1', '2', '2']);
    expect(inUse.host.ended.map(({ version }) => version)).toEqual(['1', '1']);
    const configs = [];
    for await (const page of paginateListProvisionedConcurrencyConfigs(
      { client: inUse.lambda },
      { FunctionName: 'f' },
    )) {
      configs.push(...(page.ProvisionedConcurrencyConfigs ?? []));
    }
    expect(configs.map(({ FunctionArn }) => FunctionArn)).toEqual([
      'arn:aws:lambda:us-east-1:000000000000:function:f:live',
    ]);
  });

  it('is refused for $LATEST and for more than there is, and says why it failed', async () => {
    const inUse = await open();
    await inUse.create('f');
    await publish(inUse, 'f');
    await expect(put(inUse, '$LATEST', 1)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    await expect(put(inUse, '1', 2000)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    inUse.host.trouble = new Error('no room');
    await put(inUse, '1', 1);
    await untilStatus(inUse, '1', 'FAILED');
    expect((await get(inUse, '1')).StatusReason).toBe('no room');
  });

  it('that is taken back while it is allocated leaves no environment', async () => {
    const inUse = await open();
    await inUse.create('f');
    await publish(inUse, 'f');
    const started = Promise.withResolvers<void>();
    inUse.host.beforeStart = () => started.promise;
    await put(inUse, '1', 3);
    await inUse.lambda.send(
      new DeleteProvisionedConcurrencyConfigCommand({ FunctionName: 'f', Qualifier: '1' }),
    );
    started.resolve();
    await vi.waitFor(() => expect(inUse.host.ended).toHaveLength(3));
    expect(inUse.host.started).toHaveLength(3);
  });

  it('that fails in part keeps what it has, and is replaced when one of it ends', async () => {
    const inUse = await open((event) => {
      if (event === 'late') throw new EndWith('timeout', 'slow');
    });
    await inUse.create('f');
    await publish(inUse, 'f');
    let starts = 0;
    inUse.host.beforeStart = async () => {
      if (++starts === 2) throw new Error('one too many');
    };
    await put(inUse, '1', 2);
    await untilStatus(inUse, '1', 'FAILED');
    await inUse.invoke('f:1', 'late');
    await vi.waitFor(() => expect(inUse.host.started).toHaveLength(3));
    expect(inUse.host.ended).toHaveLength(1);
  });
});
