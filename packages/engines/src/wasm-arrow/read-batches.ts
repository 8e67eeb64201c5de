import {
  BadInputError,
  type ByteStream,
  badRowError,
  type ColumnBatch,
  type ConversionPlan,
  type CsvDialect,
  cellComplaint,
  displayRef,
  fieldText,
  type RecordBlock,
  readCsv,
  recordStart,
  type StageClock,
} from '@parquetry/core';
import { ColumnBuilder } from './columns/column-builder.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { timeParsing } from './time-parsing.ts';

/** The first row from `from` on that starts at `offset` or later. */
function firstRowAt(
  block: RecordBlock,
  width: number,
  dialect: CsvDialect,
  from: number,
  offset: number,
): number {
  let low = from;
  let high = block.rowCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (recordStart(block, middle, width, dialect) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

class BatchBuilder {
  readonly #plan: ConversionPlan;
  readonly #budget: MemoryBudget;
  readonly #columns: readonly ColumnBuilder[];
  /** Number of rows taken before this batch. */
  firstRow = 0;
  #rowCount = 0;
  /** Where the batch's first record starts in the source. */
  #startOffset = 0;

  constructor(plan: ConversionPlan, budget: MemoryBudget) {
    const { columns } = plan.schema;
    this.#plan = plan;
    this.#budget = budget;
    this.#columns = columns.map(
      (column, index) => new ColumnBuilder(column, index, columns.length, plan.source.dialect),
    );
  }

  get isEmpty(): boolean {
    return this.#rowCount === 0;
  }

  /**
   * Appends rows of a block from `from` on, until the batch is full; returns the first row that was not taken. Where
   * a batch ends depends on the rows alone, not on how blocks cut them.
   */
  append(block: RecordBlock, from: number): number {
    const width = this.#columns.length;
    const { dialect } = this.#plan.source;
    if (this.isEmpty) {
      for (const column of this.#columns) column.clear();
      this.#startOffset = recordStart(block, from, width, dialect);
    }
    const byBytes = firstRowAt(block, width, dialect, from, this.#startOffset + this.#budget.batchBytes);
    const to = Math.min(byBytes, from + this.#budget.batchRows - this.#rowCount);
    this.#appendColumns(block, from, to);
    this.#rowCount += to - from;
    return to;
  }

  /** The rows so far; their buffers are used again by the next `append`. */
  take(): ColumnBatch {
    const batch: ColumnBatch = {
      schema: this.#plan.schema,
      firstRow: this.firstRow,
      rowCount: this.#rowCount,
      columns: this.#columns.map((column) => column.column()),
    };
    this.firstRow += this.#rowCount;
    this.#rowCount = 0;
    return batch;
  }

  /** Columns are parsed one by one, yet the first bad row is the one to name, and its first bad column. */
  #appendColumns(block: RecordBlock, from: number, to: number): void {
    let good = to;
    let badColumn = -1;
    for (const [index, column] of this.#columns.entries()) {
      const reached = column.append(block, from, good);
      if (reached < good) {
        good = reached;
        badColumn = index;
      }
    }
    if (badColumn >= 0) this.#failAt(block, good, badColumn);
  }

  #failAt(block: RecordBlock, row: number, index: number): never {
    const { source, schema } = this.#plan;
    const width = schema.columns.length;
    const { name, type } = schema.columns[index]!;
    const { bytes, starts, ends } = block;
    const field = row * width + index;
    const text = fieldText(bytes, starts[field]!, ends[field]!, source.dialect);
    throw badRowError(displayRef(source.ref), {
      row: block.firstRow + row,
      byteOffset: recordStart(block, row, width, source.dialect),
      reason: cellComplaint(text, type),
      column: name,
    });
  }
}

/**
 * Tells the records of a plan's source apart and parses them into typed columns: at least one batch, each valid until
 * the next one is asked for. `onRecords` learns how many records have been told apart, before they are parsed.
 *
 * @throws BadInputError at the first bad row.
 */
export async function* readBatches(
  source: ByteStream,
  plan: ConversionPlan,
  budget: MemoryBudget,
  clock: StageClock,
  onRecords: (count: number) => void = () => {},
): AsyncGenerator<ColumnBatch, void> {
  const name = displayRef(plan.source.ref);
  const width = plan.schema.columns.length;
  const { dialect } = plan.source;
  const scanning = <T>(work: () => Promise<T>) => timeParsing(clock, work);

  const { header, blocks } = await scanning(() => readCsv(source, { dialect, name }));
  const iterator = blocks[Symbol.asyncIterator]();
  try {
    if (header.length !== width) {
      throw new BadInputError(`${name}: the header has ${header.length} columns, the schema ${width}`);
    }
    const builder = new BatchBuilder(plan, budget);
    for (;;) {
      const next = await scanning(() => iterator.next());
      if (next.done) break;
      const block = next.value;
      onRecords(block.rowCount);
      for (let row = 0; row < block.rowCount; ) {
        const from = row;
        row = clock.time('parse', () => builder.append(block, from));
        if (row < block.rowCount) yield builder.take();
      }
    }
    if (!builder.isEmpty || builder.firstRow === 0) yield builder.take();
  } finally {
    await iterator.return?.();
  }
}
