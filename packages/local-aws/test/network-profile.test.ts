import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import {
  type NetworkProfile,
  networkProfile,
  networkProfiles,
  type SdkHandler,
  wrapWithProfile,
} from '../src/network/index.ts';
import { countingHandler, getObject, putObject, requestOf } from './support/counting-handler.ts';
import { ManualClock } from './support/manual-clock.ts';

const fixed = (ms: number) => ({ medianMs: ms, spread: 0 });

const slow: NetworkProfile = {
  name: 'slow',
  latency: { get: fixed(34), put: fixed(110), other: fixed(20) },
};

/** How long a handler made each request wait, one after the other. */
async function waitsOf(profile: NetworkProfile, seed: number, requests: ReturnType<typeof getObject>[]) {
  const sleptMs: number[] = [];
  const sleep = async (ms: number) => void sleptMs.push(ms);
  const handler = wrapWithProfile(countingHandler(), profile, seed, { nowMs: () => 0, sleep });
  for (const request of requests) await handler.handle(request);
  return sleptMs;
}

const many = (count: number, request = getObject()) => Array.from({ length: count }, () => request);

const quantile = (sorted: readonly number[], share: number) => sorted[Math.floor(share * sorted.length)]!;

describe('latency', () => {
  test('`none` is the handler itself', () => {
    const handler = countingHandler();
    expect(wrapWithProfile(handler, networkProfiles.none, 1)).toBe(handler);
  });

  test.each([
    ['report-2025', 'GET', getObject(), 34, 0.25],
    ['report-2025', 'PUT', putObject(), 110, 0.25],
    ['report-2025', 'HEAD', requestOf('HEAD', '/bucket/key'), 34, 0.25],
    ['same-region', 'GET', getObject(), 12, 0.4],
    ['same-region', 'PUT', putObject(), 30, 0.4],
  ] as const)(
    '%s makes a %s wait as its median and its spread say',
    async (name, _kind, request, medianMs, spread) => {
      const count = 4_000;
      const { latency } = networkProfiles[name];
      const waits = (await waitsOf({ name, latency }, 7, many(count, request))).toSorted((a, b) => a - b);
      const logs = waits.map(Math.log);
      const mean = logs.reduce((sum, value) => sum + value, 0) / count;
      const deviation = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1));
      // Four standard errors of the mean, and of the deviation, of a normal sample.
      expect(Math.abs(mean - Math.log(medianMs))).toBeLessThan((4 * spread) / Math.sqrt(count));
      expect(Math.abs(deviation - spread)).toBeLessThan((4 * spread) / Math.sqrt(2 * count));
      const ninetieth = medianMs * Math.exp(1.2816 * spread);
      expect(quantile(waits, 0.9) / ninetieth).toBeCloseTo(1, 1);
    },
  );

  test('same-region has the 20 ms within which nine GETs of ten begin to answer', () => {
    const { medianMs, spread } = networkProfiles['same-region'].latency!.get;
    expect(medianMs * Math.exp(1.2816 * spread)).toBeCloseTo(20, 0);
  });

  test('one seed gives the same waits again, another gives others', async () => {
    const profile = networkProfiles['report-2025'];
    const first = await waitsOf(profile, 1, many(50));
    expect(await waitsOf(profile, 1, many(50))).toEqual(first);
    expect(await waitsOf(profile, 2, many(50))).not.toEqual(first);
  });

  test('the n-th GET waits as long, whatever is put in between', async () => {
    const { latency } = networkProfiles['report-2025'];
    const profile = { name: 'latency', latency };
    const alone = await waitsOf(profile, 1, many(20));
    const mixed = many(20).flatMap((get) => [putObject(), get, requestOf('HEAD', '/bucket/key')]);
    const waits = await waitsOf(profile, 1, mixed);
    expect(waits.filter((_, index) => index % 3 === 1)).toEqual(alone);
  });

  test('waits overlap: a hundred requests at once take as long as one', async () => {
    const clock = new ManualClock();
    const handler = wrapWithProfile(countingHandler(), slow, 1, clock);
    const answers = Promise.all(many(100).map((request) => handler.handle(request)));
    await clock.advance(34);
    expect(await answers).toHaveLength(100);
  });

  test('the request goes out at once, and its answer is held with its body unread', async () => {
    const clock = new ManualClock();
    const inner = countingHandler({ body: Buffer.from('held') });
    let isAnswered = false;
    const answer = wrapWithProfile(inner, slow, 1, clock)
      .handle(getObject())
      .finally(() => {
        isAnswered = true;
      });
    await clock.advance(33);
    expect(inner.requests).toHaveLength(1);
    expect(isAnswered).toBe(false);
    await clock.advance(1);
    expect((await buffer((await answer).response.body)).toString()).toBe('held');
  });

  test('aborting while waiting ends the wait and the answer', async () => {
    const clock = new ManualClock();
    const inner = countingHandler({ body: Buffer.from('never read') });
    const abort = new AbortController();
    const answer = wrapWithProfile(inner, slow, 1, clock).handle(getObject(), { abortSignal: abort.signal });
    await clock.settle();
    abort.abort();
    await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
    expect(inner.responses[0]?.body.destroyed).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  test('a connection that breaks while its answer is held is an error at once', async () => {
    const clock = new ManualClock();
    const body = new Readable({ read() {} });
    const answer = wrapWithProfile(countingHandler({ body }), slow, 1, clock).handle(getObject());
    const refused = expect(answer).rejects.toThrow('aborted');
    await clock.settle();
    body.destroy(new Error('aborted'));
    await refused;
    expect(clock.sleeping).toBe(0);
  });

  test('a request that fails is not held, and its error is passed on', async () => {
    const clock = new ManualClock();
    const failing: SdkHandler = { handle: () => Promise.reject(new Error('no route')) };
    await expect(wrapWithProfile(failing, slow, 1, clock).handle(getObject())).rejects.toThrow('no route');
    expect(clock.sleptMs).toEqual([]);
  });

  test('a connection costs its time once, however many requests go through it', async () => {
    const clock = new ManualClock();
    const sockets = [{}, {}];
    const socket = ({ path }: { path: string }) => sockets[Number(path.at(-1))]!;
    const profile = { name: 'far', connectMs: 3 };
    const handler = wrapWithProfile(countingHandler({ socket }), profile, 1, clock);
    const paths = ['/b/0', '/b/1', '/b/0', '/b/1', '/b/0'];
    const answers = paths.map((path) => handler.handle(getObject(path)));
    await clock.runOut();
    await Promise.all(answers);
    expect(clock.sleptMs).toEqual([3, 3]);
  });
});

describe('bandwidth', () => {
  const oneMegabytePerSecond: NetworkProfile = {
    name: 'narrow',
    bandwidth: { downBytesPerSecond: 1e6, upBytesPerSecond: 5e5 },
  };

  test.each([1, 1_000, 65_536])(
    'a body of 100 KB comes down in 100 ms, in chunks of %d bytes or less',
    async (chunkBytes) => {
      const clock = new ManualClock();
      const whole = Buffer.alloc(100_000, 'parquetry');
      function* chunks() {
        for (let at = 0; at < whole.length; at += chunkBytes) yield whole.subarray(at, at + chunkBytes);
      }
      const inner: SdkHandler = {
        handle: async () => ({
          response: { statusCode: 200, headers: {}, body: Readable.from(chunks(), { objectMode: false }) },
        }),
      };
      const { response } = await wrapWithProfile(inner, oneMegabytePerSecond, 1, clock).handle(getObject());
      let tookMs = 0;
      const read = buffer(response.body).finally(() => {
        tookMs = clock.nowMs();
      });
      while (tookMs === 0) await clock.advance(1);
      expect((await read).equals(whole)).toBe(true);
      expect(tookMs).toBeGreaterThanOrEqual(99);
      expect(tookMs).toBeLessThanOrEqual(102);
    },
  );

  test.each([
    ['a string', 'x'.repeat(50_000)],
    ['a buffer', Buffer.alloc(50_000, 'x')],
    ['a view', new Uint8Array(50_000).fill(120)],
    ['a stream', Readable.from([Buffer.alloc(50_000, 'x')], { objectMode: false })],
    ['a web stream', new Blob([Buffer.alloc(50_000, 'x')]).stream()],
  ])('%s of 50 KB goes up in 100 ms, byte by byte the same', async (_what, body) => {
    const clock = new ManualClock();
    const inner = countingHandler();
    const request = putObject(body);
    let tookMs = 0;
    const answer = wrapWithProfile(inner, oneMegabytePerSecond, 1, clock)
      .handle(request)
      .finally(() => {
        tookMs = clock.nowMs();
      });
    while (tookMs === 0) await clock.advance(1);
    await answer;
    expect(inner.bodies[0]?.equals(Buffer.alloc(50_000, 'x'))).toBe(true);
    expect(request.body).toBe(body);
    expect(tookMs).toBeGreaterThanOrEqual(99);
    expect(tookMs).toBeLessThanOrEqual(102);
  });

  test('each connection has the bandwidth to itself', async () => {
    const clock = new ManualClock();
    const body = Buffer.alloc(20_000);
    const handler = wrapWithProfile(countingHandler({ body }), oneMegabytePerSecond, 1, clock);
    const read = Promise.all(
      many(50).map(async (request) => buffer((await handler.handle(request)).response.body)),
    );
    await clock.advance(22);
    expect((await read).map(({ length }) => length)).toEqual(many(50).map(() => 20_000));
  });

  test('requests without a body, and answers without one, are left alone', async () => {
    const clock = new ManualClock();
    const inner = countingHandler();
    const handler = wrapWithProfile(inner, oneMegabytePerSecond, 1, clock);
    for (const request of [putObject(''), putObject(Buffer.alloc(0)), requestOf('DELETE', '/b/k')]) {
      expect((await handler.handle(request)).response.body).toBe(inner.responses.at(-1)?.body);
      expect(inner.requests.at(-1)).toBe(request);
    }
    expect(clock.sleptMs).toEqual([]);
  });

  test('an error of the source reaches the reader', async () => {
    const clock = new ManualClock();
    const body = new Readable({ read() {} });
    const inner: SdkHandler = { handle: async () => ({ response: { statusCode: 200, headers: {}, body } }) };
    const { response } = await wrapWithProfile(inner, oneMegabytePerSecond, 1, clock).handle(getObject());
    const refused = expect(buffer(response.body)).rejects.toThrow('aborted');
    body.push(Buffer.alloc(10));
    await clock.advance(20);
    body.destroy(new Error('aborted'));
    await refused;
  });

  test('a reader that gives up ends the source, and the wait with it', async () => {
    const clock = new ManualClock();
    const inner = countingHandler({ body: Buffer.alloc(1_000_000) });
    const { response } = await wrapWithProfile(inner, oneMegabytePerSecond, 1, clock).handle(getObject());
    response.body.resume();
    await clock.advance(20);
    expect(clock.sleeping).toBe(1);
    response.body.destroy();
    await clock.settle();
    expect(inner.responses[0]?.body.destroyed).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  test('an upload whose request fails is not left behind', async () => {
    const clock = new ManualClock();
    let upload: Readable | undefined;
    const failing: SdkHandler = {
      handle: ({ body }) => {
        upload = body;
        body.resume();
        return clock.sleep(30).then(() => Promise.reject(new Error('no route')));
      },
    };
    const answer = wrapWithProfile(failing, oneMegabytePerSecond, 1, clock).handle(
      putObject(Buffer.alloc(1e6)),
    );
    const refused = expect(answer).rejects.toThrow('no route');
    await clock.advance(30);
    await refused;
    expect(upload?.destroyed).toBe(true);
    expect(clock.sleeping).toBe(0);
  });
});

describe('a profile', () => {
  test('is plain data that its schema takes, and nothing else', () => {
    for (const profile of Object.values(networkProfiles)) {
      expect(networkProfile.parse(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
    }
    expect(() =>
      networkProfile.parse({ name: 'x', bandwidth: { downBytesPerSecond: 0, upBytesPerSecond: 1 } }),
    ).toThrow();
    expect(() => networkProfile.parse({ name: 'x', jitter: 1 })).toThrow();
  });

  test('leaves everything else of the handler as it is', () => {
    const told: unknown[] = [];
    const inner = {
      ...countingHandler(),
      metadata: { handlerProtocol: 'http/1.1' },
      destroy: () => told.push('destroyed'),
      updateHttpClientConfig: (...words: unknown[]) => told.push(words),
      httpHandlerConfigs: () => ({ requestTimeout: 5 }),
    };
    const wrapped = wrapWithProfile(inner as SdkHandler, slow, 1) as unknown as typeof inner;
    wrapped.updateHttpClientConfig('requestTimeout', 9);
    wrapped.destroy();
    expect(wrapped.metadata).toEqual({ handlerProtocol: 'http/1.1' });
    expect(wrapped.httpHandlerConfigs()).toEqual({ requestTimeout: 5 });
    expect(told).toEqual([['requestTimeout', 9], 'destroyed']);
  });
});
