import { type OutputFormat, type OutputPlan, type Stage, UnsupportedError } from '@parquetry/core';
import type { CsvText } from './csv-text.ts';
import { encodeAvro } from './encode-avro.ts';
import { encodeParquet } from './encode-parquet.ts';
import type { ParsedRows } from './row.ts';

export const encodeStage: Readonly<Record<OutputFormat, Stage>> = {
  parquet: 'encodeParquet',
  avro: 'encodeAvro',
};

/** The file of one output; `source` are the bytes that the rows were read from. */
export async function encodeOutput(
  output: OutputPlan,
  rows: ParsedRows,
  csv: CsvText,
  source: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  switch (output.format) {
    case 'parquet':
      if (output.codec === 'zstd') throw new UnsupportedError('parquetjs-lite has no zstd');
      return encodeParquet(rows, csv, output.codec, signal);
    case 'avro':
      return encodeAvro(rows, csv, output.codec, source, signal);
    default:
      return output satisfies never;
  }
}
