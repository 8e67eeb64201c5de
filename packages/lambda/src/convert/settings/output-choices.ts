import type { OutputChoice, OutputFormat, ParquetCodec } from '@parquetry/core';
import type { Compression } from './variables.ts';

const PARQUET_CODECS: Readonly<Record<Compression, ParquetCodec>> = {
  snappy: 'snappy',
  gzip: 'gzip',
  zstd: 'zstd',
  lz4: 'lz4_raw',
  none: 'none',
};

/** Avro has fewer: the one that is as fast, or as small. */
const AVRO_CODECS = {
  snappy: 'snappy',
  gzip: 'deflate',
  zstd: 'deflate',
  lz4: 'snappy',
  none: 'null',
} as const satisfies Record<Compression, string>;

/** What is written for each format, by one word for its compression. `rowGroupRows`: of Parquet. */
export const outputChoicesOf = (
  formats: readonly OutputFormat[],
  compression: Compression = 'snappy',
  rowGroupRows?: number,
): OutputChoice[] =>
  formats.map((format) =>
    format === 'avro'
      ? { format, codec: AVRO_CODECS[compression] }
      : { format, codec: PARQUET_CODECS[compression], ...(rowGroupRows && { rowGroupRows }) },
  );
