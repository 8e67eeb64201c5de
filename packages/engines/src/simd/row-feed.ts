import {
  type ConversionPlan,
  type RecordBlock,
  type RowLedger,
  type StageClock,
  setAsideBadCells,
  sliceBlock,
} from '@parquetry/core';
import { type Kernel, Stop } from '@parquetry/kernel';

/** So many rows at once are checked cell by cell where one of them is known to be bad. */
const CAUTIOUS_ROWS = 32;

/** Where batches go. */
export interface RowSink {
  /** Encodes the kernel's batch. */
  encode(): Promise<void>;
  /** The batch has been encoded by all outputs, and is gone. */
  batchEnded(): Promise<void>;
  /** Encodes what is left. */
  finish(): Promise<void>;
}

/** Brings rows into the kernel's batch, and full batches to the outputs. */
export class RowFeed {
  readonly kernel: Kernel;
  readonly plan: ConversionPlan;
  readonly ledger: RowLedger;
  readonly clock: StageClock;
  readonly #outputs: readonly RowSink[];
  /** Row groups have at most so many rows. */
  readonly #rowGroupRows: number;

  constructor(
    kernel: Kernel,
    plan: ConversionPlan,
    outputs: readonly RowSink[],
    rowGroupRows: number,
    { ledger, clock }: { ledger: RowLedger; clock: StageClock },
  ) {
    this.kernel = kernel;
    this.plan = plan;
    this.ledger = ledger;
    this.clock = clock;
    this.#outputs = outputs;
    this.#rowGroupRows = rowGroupRows;
    this.#limitBatch();
  }

  #limitBatch(): void {
    this.kernel.exports.limitBatch(this.#rowGroupRows - this.kernel.rowGroupRows);
  }

  /** Encodes the batch. */
  async endBatch(): Promise<void> {
    for (const output of this.#outputs) await output.encode();
    this.kernel.endBatch();
    for (const output of this.#outputs) await output.batchEnded();
    this.#limitBatch();
  }

  /** Takes all rows of a block of the plan's columns. They have been counted as read. */
  async append(block: RecordBlock): Promise<void> {
    for (let row = 0; row < block.rowCount; ) {
      const from = row;
      const { next, stop } = this.clock.time('parse', () => this.kernel.append(block, from));
      row = next;
      if (stop === Stop.batchIsFull) await this.endBatch();
      else if (stop === Stop.misfit) row = await this.#appendCarefully(block, row);
    }
  }

  /** Takes a few rows, one of which has a cell that does not fit, without those that are bad. */
  async #appendCarefully(block: RecordBlock, from: number): Promise<number> {
    const to = Math.min(from + CAUTIOUS_ROWS, block.rowCount);
    const { columns } = this.plan.schema;
    const good = setAsideBadCells(sliceBlock(block, from, to), columns, this.ledger);
    for (let row = 0; row < good.rowCount; ) {
      const { next, stop } = this.kernel.append(good, row);
      row = next;
      if (stop === Stop.batchIsFull) await this.endBatch();
      else if (stop === Stop.misfit) {
        const place = good.place(row);
        throw new Error(`internal error: a cell of row ${place.row} is read in two ways; please report it`);
      }
    }
    return to;
  }

  /** Encodes what is left, when all rows are in. */
  async finish(): Promise<void> {
    if (this.kernel.batchRows > 0) await this.endBatch();
    for (const output of this.#outputs) await output.finish();
  }
}
