/** An endless table: its rows one after another, from state of bounded size. */
export interface RowWriter {
  /** Writes the next row at `at`, line end included, and returns the position after it: within the recipe's `rowBytes`. */
  writeRow(target: Uint8Array, at: number): number;
}
