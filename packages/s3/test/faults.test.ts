import { collectBytes } from '@parquetry/core';
import {
  type FaultPlanInput,
  faultPlan,
  type NetworkProfile,
  wrapWithFaults,
  wrapWithProfile,
} from '@parquetry/local-aws/network';
import { describe, expect, it } from 'vitest';
import { type HttpHandler, readWhole } from '../src/index.ts';
import { patterned, reusingBody } from './support/bytes.ts';
import { openAt, useLocalS3 } from './support/open-local.ts';

const MIB = 1 << 20;
const local = useLocalS3();

// An upload whose id was in a lost answer can be aborted by nobody who does not list the bucket.
const answered = [
  'GetObject',
  'PutObject',
  'UploadPart',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'ListObjectsV2',
];

const everything: FaultPlanInput = {
  rules: [
    { fault: { kind: 'slow-down' }, strikes: { rate: 0.05 } },
    { fault: { kind: 'internal-error' }, strikes: { rate: 0.05 } },
    { fault: { kind: 'reset' }, strikes: { rate: 0.05 } },
    { operations: answered, fault: { kind: 'reset', when: 'after' }, strikes: { rate: 0.05 } },
    { fault: { kind: 'time-out', afterMs: 20 }, strikes: { rate: 0.05 } },
    { fault: { kind: 'slow-body', bytesPerSecond: 50 * MIB }, strikes: { rate: 0.05 } },
    {
      operations: answered,
      fault: { kind: 'cut-body', how: 'reset', at: { share: 0.5 } },
      strikes: { rate: 0.05 },
    },
    {
      operations: answered,
      fault: { kind: 'cut-body', how: 'end', at: { share: 0.5 } },
      strikes: { rate: 0.05 },
    },
  ],
};

describe.each(['sdk', 'lean'] as const)('the %s client among faults', (client) => {
  const settings = { client, attempts: 8, partBytes: 5 * MIB, rangeBytes: 2 * MIB };

  it('reads and writes every byte, and leaves no upload open', async () => {
    const bucket = await local.newBucket();
    await local.aws.resetCounters();
    let injected: () => Readonly<Record<string, number>> = () => ({});
    const wrapHandler = (inner: HttpHandler): HttpHandler => {
      const faulty = wrapWithFaults(inner, faultPlan.parse(everything), 7);
      injected = faulty.injected;
      return faulty;
    };
    await using store = openAt(local.aws.endpoint, settings, { wrapHandler });
    const small = patterned(50_000);
    const large = patterned(11 * MIB);
    const one = async (index: number) => {
      const content = index % 12 === 0 ? large : small;
      const ref = { bucket, key: `k${index}` };
      await store.write(ref, reusingBody(content, MIB));
      const read =
        index % 12 === 0 ? collectBytes(store.read(ref)) : readWhole(store, ref).then(({ bytes }) => bytes);
      expect(Buffer.compare(await read, content)).toBe(0);
    };
    for (let from = 0; from < 72; from += 8) {
      await Promise.all(Array.from({ length: 8 }, (_, index) => one(from + index)));
    }
    for (let time = 0; time < 10; time += 1) {
      expect(await Array.fromAsync(store.list(bucket, ''))).toHaveLength(72);
    }
    expect(Object.keys(injected())).toHaveLength(8);
    expect(store.usage().retries).toBeGreaterThan(10);
    const { created, completed, aborted } = (await local.aws.counters()).uploads;
    expect({ created: created > 0, open: created - completed - aborted }).toEqual({ created: true, open: 0 });
  });

  it('takes its own time-out for that of a fault', async () => {
    const bucket = await local.newBucket();
    const plan = faultPlan.parse({ rules: [{ fault: { kind: 'time-out' }, strikes: { requests: [1] } }] });
    const wrapHandler = (inner: HttpHandler): HttpHandler => wrapWithFaults(inner, plan, 1);
    await using store = openAt(local.aws.endpoint, { client, requestTimeoutMs: 50 }, { wrapHandler });
    await store.write({ bucket, key: 'a' }, reusingBody(patterned(10), 10));
    expect(store.usage().retries).toBe(1);
  });

  it('is as slow as its network', async () => {
    const bucket = await local.newBucket();
    const slow = { medianMs: 20, spread: 0 };
    const profile: NetworkProfile = { name: 'slow', latency: { get: slow, put: slow, other: slow } };
    const wrapHandler = (inner: HttpHandler): HttpHandler => wrapWithProfile(inner, profile, 1);
    await using store = openAt(local.aws.endpoint, { client }, { wrapHandler });
    const ref = { bucket, key: 'a' };
    const startedMs = performance.now();
    await store.write(ref, reusingBody(patterned(1000), 1000));
    await store.readWhole(ref);
    expect(performance.now() - startedMs).toBeGreaterThan(38);
  });
});
