import type { ColumnBatch, StageClock, TableSchema } from '@parquetry/core';
import { type RecordBatch, Table } from 'parquet-wasm/esm';
import type { EncodedFile } from '../account-rows.ts';
import type { MemoryBudget } from '../memory-budget.ts';
import { ArrowMessages } from './arrow-messages.ts';
import { orderMetadata } from './footer/order-metadata.ts';
import { ParquetSink } from './parquet-sink.ts';
import { pageCompression } from './recompress/compress-page.ts';
import { recompressed } from './recompress/recompressed.ts';
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

interface EncodeOptions {
  readonly output: ParquetOutput;
  readonly budget: MemoryBudget;
  readonly clock: StageClock;
}

/** The file as parquet-wasm writes it. */
async function* encodeInWasm(
  batches: AsyncIterable<ColumnBatch>,
  schema: TableSchema,
  { output, budget, clock }: EncodeOptions,
): EncodedFile {
  const messages = new ArrowMessages(schema);
  const sink = new ParquetSink(writerProperties(output, budget));
  const encoding = (work: () => Promise<void>) => clock.timeAsync('encodeParquet', work);
  try {
    for await (const batch of batches) {
      await encoding(() => sink.write(copyIntoWasm(messages.message(batch))));
      yield* sink.take();
    }
    await encoding(() => sink.finish());
    yield* orderMetadata(sink.take(), Object.keys(output.metadata ?? {}));
    return sink.rowCount;
  } finally {
    await sink.abandon();
  }
}

/** Encodes batches, at least one, as one Parquet file. Its bytes come out whenever a row group is complete; returns the rows it took. */
export function encodeParquet(
  batches: AsyncIterable<ColumnBatch>,
  schema: TableSchema,
  options: EncodeOptions,
): EncodedFile {
  const { codec, level } = options.output;
  const file = encodeInWasm(batches, schema, options);
  if (level === undefined || (codec !== 'zstd' && codec !== 'gzip')) return file;
  return recompressed(file, pageCompression(codec, level), options.clock);
}
