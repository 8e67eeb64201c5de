import { type ConversionPlan, memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { largestFileBytes } from '../../src/row-codecs/largest-file.ts';
import { rowCodecSupport } from '../../src/row-codecs/support.ts';
import { type CsvInput, planCsv } from '../support/convert-csv.ts';

const MANY_BYTES = 1 << 30;
const planOf = (input: CsvInput): Promise<ConversionPlan> => planCsv(memoryStore(), input);
const because = async (input: CsvInput, largestBytes = MANY_BYTES) => {
  const support = rowCodecSupport(await planOf(input), largestBytes);
  return support.supported ? 'supported' : support.because;
};

describe('The row codecs', () => {
  it('have no zstd for Parquet', async () => {
    expect(await because({ csv: 'a\n1\n', parquet: 'zstd' })).toBe(
      'parquetjs-lite has no zstd; take snappy, gzip or none',
    );
  });

  it('write local timestamps to Avro, not to Parquet', async () => {
    const csv = 'at\n2024-05-01T10:00:00\n';
    expect(await because({ csv })).toContain('column "at" is a local timestamp');
    expect(await because({ csv, parquet: null })).toBe('supported');
  });

  it('refuse a column that an object cannot have', async () => {
    expect(await because({ csv: 'a,__proto__\n1,2\n' })).toContain('"__proto__"');
  });

  it('refuse a file that does not fit the memory, by its size alone', async () => {
    const csv = 'a\n1\n2\n';
    expect(await because({ csv }, csv.length)).toBe('supported');
    expect(await because({ csv }, csv.length - 1)).toMatch(/^\/in\/.*\.csv holds more than 0\.0 MiB of CSV/);
  });
});

describe('largestFileBytes', () => {
  it('grows with the memory, and allows less where a row is little but its object', () => {
    const bytes = [64, 256, 1024].map((mebibytes) => largestFileBytes(mebibytes << 20, 20));
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(largestFileBytes(256 << 20, 1)).toBeLessThan(largestFileBytes(256 << 20, 2));
  });

  it('is nothing where not even the libraries fit', () => {
    expect(largestFileBytes(16 << 20, 20)).toBe(0);
  });
});
