import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { faultPlan, type SdkHandler, wrapWithFaults } from '../src/network/index.ts';
import {
  type CountingHandler,
  countingHandler,
  getObject,
  putObject,
  requestOf,
} from './support/counting-handler.ts';
import { faulty } from './support/faulty.ts';
import { ManualClock } from './support/manual-clock.ts';

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
