import { type PlainCell, plainCell } from '../cell-text.ts';
import type { ReadColumn, RowBatch } from '../table-reading.ts';

/** Gathers the head of a table, its rows and the nulls of its columns from batches. */
export class RowScan {
  rows = 0;
  readonly nulls: number[];
  readonly head: PlainCell[][] = [];
  readonly #columns: readonly ReadColumn[];
  readonly #headRows: number;

  constructor(columns: readonly ReadColumn[], headRows: number) {
    this.#columns = columns;
    this.#headRows = headRows;
    this.nulls = columns.map(() => 0);
  }

  /** The head is whole; rows and nulls may not be. */
  get hasHead(): boolean {
    return this.head.length >= this.#headRows;
  }

  add({ rowCount, columns }: RowBatch): void {
    for (let row = 0; row < rowCount && !this.hasHead; row += 1) {
      this.head.push(columns.map((cells, index) => plainCell(cells[row]!, this.#columns[index]!.cellType)));
    }
    for (const [index, cells] of columns.entries()) {
      let nulls = 0;
      for (let row = 0; row < rowCount; row += 1) if (cells[row] === null) nulls += 1;
      this.nulls[index]! += nulls;
    }
    this.rows += rowCount;
  }
}
