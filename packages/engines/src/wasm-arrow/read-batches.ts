import {
  type ByteStream,
  type ColumnBatch,
  type ConversionPlan,
  type RowLedger,
  readRecords,
  type StageClock,
} from '@parquetry/core';
import { BatchBuilder } from './batch-builder.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { timeParsing } from './time-parsing.ts';

/**
 * Tells the records of a plan's source apart and parses them into typed columns: at least one batch, each valid until
 * the next one is asked for. Bad rows go to the ledger, which is closed when all rows have been read.
 *
 * @throws BadInputError, ContradictionError: see `readRecords` and `setAsideBadCells`.
 */
export async function* readBatches(
  source: ByteStream,
  plan: ConversionPlan,
  budget: MemoryBudget,
  clock: StageClock,
  ledger: RowLedger,
): AsyncGenerator<ColumnBatch, void> {
  const scanning = <T>(work: () => Promise<T>) => timeParsing(clock, work);
  const blocks = await scanning(() => readRecords(source, plan, ledger));
  try {
    const builder = new BatchBuilder(plan, budget, ledger);
    for (;;) {
      const next = await scanning(() => blocks.next());
      if (next.done) break;
      const block = next.value;
      for (let row = 0; row < block.rowCount; ) {
        const from = row;
        row = clock.time('parse', () => builder.append(block, from));
        if (row === block.rowCount) continue;
        const batch = builder.take();
        if (batch.rowCount > 0) yield batch;
      }
    }
    ledger.close();
    const rest = builder.take();
    if (rest.rowCount > 0 || rest.firstRow === 0) yield rest;
  } finally {
    await blocks.return();
  }
}
