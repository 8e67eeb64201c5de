import type { CellValue, PlainColumn, Validity } from '@parquetry/core';

/** The Arrow buffers of one column, filled in row order and reused from batch to batch. */
export interface CellValues {
  /** Makes room for `rows` cells. */
  reserve(rows: number): void;
  /**
   * Stores the field `start … end` of a `RecordBlock` with this `quote` as cell `at`; it is not null. False: the quick
   * path cannot tell what the text is, nothing has been stored.
   */
  put(at: number, bytes: Uint8Array, start: number, end: number, quote: number): boolean;
  /** Stores a value found by the reference rules, never null. */
  putValue(at: number, value: CellValue): void;
  putNull(at: number): void;
  /** The first `rowCount` cells, in buffers that stay valid until cells are put again. */
  column(rowCount: number, validity: Validity): PlainColumn;
}

const FEWEST_CELLS = 256;

/** The buffer with its content, of at least `bytes`, growing so that the cost of a cell stays constant. */
export const grownBuffer = (buffer: ArrayBuffer, bytes: number): ArrayBuffer =>
  buffer.transfer(Math.max(bytes, buffer.byteLength * 2, FEWEST_CELLS * 8));
