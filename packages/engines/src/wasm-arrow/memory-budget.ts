/** Sizes of what is held in memory at one time. They decide where batches and row groups end, so they are part of what makes the same plan give the same bytes. */
export interface MemoryBudget {
  /** A batch ends before the record that starts this many source bytes after the batch's first. */
  readonly batchBytes: number;
  readonly batchRows: number;
  readonly rowGroupRows: number;
  /** Encoded: what the Parquet writer holds until a row group is complete. */
  readonly rowGroupBytes: number;
}

const KIB = 1 << 10;
const MIB = 1 << 20;

const clamp = (value: number, low: number, high: number) => Math.min(high, Math.max(low, Math.floor(value)));

/**
 * Shares out a memory limit. A batch of narrow cells takes about eight times its source as typed columns, the same
 * again as an Arrow message, and twice that inside the wasm memory.
 */
export function memoryBudget(memoryBytes: number): MemoryBudget {
  return {
    batchBytes: clamp(memoryBytes / 128, 64 * KIB, 2 * MIB),
    batchRows: 32_768,
    rowGroupRows: MIB,
    rowGroupBytes: clamp(memoryBytes / 16, MIB, 128 * MIB),
  };
}
