import { describe, expect, it } from 'vitest';
import { lambdaPrice } from '../../src/figures/lambda-prices.ts';
import { priceTime } from '../../src/figures/price-time.ts';
import { scaleEstimate } from '../../src/statistics/estimate-median.ts';

const MB = 1 << 20;
const msPerFile = { median: 550, low: 500, high: 600, confidence: 0.97, samples: 6 };
const x86 = lambdaPrice('x64');

describe('priceTime', () => {
  it('prices 0.55 s at 2 GB, ten thousand times, at 18 cents', () => {
    const cost = priceTime({ msPerFile, cores: 1, peakRssBytes: 2048 * MB }, x86);
    expect(cost.memoryMb).toBe(2048);
    expect(cost.gbSecondsPerFile.median).toBeCloseTo(1.1, 12);
    expect(scaleEstimate(cost.dollarsPerMillionFiles, 0.01).median).toBeCloseTo(0.1833, 4);
  });

  it('carries interval and sample count through to the dollars', () => {
    const { dollarsPerMillionFiles } = priceTime({ msPerFile, cores: 1, peakRssBytes: 2048 * MB }, x86);
    expect(dollarsPerMillionFiles).toMatchObject({ confidence: 0.97, samples: 6 });
    expect(dollarsPerMillionFiles.low).toBeCloseTo(0.5 * 2 * 16.6667, 6);
    expect(dollarsPerMillionFiles.high).toBeCloseTo(0.6 * 2 * 16.6667, 6);
  });

  it('takes the memory that brings the CPU that was used', () => {
    const cost = priceTime({ msPerFile, cores: 1, peakRssBytes: 100 * MB }, x86);
    expect(cost.memoryMb).toBe(1792);
    expect(cost.basis).toBe(
      'the CPU used: 1.00 cores at 1769 MB per vCPU; peak memory 100 MB; rounded up to a multiple of 64 MB',
    );
  });

  it('takes the peak memory where that needs the larger function', () => {
    const cost = priceTime({ msPerFile, cores: 0.5, peakRssBytes: 1500.5 * MB }, x86);
    expect(cost.memoryMb).toBe(1536);
    expect(cost.basis).toContain('peak memory 1501 MB');
  });

  it('goes by the CPU alone where the peak memory is unknown', () => {
    const cost = priceTime({ msPerFile, cores: 0.01, peakRssBytes: null }, x86);
    expect(cost.memoryMb).toBe(128);
    expect(cost.basis).toContain('peak memory unknown');
  });

  it('says so when no function is large enough', () => {
    const cost = priceTime({ msPerFile, cores: 1, peakRssBytes: 12_000 * MB }, x86);
    expect(cost.memoryMb).toBe(10_240);
    expect(cost.basis).toContain('more than the largest function has');
  });
});

it('arm64 has its own price, and each price a date and a source', () => {
  expect(lambdaPrice('arm64')).toMatchObject({ architecture: 'arm64', dollarsPerGbSecond: 0.0000133334 });
  expect(x86).toMatchObject({
    architecture: 'x86_64',
    dollarsPerGbSecond: 0.0000166667,
    region: 'us-east-1',
  });
  expect(x86.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(x86.source).toMatch(/^https:/);
});
