/** An endless table: its rows one after another, from state of bounded size. */
export interface RowWriter {
  /** Writes the next row at `at`, line end included, and returns the position after it: at most {@link MAX_ROW_BYTES}. */
  writeRow(target: Uint8Array, at: number): number;
}

export const MAX_ROW_BYTES = 1024;
