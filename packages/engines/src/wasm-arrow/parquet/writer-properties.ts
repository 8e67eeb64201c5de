import type { OutputPlan, ParquetCodec } from '@parquetry/core';
import { Compression, type WriterProperties, WriterPropertiesBuilder } from 'parquet-wasm/esm';
import type { MemoryBudget } from '../memory-budget.ts';

export type ParquetOutput = Extract<OutputPlan, { format: 'parquet' }>;

const COMPRESSIONS = {
  snappy: Compression.SNAPPY,
  zstd: Compression.ZSTD,
  gzip: Compression.GZIP,
  lz4_raw: Compression.LZ4_RAW,
  none: Compression.UNCOMPRESSED,
} as const satisfies Record<ParquetCodec, Compression>;

/** How parquet-wasm is to write an output. With a level, which it does not know, pages are left uncompressed. */
export function writerProperties(output: ParquetOutput, budget: MemoryBudget): WriterProperties {
  const { codec, level, rowGroupRows = Number.POSITIVE_INFINITY, dictionary, metadata } = output;
  let builder = new WriterPropertiesBuilder()
    .setCompression(COMPRESSIONS[level === undefined ? codec : 'none'])
    .setMaxRowGroupSize(Math.min(rowGroupRows, budget.rowGroupRows))
    .setMaxRowGroupBytes(budget.rowGroupBytes);
  if (typeof dictionary === 'boolean') builder = builder.setDictionaryEnabled(dictionary);
  else {
    for (const [column, isEnabled] of Object.entries(dictionary ?? {})) {
      builder = builder.setColumnDictionaryEnabled(column, isEnabled);
    }
  }
  if (metadata) builder = builder.setKeyValueMetadata(new Map(Object.entries(metadata)));
  return builder.build();
}
