import { describe, expect, it } from 'vitest';
import { computeDollars } from '../../src/claims/billed-time.ts';
import { claimPrices, requestDollars } from '../../src/claims/request-prices.ts';
import { lambdaPrice } from '../../src/figures/lambda-prices.ts';

const PRICE = 0.0000166667;

describe('computing a million files', () => {
  it('costs time × memory × price: the figures of the document give $18.33, not $500', () => {
    expect(computeDollars({ wallMs: 550, cpuMs: 100 }, 2_048, PRICE)).toBeCloseTo(18.33, 2);
  });

  it('takes the CPU time at its share where a function has less than was used', () => {
    const busy = { wallMs: 10, cpuMs: 20 };
    expect(computeDollars(busy, 1_769, PRICE)).toBeCloseTo(1e6 * 0.02 * (1_769 / 1024) * PRICE, 8);
    expect(computeDollars(busy, 3_008, PRICE)).toBeCloseTo(1e6 * 0.02 * (1_769 / 1024) * PRICE, 8);
    expect(computeDollars(busy, 7_076, PRICE)).toBeCloseTo(1e6 * 0.01 * (7_076 / 1024) * PRICE, 8);
  });
});

describe('the requests of a million files', () => {
  const prices = claimPrices(lambdaPrice('x64'));

  it('are reads, writes and one invocation each', () => {
    const dollars = requestDollars({ GetObject: 1, PutObject: 2, ListObjectsV2: 0.002 }, prices);
    expect(dollars).toBeCloseTo(0.4 + 10 + 0.01 + 0.2, 10);
  });

  it('are free where they delete or abort, and writes where nobody says what they are', () => {
    expect(requestDollars({ DeleteObject: 5, AbortMultipartUpload: 1 }, prices)).toBeCloseTo(0.2, 10);
    expect(requestDollars({ UploadPart: 1 }, prices)).toBeCloseTo(5.2, 10);
  });
});
