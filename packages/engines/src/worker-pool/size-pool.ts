import type { EngineLimits } from '@parquetry/core';

export interface PoolSize {
  readonly workers: number;
  /** The heap of each worker. */
  readonly workerBytes: number;
}

/** A worker with less could convert next to nothing. */
const LEAST_WORKER_BYTES = 128 << 20;

/** One worker per thread that the limits allow, fewer where the memory would not feed them; they share it evenly. */
export function poolSize({ threads, memoryBytes }: EngineLimits): PoolSize {
  const fed = Math.floor(memoryBytes / LEAST_WORKER_BYTES);
  const workers = Math.max(1, Math.min(threads, fed));
  return { workers, workerBytes: Math.floor(memoryBytes / workers) };
}
