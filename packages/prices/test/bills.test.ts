import { describe, expect, test } from 'vitest';
import {
  invocationDollars,
  lambdaBill,
  logDollars,
  defaultPrices as prices,
  provisionedBill,
  requestClass,
  requestDollars,
} from '../src/index.ts';

const x86 = { architecture: 'x86_64', memoryMb: 1024, billedMs: 1000 } as const;
const arm = { ...x86, architecture: 'arm64' } as const;

describe('an invocation', () => {
  test('costs its GB-seconds and the fee for the request', () => {
    const { compute, ephemeralStorage, request, total } = invocationDollars(x86, prices);
    expect([compute, ephemeralStorage]).toEqual([0.0000166667, 0]);
    expect(request).toBeCloseTo(0.0000002, 15);
    expect(total).toBeCloseTo(0.0000166667 + 0.0000002, 15);
    expect(invocationDollars({ ...arm, memoryMb: 512 }, prices).compute).toBeCloseTo(0.0000133334 / 2, 15);
  });

  test('pays for /tmp above 512 MB only', () => {
    const of = (ephemeralStorageMb: number) =>
      invocationDollars({ ...x86, ephemeralStorageMb }, prices).ephemeralStorage;
    expect(of(512)).toBe(0);
    expect(of(512 + 1024)).toBeCloseTo(0.0000000309, 15);
    expect(of(10_240)).toBeCloseTo(9.5 * 0.0000000309, 15);
  });
});

describe('a month of a function', () => {
  test('is one invocation times their number, below the first tier', () => {
    const bill = lambdaBill({ ...x86, memoryMb: 1536, billedMs: 120 }, 3e6, prices);
    expect(bill.gbSeconds).toBeCloseTo(540_000, 6);
    expect(bill.compute).toBeCloseTo(9.0, 4);
    expect(bill.requests).toBeCloseTo(0.6, 10);
    expect(bill.total).toBeCloseTo(9.6, 4);
  });

  test('has the free tier apart: 400,000 GB-seconds and a million requests', () => {
    const bill = lambdaBill({ ...x86, memoryMb: 1536, billedMs: 120 }, 3e6, prices);
    expect(bill.afterFreeTier).toBeCloseTo(140_000 * 0.0000166667 + 0.4, 8);
    expect(lambdaBill(x86, 1000, prices).afterFreeTier).toBe(0);
    expect(lambdaBill(x86, 1000, prices).total).toBeGreaterThan(0);
  });

  test('still pays for /tmp where all else is free', () => {
    const bill = lambdaBill({ ...x86, ephemeralStorageMb: 1536 }, 1000, prices);
    expect(bill.afterFreeTier).toBeCloseTo(1000 * 0.0000000309, 12);
  });

  test('enters the second and the third tier where they begin', () => {
    const month = (gbSeconds: number, invocation: typeof x86 | typeof arm) =>
      lambdaBill(invocation, gbSeconds, prices).compute;
    expect(month(6e9, x86)).toBeCloseTo(6e9 * 0.0000166667, 4);
    expect(month(7e9, x86)).toBeCloseTo(6e9 * 0.0000166667 + 1e9 * 0.000015, 4);
    expect(month(16e9, x86)).toBeCloseTo(6e9 * 0.0000166667 + 9e9 * 0.000015 + 1e9 * 0.0000133334, 4);
    expect(month(7.5e9, arm)).toBeCloseTo(7.5e9 * 0.0000133334, 4);
    expect(month(19.75e9, arm)).toBeCloseTo(
      7.5e9 * 0.0000133334 + 11.25e9 * 0.0000120001 + 1e9 * 0.0000106667,
      4,
    );
  });
});

describe('provisioned concurrency', () => {
  const use = { invocation: x86, invocations: 0, environments: 10, enabledSeconds: 300 };

  test('is paid for while it waits, in steps of five minutes', () => {
    expect(provisionedBill(use, prices).total).toBeCloseTo(10 * 300 * 0.0000041667, 12);
    expect(provisionedBill({ ...use, enabledSeconds: 301 }, prices)).toMatchObject({
      billedSeconds: 600,
      running: 0,
      requests: 0,
    });
    expect(provisionedBill({ ...use, enabledSeconds: 0 }, prices).total).toBe(0);
  });

  test('costs less while it runs than on demand, with the fee for requests on top', () => {
    const bill = provisionedBill({ ...use, invocations: 1e6 }, prices);
    expect(bill.running).toBeCloseTo(1e6 * 0.0000097222, 8);
    expect(bill.requests).toBeCloseTo(0.2, 12);
    expect(provisionedBill({ ...use, invocation: arm, invocations: 1e6 }, prices).running).toBeCloseTo(
      1e6 * 0.0000077778,
      8,
    );
  });
});

describe('requests to S3 and SQS', () => {
  test('are reads, writes, messages, or nothing', () => {
    const counts = { GetObject: 1000, PutObject: 1000, ReceiveMessage: 1e6, DeleteObject: 1000 };
    expect(requestDollars(counts, prices)).toBeCloseTo(0.0004 + 0.005 + 0.4, 12);
  });

  test('count as the dearest where the operation is not known', () => {
    expect(requestClass('RestoreObject')).toBe('s3-write');
    expect(requestClass('ListObjectsV2')).toBe('s3-write');
    expect(requestClass('SendMessageBatch')).toBe('sqs');
  });
});

test("60 TB of functions' logs cost $12,500, as in AWS's example of the tiers", () => {
  expect(logDollars(60e12, prices)).toBeCloseTo(12_500, 6);
  expect(logDollars(1e9, prices)).toBeCloseTo(0.5, 12);
});
