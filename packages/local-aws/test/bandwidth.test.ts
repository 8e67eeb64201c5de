import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { type NetworkProfile, type SdkHandler, wrapWithProfile } from '../src/network/index.ts';
import { countingHandler, getObject, many, putObject, requestOf } from './support/counting-handler.ts';
import { ManualClock } from './support/manual-clock.ts';

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
