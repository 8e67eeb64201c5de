import { InvokeCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../support/manual-clock.ts';
import { EndWith } from './support/environment-double.ts';
import { useServices } from './support/use-service.ts';

const open = useServices();
const MEBIBYTE = 1_048_576;

const logOf = ({ LogResult }: { LogResult?: string | undefined }) => Buffer.from(LogResult ?? '', 'base64');

describe('an invocation', () => {
  it('answers with what the function returned, its version, its request and how busy the host was', async () => {
    const inUse = await open((event) => ({ got: event }));
    await inUse.create('f');
    const answer = await inUse.lambda.send(
      new InvokeCommand({ FunctionName: 'f', Payload: JSON.stringify({ a: 1 }), LogType: 'Tail' }),
    );
    expect(JSON.parse(answer.Payload!.transformToString())).toEqual({ got: { a: 1 } });
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(logOf(answer).toString()).toContain(
      `REPORT RequestId: ${answer.$metadata.requestId}\tDuration: 5.00 ms`,
    );
    const raw = await fetch(`${inUse.endpoint}/2015-03-31/functions/f/invocations`, { method: 'POST' });
    expect(JSON.parse(raw.headers.get('x-local-aws-sample') ?? '')).toMatchObject({
      control: 'none',
      isSpoiled: false,
    });
    expect(await raw.json()).toEqual({ got: {} });
  });

  it('tells its log only when it is asked to, and only its last 4 KB, cut within a character if need be', async () => {
    const inUse = await open();
    await inUse.create('f');
    inUse.host.prints = ['ä'.repeat(5000)];
    expect((await inUse.invoke('f')).LogResult).toBeUndefined();
    const tail = logOf(await inUse.invoke('f', {}, { LogType: 'Tail' }));
    expect(tail).toHaveLength(4096);
    // The second byte of an ä.
    const odd = logOf(await inUse.invoke('f', {}, { LogType: 'Tail' }));
    inUse.host.prints = [`${'ä'.repeat(5000)}x`];
    const even = logOf(await inUse.invoke('f', {}, { LogType: 'Tail' }));
    expect([odd[0], even[0]].sort()).toEqual([0xa4, 0xc3]);
  });

  it('of a function that fails, times out or runs out of memory is a function error, and the last two end the environment', async () => {
    const endings = [new Error('no'), new EndWith('timeout', 'slow'), new EndWith('out-of-memory', 'big')];
    const inUse = await open(() => {
      const ending = endings.shift();
      if (ending) throw ending;
      return 'well';
    });
    await inUse.create('f');
    for (const message of ['no', 'slow', 'big']) {
      const answer = await inUse.invoke('f');
      expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
      expect(answer.value).toMatchObject({ errorMessage: message });
    }
    expect((await inUse.invoke('f')).value).toBe('well');
    expect(inUse.host.started).toHaveLength(3);
  });

  it('that is a dry run looks whether it could be, and runs nothing', async () => {
    const inUse = await open();
    await inUse.create('f');
    expect((await inUse.invoke('f', {}, { InvocationType: 'DryRun' })).StatusCode).toBe(204);
    await expect(inUse.invoke('g', {}, { InvocationType: 'DryRun' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    expect(inUse.host.started).toEqual([]);
  });

  it('with too much, or with what is no JSON, is refused', async () => {
    const inUse = await open();
    await inUse.create('f');
    await expect(inUse.invoke('f', 'x'.repeat(6 * MEBIBYTE))).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
    const event = inUse.invoke('f', 'x'.repeat(MEBIBYTE), { InvocationType: 'Event' });
    await expect(event).rejects.toMatchObject({ name: 'RequestTooLargeException' });
    const broken = inUse.lambda.send(new InvokeCommand({ FunctionName: 'f', Payload: Buffer.from('{') }));
    await expect(broken).rejects.toMatchObject({ name: 'InvalidRequestContentException' });
  });

  it('whose answer is too large says so', async () => {
    const inUse = await open(() => 'x'.repeat(7 * MEBIBYTE));
    await inUse.create('f');
    const answer = await inUse.invoke('f');
    expect(answer.FunctionError).toBe('Unhandled');
    expect(answer.value).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('of another processor’s code is refused, and its time never told', async () => {
    const inUse = await open();
    const other = process.arch === 'arm64' ? 'x86_64' : 'arm64';
    await inUse.create('f', { Architectures: [other] });
    const error = (await inUse.invoke('f').catch((one: unknown) => one)) as Error;
    expect(error.name).toBe('InvalidParameterValueException');
    expect(error.message).toContain('not measured locally');
    const event = inUse.invoke('f', {}, { InvocationType: 'Event' });
    await expect(event).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    expect(inUse.host.started).toEqual([]);
  });

  it('that the host can start no environment for is a ServiceException that says why', async () => {
    const inUse = await open();
    await inUse.create('f');
    inUse.host.trouble = new Error('no room');
    await expect(inUse.invoke('f')).rejects.toMatchObject({
      name: 'ServiceException',
      message: 'The environment could not be started: no room',
    });
    inUse.host.trouble = undefined;
    expect((await inUse.invoke('f', 1)).value).toBe(1);
  });
});

describe('a function is found by', () => {
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';

  it.each(['f', arn, '000000000000:function:f', 'function:f', 'f:$LATEST', `${arn}:$LATEST`])(
    '%s',
    async (name) => {
      const inUse = await open();
      await inUse.create('f');
      expect((await inUse.invoke(name, 7)).value).toBe(7);
    },
  );

  it.each([
    ['f:1', { Qualifier: '2' }, 'InvalidParameterValueException'],
    ['f:nowhere', {}, 'ResourceNotFoundException'],
    ['f', { Qualifier: '9' }, 'ResourceNotFoundException'],
    ['arn:aws:lambda:eu-west-1:000000000000:function:f', {}, 'ResourceNotFoundException'],
    ['arn:aws:lambda:us-east-1:123456789012:function:f', {}, 'ResourceNotFoundException'],
    ['a b', {}, 'ValidationException'],
  ])('but not by %s with %o: %s', async (name, more, exception) => {
    const inUse = await open();
    await inUse.create('f');
    await expect(inUse.invoke(name, {}, more)).rejects.toMatchObject({ name: exception });
  });
});

describe('environments', () => {
  /** A function whose events wait until they are let go. */
  function gated() {
    const waiting: (() => void)[] = [];
    const behaviour = (event: unknown) => new Promise((resolve) => waiting.push(() => resolve(event)));
    return { waiting, behaviour };
  }

  it('are as many as run at once; the one that was used last is used next, the others expire', async () => {
    const clock = new ManualClock();
    const { waiting, behaviour } = gated();
    const inUse = await open(behaviour, { clock, updateMs: 0, idleExpiryMs: 1000 });
    const until = async (condition: () => boolean) => {
      while (!condition()) await clock.settle();
    };
    const creating = inUse.create('f');
    await until(() => clock.sleeping > 0);
    await clock.advance(0);
    await creating;
    const both = [inUse.invoke('f', 1), inUse.invoke('f', 2)];
    await until(() => waiting.length === 2);
    for (const release of waiting.splice(0)) release();
    await Promise.all(both);
    expect(inUse.host.started).toHaveLength(2);
    await clock.advance(900);
    const third = inUse.invoke('f', 3);
    await until(() => waiting.length === 1);
    waiting.pop()?.();
    await third;
    expect(inUse.host.started).toHaveLength(2);
    await clock.advance(100);
    expect(inUse.host.ended).toHaveLength(1);
    await clock.advance(900);
    expect(inUse.host.ended).toHaveLength(2);
  });

  it('that are busy when the configuration changes end with their invocation', async () => {
    const { waiting, behaviour } = gated();
    const inUse = await open(behaviour);
    await inUse.create('f');
    const first = inUse.invoke('f', 1);
    while (waiting.length === 0) await new Promise(setImmediate);
    await inUse.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'f', MemorySize: 512 }));
    await inUse.untilUpdated('f');
    expect(inUse.host.ended).toEqual([]);
    waiting.pop()?.();
    expect((await first).value).toBe(1);
    expect(inUse.host.ended.map(({ memoryMb }) => memoryMb)).toEqual([128]);
  });

  it('all end with the service', async () => {
    const inUse = await open();
    await inUse.create('f');
    await inUse.invoke('f');
    await inUse.service[Symbol.asyncDispose]();
    expect(inUse.host.ended).toHaveLength(1);
  });

  it('are given the host’s variables besides their own, which win', async () => {
    const inUse = await open(undefined, { environment: { AWS_ENDPOINT_URL_S3: 'http://s3', COLOUR: 'red' } });
    await inUse.create('f', {
      Environment: { Variables: { COLOUR: 'blue' } },
      LoggingConfig: { LogFormat: 'JSON' },
    });
    await inUse.invoke('f');
    expect(inUse.host.started[0]).toMatchObject({
      variables: { AWS_ENDPOINT_URL_S3: 'http://s3', COLOUR: 'blue' },
      logFormat: 'JSON',
      logGroup: '/aws/lambda/f',
      initializationType: 'on-demand',
    });
    expect(inUse.host.started[0]?.logStream).toMatch(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/);
  });
});
