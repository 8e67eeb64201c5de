import type { RowBatch } from './table-reading.ts';

/** Walks through batches by any number of rows, so that tables whose batches differ in size can go in lock-step. */
export class BatchCursor {
  readonly #batches: AsyncIterator<RowBatch>;
  #batch: RowBatch = { rowCount: 0, columns: [] };
  #at = 0;

  constructor(batches: AsyncIterable<RowBatch>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Rows that can be looked at now; zero only at the end of the table. */
  async available(): Promise<number> {
    while (this.#at === this.#batch.rowCount) {
      const next = await this.#batches.next();
      if (next.done) return 0;
      this.#batch = next.value;
      this.#at = 0;
    }
    return this.#batch.rowCount - this.#at;
  }

  /** The batch that holds the available rows, which start at `at`. */
  get batch(): RowBatch {
    return this.#batch;
  }

  get at(): number {
    return this.#at;
  }

  advance(rows: number): void {
    this.#at += rows;
  }

  /** Counts the rows that are left, and drops them. */
  async drain(): Promise<number> {
    let rows = 0;
    for (let found = await this.available(); found > 0; found = await this.available()) {
      rows += found;
      this.advance(found);
    }
    return rows;
  }

  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}
