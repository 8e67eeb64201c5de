import type { ColumnBatch, StageClock, TableSchema } from '@parquetry/core';
import { type RecordBatch, Table } from 'parquet-wasm/esm';
import type { EncodedFile } from '../account-rows.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import { ArrowMessages } from './arrow-messages.ts';
import { ParquetSink } from './parquet-sink.ts';
import { type ParquetOutput, writerProperties } from './writer-properties.ts';

function copyIntoWasm(message: Uint8Array): RecordBatch {
  const table = Table.fromIPCStream(message);
  try {
    const batch = table.recordBatch(0);
    if (batch === undefined) throw new Error('parquet-wasm found no record batch in an Arrow message');
    return batch;
  } finally {
    table.free();
  }
}

/** Encodes batches, at least one, as one Parquet file. Its bytes come out whenever a row group is complete; returns the rows it took. */
export async function* encodeParquet(
  batches: AsyncIterable<ColumnBatch>,
  schema: TableSchema,
  options: { output: ParquetOutput; budget: MemoryBudget; clock: StageClock },
): EncodedFile {
  const { output, budget, clock } = options;
  const messages = new ArrowMessages(schema);
  const sink = new ParquetSink(writerProperties(output, budget));
  const encoding = (work: () => Promise<void>) => clock.timeAsync('encodeParquet', work);
  try {
    for await (const batch of batches) {
      await encoding(() => sink.write(copyIntoWasm(messages.message(batch))));
      yield* sink.take();
    }
    await encoding(() => sink.finish());
    yield* sink.take();
    return sink.rowCount;
  } finally {
    await sink.abandon();
  }
}
