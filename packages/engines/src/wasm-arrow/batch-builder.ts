import {
  type ColumnBatch,
  type ConversionPlan,
  type RecordBlock,
  type RowLedger,
  setAsideBadCells,
  sliceBlock,
} from '@parquetry/core';
import { ColumnBuilder } from './columns/column-builder.ts';
import type { MemoryBudget } from './memory-budget.ts';

/** So many rows at once are checked cell by cell where one of them is known to be bad. */
const CAUTIOUS_ROWS = 32;

/** The first row from `from` on that starts at `offset` or later. */
function firstRowAt(block: RecordBlock, from: number, offset: number): number {
  let low = from;
  let high = block.rowCount;
  if (block.place(high - 1).byteOffset < offset) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (block.place(middle).byteOffset < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Gathers records into batches of typed columns. Where a batch ends depends on the rows alone, not on how blocks cut
 * them: rows that turn out to be bad count like others.
 */
export class BatchBuilder {
  readonly #plan: ConversionPlan;
  readonly #budget: MemoryBudget;
  readonly #ledger: RowLedger;
  readonly #columns: readonly ColumnBuilder[];
  /** Number of rows that the batches before this one hold. */
  firstRow = 0;
  /** Rows that this batch was given, good and bad. */
  #given = 0;
  /** Where the first of them starts in the source. */
  #startOffset = 0;

  constructor(plan: ConversionPlan, budget: MemoryBudget, ledger: RowLedger) {
    this.#plan = plan;
    this.#budget = budget;
    this.#ledger = ledger;
    this.#columns = plan.schema.columns.map((column, index) => new ColumnBuilder(column, index));
  }

  /** Of the batch so far; bad rows are not among them. */
  get rowCount(): number {
    return this.#given === 0 ? 0 : this.#columns[0]!.length;
  }

  /**
   * Appends rows of a block from `from` on, until the batch is full; returns the first row that was not taken.
   *
   * @throws what `setAsideBadCells` throws.
   */
  append(block: RecordBlock, from: number): number {
    if (this.#given === 0) {
      for (const column of this.#columns) column.clear();
      this.#startOffset = block.place(from).byteOffset;
    }
    const byBytes = firstRowAt(block, from, this.#startOffset + this.#budget.batchBytes);
    const to = Math.min(byBytes, from + this.#budget.batchRows - this.#given);
    this.#given += to - from;
    if (!this.#appendColumns(block, from, to)) this.#appendGoodRows(block, from, to);
    return to;
  }

  /** The rows so far, maybe none; their buffers are used again by the next `append`. */
  take(): ColumnBatch {
    const { rowCount, firstRow } = this;
    this.firstRow += rowCount;
    this.#given = 0;
    const columns = this.#columns.map((column) => column.column());
    return { schema: this.#plan.schema, firstRow, rowCount, columns };
  }

  /** All of the rows or, when a cell does not fit, none. */
  #appendColumns(block: RecordBlock, from: number, to: number): boolean {
    const before = this.rowCount;
    for (const [index, column] of this.#columns.entries()) {
      if (column.append(block, from, to)) continue;
      for (const earlier of this.#columns.slice(0, index)) earlier.truncate(before);
      return false;
    }
    return true;
  }

  #appendGoodRows(block: RecordBlock, from: number, to: number): void {
    for (let start = from; start < to; start += CAUTIOUS_ROWS) {
      const end = Math.min(start + CAUTIOUS_ROWS, to);
      if (this.#appendColumns(block, start, end)) continue;
      const good = setAsideBadCells(sliceBlock(block, start, end), this.#plan.schema.columns, this.#ledger);
      if (this.#appendColumns(good, 0, good.rowCount)) continue;
      const { row } = block.place(start);
      throw new Error(`internal error: a cell after row ${row - 1} is read in two ways; please report it`);
    }
  }
}
