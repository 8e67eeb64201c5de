import { type RecordBlock, UnsupportedError } from '@parquetry/core';
import { heapOfRows } from './largest-file.ts';

function contentBytes({ starts, ends, rowCount, width }: RecordBlock): number {
  let bytes = 0;
  for (let field = 0; field < rowCount * width; field += 1) {
    const start = starts[field]!;
    bytes += ends[field]! - (start < 0 ? ~start : start);
  }
  return bytes;
}

/**
 * Counts what rows and lines of a rejects file take of the memory: where records lack most of their columns, or most of
 * them are bad, that is many times the size of the source.
 */
export class HeapBudget {
  readonly #name: string;
  #left: number;

  constructor(name: string, heapBytes: number) {
    this.#name = name;
    this.#left = heapBytes;
  }

  /** @throws UnsupportedError when the memory is used up. */
  spend(bytes: number): void {
    this.#left -= bytes;
    if (this.#left >= 0) return;
    throw new UnsupportedError(
      `the rows of ${this.#name} do not fit the memory limit as row objects; allow more memory or take an engine that streams`,
    );
  }

  spendOnRows(block: RecordBlock): void {
    this.spend(heapOfRows(block.rowCount, block.width, contentBytes(block)));
  }
}
