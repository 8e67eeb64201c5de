import type { Job, JobResult } from '../../../src/index.ts';

export const aJob = (key = 'in/a.csv', id = '0123456789abcdef'): Job => ({
  id,
  source: { ref: { bucket: 's3://lake', key }, bytes: 1_000, etag: 'v1' },
});

export const aResult = (change: Partial<JobResult> = {}): JobResult => ({
  etag: 'v1',
  rows: { read: 100, written: 98, rejected: 2, padded: 0 },
  bytes: { read: 1_000, parsed: 4_000, written: 800 },
  outputs: [{ format: 'parquet', ref: { bucket: 's3://lake', key: 'out/a.parquet' }, bytes: 800 }],
  stages: { readMs: 5, parseMs: 3, encodeParquetMs: 2, encodeAvroMs: 0, writeMs: 7 },
  elapsedMs: 20,
  ...change,
});
