import { Readable, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { describe, expect, test } from 'vitest';
import type { SdkHandler } from '../src/network/index.ts';
import { countingHandler, getObject, putObject } from './support/counting-handler.ts';
import { faulty } from './support/faulty.ts';
import { ManualClock } from './support/manual-clock.ts';

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
