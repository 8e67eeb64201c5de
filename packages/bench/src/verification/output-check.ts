import {
  BatchCursor,
  type CellColumn,
  type Column,
  cellComplaint,
  firstDifference,
  type RowBatch,
  sameValue,
  showCell,
  type TableReading,
} from '@parquetry/core';
import type { ExpectedRows } from './expected-rows.ts';
import { acceptedCells, type MatchedColumn } from './match-columns.ts';

const count = (rows: number) => `${rows.toLocaleString('en-US')} ${rows === 1 ? 'row' : 'rows'}`;

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Walks through one output in step with the rows that are expected in it. */
export class OutputCheck {
  readonly #columns: readonly Column[];
  readonly #matched: readonly MatchedColumn[];
  readonly #cursor: BatchCursor;
  #rowsBefore = 0;
  #accepted: { readonly batch?: RowBatch; readonly cells: readonly CellColumn[] } = { cells: [] };

  constructor(
    columns: readonly Column[],
    matched: readonly MatchedColumn[],
    table: TableReading,
    signal?: AbortSignal,
  ) {
    this.#columns = columns;
    this.#matched = matched;
    this.#cursor = new BatchCursor(table.batches(signal));
  }

  /**
   * Compares the next rows. Resolves to the first difference as a sentence, or to `missing` when the output has ended.
   */
  async next(expected: ExpectedRows): Promise<{ mismatch: string } | 'missing' | undefined> {
    for (let start = 0; start < expected.rowCount; ) {
      const rows = Math.min(await this.#cursor.available(), expected.rowCount - start);
      if (rows === 0) return 'missing';
      const place = this.#firstDifference(expected, start, rows);
      if (place !== undefined) return { mismatch: this.#describe(expected, start, place) };
      this.#cursor.advance(rows);
      this.#rowsBefore += rows;
      start += rows;
    }
    return undefined;
  }

  /** Expects the end of the output after `expectedRows`. */
  async end(expectedRows: number): Promise<{ mismatch: string } | undefined> {
    const found = this.#rowsBefore + (await this.#cursor.drain());
    return found === expectedRows
      ? undefined
      : { mismatch: `expected ${count(expectedRows)}, found ${count(found)}` };
  }

  close(): Promise<void> {
    return this.#cursor.close();
  }

  /** The columns of the current batch in the plan's order. */
  #cells(): readonly CellColumn[] {
    const { batch } = this.#cursor;
    if (this.#accepted.batch !== batch) {
      const cells = this.#matched.map((column) => acceptedCells(batch.columns[column.index]!, column));
      this.#accepted = { batch, cells };
    }
    return this.#accepted.cells;
  }

  #firstDifference(expected: ExpectedRows, start: number, rows: number): Place | undefined {
    let first = rows;
    let place: Place | undefined;
    const accepted = this.#cells();
    for (const [column, cells] of expected.columns.entries()) {
      const actual = { cells: accepted[column]!, start: this.#cursor.at };
      const row = firstDifference({ cells: cells as CellColumn, start }, actual, first, sameValue);
      if (row < first) {
        first = row;
        place = { row, column };
      }
    }
    return place;
  }

  #describe(expected: ExpectedRows, start: number, { row, column }: Place): string {
    const { name, type } = this.#columns[column]!;
    const at = `row ${(this.#rowsBefore + row + 1).toLocaleString('en-US')}, column ${JSON.stringify(name)}`;
    const wanted = expected.columns[column]![start + row];
    if (wanted === undefined) {
      const { reason } = cellComplaint(expected.text(start + row, column), type);
      return `${at}: ${reason}, so this row must not be written`;
    }
    const found = this.#cells()[column]![this.#cursor.at + row]!;
    return `${at}: expected ${showCell(wanted, type)}, found ${showCell(found, type)}`;
  }
}
