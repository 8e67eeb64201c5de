import { Readable, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import {
  type Clock,
  type FaultPlanInput,
  faultPlan,
  type SdkHandler,
  systemClock,
  wrapWithFaults,
} from '../src/network/index.ts';
import {
  type CountingHandler,
  countingHandler,
  getObject,
  putObject,
  requestOf,
} from './support/counting-handler.ts';
import { ManualClock } from './support/manual-clock.ts';

type FaultInput = FaultPlanInput['rules'][number]['fault'];

const always = (fault: FaultInput) => faultPlan.parse({ rules: [{ fault, strikes: { rate: 1 } }] });

const faulty = (inner: SdkHandler, fault: FaultInput, clock: Clock = systemClock) =>
  wrapWithFaults(inner, always(fault), 1, clock);

describe('errors that S3 answers with', () => {
  test.each([
    ['slow-down', 503, '<Code>SlowDown</Code>'],
    ['internal-error', 500, '<Code>InternalError</Code>'],
  ] as const)('%s is a %i with the XML of S3, before the server hears of it', async (kind, status, code) => {
    const inner = countingHandler();
    const handler = faulty(inner, { kind });
    const { response } = await handler.handle(getObject());
    expect(response.statusCode).toBe(status);
    expect(response.headers['content-type']).toBe('application/xml');
    const body = await text(response.body);
    expect(body).toContain(code);
    expect(response.headers['content-length']).toBe(`${body.length}`);
    expect(inner.requests).toEqual([]);
    expect(handler.injected()).toEqual({ [kind]: 1 });
  });

  test('a HEAD has no body, an SQS request is answered in JSON', async () => {
    const handler = faulty(countingHandler(), { kind: 'slow-down' });
    expect(await text((await handler.handle(requestOf('HEAD', '/b/k'))).response.body)).toBe('');
    const headers = { 'x-amz-target': 'AmazonSQS.SendMessage' };
    const { response } = await handler.handle(requestOf('POST', '/', { headers }));
    expect(JSON.parse(await text(response.body))).toMatchObject({
      __type: 'com.amazonaws.sqs#ServiceUnavailable',
    });
  });

  test('after the work is done, the answer is an error all the same', async () => {
    const inner = countingHandler({ body: Buffer.from('done') });
    const handler = faulty(inner, { kind: 'internal-error', when: 'after' });
    expect((await handler.handle(putObject('whole'))).response.statusCode).toBe(500);
    expect(inner.bodies.map(String)).toEqual(['whole']);
    expect(inner.responses[0]?.body.destroyed).toBe(true);
    expect(handler.injected()).toEqual({ 'internal-error-after': 1 });
  });
});

describe('connections that are reset', () => {
  const asNodeSays = { name: 'TimeoutError', code: 'ECONNRESET', message: 'read ECONNRESET' };

  test('before: the server never hears of it, and a body that was to be sent is let go', async () => {
    const inner = countingHandler();
    const body = Readable.from(['never sent']);
    const handler = faulty(inner, { kind: 'reset' });
    await expect(handler.handle(putObject(body))).rejects.toMatchObject(asNodeSays);
    expect(inner.requests).toEqual([]);
    expect(body.destroyed).toBe(true);
    expect(handler.injected()).toEqual({ reset: 1 });
  });

  test('after: the server has done the work, and its answer is lost with the connection', async () => {
    const inner = countingHandler();
    const handler = faulty(inner, { kind: 'reset', when: 'after' });
    await expect(handler.handle(putObject('stored'))).rejects.toMatchObject(asNodeSays);
    expect(inner.bodies.map(String)).toEqual(['stored']);
    expect(inner.responses[0]?.body.destroyed).toBe(true);
    expect(handler.injected()).toEqual({ 'reset-after': 1 });
  });

  test('after: an error of the network itself is passed on, and not counted', async () => {
    const failing: SdkHandler = { handle: () => Promise.reject(new Error('no route')) };
    const handler = faulty(failing, { kind: 'reset', when: 'after' });
    await expect(handler.handle(putObject())).rejects.toThrow('no route');
    expect(handler.injected()).toEqual({});
  });
});

describe('time-outs', () => {
  const timedOut = { name: 'TimeoutError', code: 'ETIMEDOUT' };
  const configured = (inner: CountingHandler, config: object) =>
    Object.assign(inner, { httpHandlerConfigs: () => config }) as SdkHandler;

  test.each([
    ['the fault', { afterMs: 70 }, {}, undefined],
    ['the request', {}, { requestTimeout: 200 }, 70],
    ["the handler's request time-out", {}, { requestTimeout: 70, socketTimeout: 300 }, undefined],
    ["the handler's socket time-out", {}, { requestTimeout: 0, socketTimeout: 70 }, undefined],
  ])('come when %s says', async (_who, fault, config, requestTimeout) => {
    const clock = new ManualClock();
    const inner = countingHandler();
    const handler = faulty(configured(inner, config), { kind: 'time-out', ...fault }, clock);
    const options = requestTimeout === undefined ? {} : { requestTimeout };
    let isOver = false;
    const answer = handler.handle(getObject(), options).finally(() => {
      isOver = true;
    });
    const refused = expect(answer).rejects.toMatchObject(timedOut);
    await clock.advance(69);
    expect(isOver).toBe(false);
    await clock.advance(1);
    await refused;
    expect(inner.requests).toEqual([]);
    expect(handler.injected()).toEqual({ 'time-out': 1 });
  });

  test('that would never come are an error of the plan', async () => {
    const handler = faulty(countingHandler(), { kind: 'time-out' });
    await expect(handler.handle(getObject())).rejects.toThrow('give the fault afterMs');
  });

  test('after: the work is done, and the time is up as late', async () => {
    const clock = new ManualClock();
    const inner = countingHandler();
    const handler = faulty(inner, { kind: 'time-out', when: 'after', afterMs: 50 }, clock);
    const refused = expect(handler.handle(putObject('stored'))).rejects.toMatchObject(timedOut);
    await clock.advance(50);
    await refused;
    expect(inner.bodies.map(String)).toEqual(['stored']);
    expect(clock.nowMs()).toBe(50);
  });

  test('end early when the request is aborted', async () => {
    const clock = new ManualClock();
    const abort = new AbortController();
    const handler = faulty(countingHandler(), { kind: 'time-out', afterMs: 1_000 }, clock);
    const answer = handler.handle(getObject(), { abortSignal: abort.signal });
    const refused = expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    await clock.settle();
    abort.abort();
    await refused;
    expect(clock.sleeping).toBe(0);
  });
});

describe('bodies that are slow', () => {
  test('come down and go up no faster than they may', async () => {
    const clock = new ManualClock();
    const inner = countingHandler({ body: Buffer.alloc(3_000, 'd') });
    const handler = faulty(inner, { kind: 'slow-body', bytesPerSecond: 10_000 }, clock);
    const exchanged = handler
      .handle(putObject(Buffer.alloc(2_000, 'u')))
      .then(async ({ response }) => [clock.nowMs(), (await buffer(response.body)).length, clock.nowMs()]);
    await clock.runOut();
    const [upMs, downBytes, totalMs] = await exchanged;
    expect([upMs, downBytes, totalMs]).toEqual([200, 3_000, 500]);
    expect(inner.bodies[0]?.equals(Buffer.alloc(2_000, 'u'))).toBe(true);
    expect(handler.injected()).toEqual({ 'slow-body': 1 });
  });

  test('a reader that gives up on a stalled body leaves nothing waiting', async () => {
    const clock = new ManualClock();
    const inner = countingHandler({ body: Buffer.alloc(1_000) });
    const handler = faulty(inner, { kind: 'slow-body', bytesPerSecond: 0.001 }, clock);
    const { response } = await handler.handle(getObject());
    response.body.resume();
    await clock.settle();
    response.body.destroy();
    await clock.settle();
    expect(clock.sleeping).toBe(0);
    expect(inner.responses[0]?.body.destroyed).toBe(true);
  });
});

describe('bodies that are cut', () => {
  const whole = Buffer.from('0123456789'.repeat(20_000));
  const chunks = function* () {
    for (let at = 0; at < whole.length; at += 60_000) yield whole.subarray(at, at + 60_000);
  };
  const serving = (): SdkHandler & { source?: Readable } => {
    const handler: SdkHandler & { source?: Readable } = {
      async handle() {
        const source = Readable.from(chunks(), { objectMode: false });
        handler.source = source;
        const headers = { 'content-length': `${whole.length}` };
        return { response: { statusCode: 200, headers, body: source } };
      },
    };
    return handler;
  };

  type Reading = (body: Readable, got: Buffer[]) => Promise<unknown>;
  const readings: [string, Reading][] = [
    [
      'by iteration',
      async (body, got) => {
        for await (const chunk of body) got.push(chunk as Buffer);
      },
    ],
    [
      'as it flows',
      (body, got) =>
        new Promise((resolve, reject) => {
          body
            .on('data', (chunk: Buffer) => got.push(chunk))
            .once('end', resolve)
            .once('error', reject);
        }),
    ],
    [
      'through a pipeline',
      (body, got) =>
        pipeline(
          body,
          new Writable({
            write(chunk: Buffer, _encoding, done) {
              got.push(chunk);
              done();
            },
          }),
        ),
    ],
  ];
  const cuts = [0, 1, 59_999, 60_000, 60_001, 199_999];

  test.each(readings.flatMap(([how, read]) => cuts.map((byte) => [how, byte, read] as const)))(
    'with a reset, read %s: %i bytes come, then the error that Node gives',
    async (_how, byte, read) => {
      const inner = serving();
      const handler = faulty(inner, { kind: 'cut-body', how: 'reset', at: { byte } });
      const { response } = await handler.handle(getObject());
      const got: Buffer[] = [];
      await expect(read(response.body, got)).rejects.toMatchObject({
        message: 'aborted',
        code: 'ECONNRESET',
      });
      expect(Buffer.concat(got).equals(whole.subarray(0, byte))).toBe(true);
      expect(inner.source?.destroyed).toBe(true);
      expect(handler.injected()).toEqual({ 'cut-body-reset': 1 });
    },
  );

  test.each(readings.flatMap(([how, read]) => cuts.map((byte) => [how, byte, read] as const)))(
    'without an error, read %s: %i bytes come as if they were all',
    async (_how, byte, read) => {
      const inner = serving();
      const handler = faulty(inner, { kind: 'cut-body', how: 'end', at: { byte } });
      const { response } = await handler.handle(getObject());
      expect(response.headers['content-length']).toBe(`${whole.length}`);
      const got: Buffer[] = [];
      await read(response.body, got);
      expect(Buffer.concat(got).equals(whole.subarray(0, byte))).toBe(true);
      await new ManualClock().settle();
      expect(inner.source?.destroyed).toBe(true);
      expect(handler.injected()).toEqual({ 'cut-body-end': 1 });
    },
  );

  test('at a share of their length', async () => {
    const handler = faulty(serving(), { kind: 'cut-body', how: 'end', at: { share: 0.25 } });
    expect((await buffer((await handler.handle(getObject())).response.body)).length).toBe(whole.length / 4);
  });

  test('not where they are no longer than that, nor where the answer is an error', async () => {
    const fault = { kind: 'cut-body', how: 'reset', at: { byte: 4 } } as const;
    const short = faulty(countingHandler({ body: Buffer.from('four') }), fault);
    expect(await text((await short.handle(getObject())).response.body)).toBe('four');
    const refused = faulty(countingHandler({ body: Buffer.from('<Error/>'), statusCode: 404 }), fault);
    expect(await text((await refused.handle(getObject())).response.body)).toBe('<Error/>');
    expect([short.injected(), refused.injected()]).toEqual([{}, {}]);
  });

  test('a reader that gives up before the cut ends the source', async () => {
    const inner = serving();
    const handler = faulty(inner, { kind: 'cut-body', how: 'reset', at: { byte: 100_000 } });
    const { response } = await handler.handle(getObject());
    response.body.destroy();
    await new ManualClock().settle();
    expect(inner.source?.destroyed).toBe(true);
    expect(handler.injected()).toEqual({});
  });
});

describe('a plan at work', () => {
  test('strikes as it says and counts by name; all else passes untouched', async () => {
    const inner = countingHandler();
    const plan = faultPlan.parse({
      rules: [
        {
          name: 'second put',
          operations: ['PutObject'],
          fault: { kind: 'reset' },
          strikes: { requests: [2] },
        },
        { operations: ['PutObject'], fault: { kind: 'slow-down' }, strikes: { every: 3 } },
        { pathContains: 'k ü', fault: { kind: 'internal-error' }, strikes: { rate: 1 } },
      ],
    });
    const handler = wrapWithFaults(inner, plan, 1);
    const outcomes: (number | string)[] = [];
    for (const request of [
      ...Array.from({ length: 3 }, () => putObject()),
      getObject(),
      getObject('/b/k%20%C3%BC'),
    ]) {
      const outcome = handler.handle(request).then(({ response }) => response.statusCode);
      outcomes.push(await outcome.catch(({ code }: { code: string }) => code));
    }
    expect(outcomes).toEqual([200, 'ECONNRESET', 503, 200, 500]);
    expect(handler.injected()).toEqual({ 'second put': 1, 'slow-down': 1, 'internal-error': 1 });
    expect(inner.requests.map(({ method }) => method)).toEqual(['PUT', 'GET']);
  });

  test('a request that was aborted before is not struck', async () => {
    const handler = faulty(countingHandler(), { kind: 'reset' });
    const answer = handler.handle(getObject(), { abortSignal: AbortSignal.abort() });
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(handler.injected()).toEqual({});
  });

  test('an empty plan changes nothing', async () => {
    const inner = countingHandler({ body: Buffer.from('as it is') });
    const request = getObject();
    const { response } = await wrapWithFaults(inner, faultPlan.parse({ rules: [] }), 1).handle(request);
    expect(inner.requests).toEqual([request]);
    expect(response).toBe(inner.responses[0]);
  });
});
