import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../src/index.ts';
import {
  type FaultPlanInput,
  type FaultyHandler,
  faultPlan,
  networkProfiles,
  wrapWithFaults,
  wrapWithProfile,
} from '../src/network/index.ts';
import { s3ClientOf } from './support/clients.ts';

let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws();
  await aws.createBucket('bucket');
});

beforeEach(() => aws.resetCounters());

afterAll(() => aws[Symbol.asyncDispose]());

interface Faulty extends Disposable {
  readonly s3: S3Client;
  readonly faults: FaultyHandler;
}

/** An SDK client with its own retries, behind faults and a profile. */
function faultyClient(rules: FaultPlanInput['rules'], profile = networkProfiles.none): Faulty {
  const { requestHandler: plain } = s3ClientOf(aws, {
    requestHandler: { httpAgent: { maxSockets: 4 } },
  }).config;
  const faults = wrapWithFaults(plain, faultPlan.parse({ rules }), 1);
  const s3 = s3ClientOf(aws, { requestHandler: wrapWithProfile(faults, profile, 1), maxAttempts: 3 });
  return { s3, faults, [Symbol.dispose]: () => s3.destroy() };
}

const address = { Bucket: 'bucket', Key: 'key' };

const put = (s3: S3Client, Body: string | Buffer) => s3.send(new PutObjectCommand({ ...address, Body }));

const get = async (s3: S3Client) =>
  (await s3.send(new GetObjectCommand(address))).Body?.transformToString() ?? '';

test.each([['slow-down'], ['internal-error'], ['reset']] as const)(
  'the SDK takes %s for what it is, and tries again',
  async (kind) => {
    using client = faultyClient([{ fault: { kind }, strikes: { requests: [1] } }]);
    const { $metadata } = await put(client.s3, 'whole');
    expect($metadata.attempts).toBe(2);
    expect(await get(client.s3)).toBe('whole');
    expect(client.faults.injected()).toEqual({ [kind]: 1 });
    expect((await aws.counters()).requests).toEqual({ PutObject: 1, GetObject: 1 });
  },
);

test('an error that stays is given up with the name that S3 gave it', async () => {
  using client = faultyClient([{ fault: { kind: 'internal-error' }, strikes: { rate: 1 } }]);
  await expect(put(client.s3, 'x')).rejects.toMatchObject({
    name: 'InternalError',
    $metadata: { httpStatusCode: 500, attempts: 3 },
  });
});

test('a PUT whose answer is lost is done twice at the server', async () => {
  using client = faultyClient([{ fault: { kind: 'reset', when: 'after' }, strikes: { requests: [1] } }]);
  await put(client.s3, 'whole');
  const { requests, connectionsOpened } = await aws.counters();
  expect(requests).toEqual({ PutObject: 2 });
  expect(connectionsOpened).toBe(2);
});

test('a time-out comes to the SDK as one of its own', async () => {
  using client = faultyClient([
    { operations: ['GetObject'], fault: { kind: 'time-out', afterMs: 5 }, strikes: { requests: [1] } },
  ]);
  await put(client.s3, 'whole');
  const { $metadata, Body } = await client.s3.send(new GetObjectCommand(address));
  expect($metadata.attempts).toBe(2);
  expect(await Body?.transformToString()).toBe('whole');
});

test('a GET body that is cut is not tried again by the SDK: the reader sees the error', async () => {
  using client = faultyClient([
    {
      operations: ['GetObject'],
      fault: { kind: 'cut-body', how: 'reset', at: { byte: 3 } },
      strikes: { rate: 1 },
    },
  ]);
  await put(client.s3, 'whole');
  await expect(get(client.s3)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect((await aws.counters()).requests).toEqual({ PutObject: 1, GetObject: 1 });
});

test('a GET body that ends early without an error is shorter than it says', async () => {
  const fault = { kind: 'cut-body', how: 'end', at: { share: 0.5 } } as const;
  using client = faultyClient([{ operations: ['GetObject'], fault, strikes: { rate: 1 } }]);
  // The SDK's checksums would tell; not every reader asks for them.
  client.s3.config.requestChecksumCalculation = async () => 'WHEN_REQUIRED';
  await put(client.s3, Buffer.alloc(100_000, 'x'));
  const { ContentLength, Body } = await client.s3.send(new GetObjectCommand(address));
  expect(ContentLength).toBe(100_000);
  expect((await Body?.transformToByteArray())?.length).toBe(50_000);
});

test('bodies of megabytes arrive whole through the bandwidth of a profile, both ways, on few connections', async () => {
  const bandwidth = { downBytesPerSecond: 30e6, upBytesPerSecond: 30e6 };
  using client = faultyClient([], { name: 'narrow', bandwidth });
  // From 2 MiB on, the SDK asks first, on a connection of its own.
  const whole = Buffer.alloc(3 << 19, 'parquetry');
  const startedMs = performance.now();
  await put(client.s3, whole);
  const { Body } = await client.s3.send(new GetObjectCommand(address));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(whole)).toBe(true);
  expect(performance.now() - startedMs).toBeGreaterThan((2 * 1000 * whole.length) / 30e6 - 25);
  expect((await aws.counters()).connectionsOpened).toBe(1);
});

test('a request that waits for its answer keeps its connection: a pool of four does four at once', async () => {
  using client = faultyClient([], { name: 'far', latency: { get: ms(40), put: ms(40), other: ms(40) } });
  const startedMs = performance.now();
  const keys = Array.from({ length: 12 }, (_, index) => `key-${index}`);
  await Promise.all(
    keys.map((Key) => client.s3.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: 'x' }))),
  );
  expect(performance.now() - startedMs).toBeGreaterThan(3 * 40 - 5);
  expect((await aws.counters()).connectionsOpened).toBe(4);
});

test('aborting a request that is held ends it at once', async () => {
  using client = faultyClient([], {
    name: 'endless',
    latency: { get: ms(1e8), put: ms(1e8), other: ms(1e8) },
  });
  const abort = new AbortController();
  const sent = client.s3.send(new PutObjectCommand({ ...address, Body: 'x' }), { abortSignal: abort.signal });
  const refused = expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  while ((await aws.counters()).requests['PutObject'] !== 1);
  abort.abort();
  await refused;
});

function ms(medianMs: number) {
  return { medianMs, spread: 0 };
}
