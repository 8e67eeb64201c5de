import { defaultPrices } from '@parquetry/prices';
import { expect, it } from 'vitest';
import { estimateBackfill } from '../src/backfill/estimate-backfill.ts';

const million = { listed: 1_000_000, objects: 1_000_000, batchObjects: 100, outputs: 1 };

it('A million objects in batches of a hundred are ten thousand invocations and twice as many transitions', () => {
  const { batches, transitions, dollars } = estimateBackfill(million, undefined, defaultPrices);
  expect(batches).toBe(10_000);
  expect(transitions).toBe(20_005);
  expect(dollars.stateTransitions).toBeCloseTo(0.5, 3);
  // 1,000 LIST and 1,000,000 PUT at $0.005, 2,000,000 GET and HEAD at $0.0004 for a thousand.
  expect(dollars.s3Requests).toBeCloseTo(5.005 + 0.8, 6);
  expect(dollars.invocations).toBeCloseTo(0.002, 6);
});

it('What is not known of the function is null, and no part of the sum', () => {
  const { dollars } = estimateBackfill(million, undefined, defaultPrices);
  expect(dollars.compute).toBeNull();
  expect(dollars.total).toBeCloseTo(dollars.stateTransitions + dollars.s3Requests + dollars.invocations, 9);
});

it('Measured milliseconds of an object are billed by size and architecture', () => {
  const measured = { msPerObject: 20, memoryMb: 1024, architecture: 'arm64' } as const;
  const { dollars } = estimateBackfill(million, measured, defaultPrices);
  expect(dollars.compute).toBeCloseTo(20_000 * 0.0000133334, 6);
  expect(dollars.total).toBeGreaterThan(dollars.compute!);
});

it('What is passed over is handed out and listed, and converted it is not', () => {
  const half = estimateBackfill({ ...million, objects: 500_000 }, undefined, defaultPrices);
  expect(half.batches).toBe(10_000);
  expect(half.dollars.s3Requests).toBeCloseTo(0.005 + 2.5 + 0.4, 6);
});
