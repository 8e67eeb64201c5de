import { describe, expect, it } from 'vitest';
import { poolSize } from '../../src/worker-pool/size-pool.ts';

const MEBIBYTE = 1 << 20;

describe('poolSize', () => {
  it('gives every thread a worker and an even share of the memory', () => {
    expect(poolSize({ threads: 4, memoryBytes: 2048 * MEBIBYTE })).toEqual({
      workers: 4,
      workerBytes: 512 * MEBIBYTE,
    });
  });

  it('starts fewer workers than there are threads where the memory would not feed them', () => {
    expect(poolSize({ threads: 8, memoryBytes: 256 * MEBIBYTE })).toEqual({
      workers: 2,
      workerBytes: 128 * MEBIBYTE,
    });
  });

  it('starts one worker however little memory there is', () => {
    expect(poolSize({ threads: 8, memoryBytes: MEBIBYTE })).toEqual({ workers: 1, workerBytes: MEBIBYTE });
  });
});
