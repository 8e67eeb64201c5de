import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import {
  type NetworkProfile,
  networkProfiles,
  type SdkHandler,
  wrapWithProfile,
} from '../src/network/index.ts';
import { countingHandler, getObject, many, putObject, requestOf } from './support/counting-handler.ts';
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
