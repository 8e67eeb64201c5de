import {
  type ConversionPlan,
  type OutputFormat,
  type OutputPlan,
  type Stage,
  UnsupportedError,
} from '@parquetry/core';
import { encodeAvro } from './encode-avro.ts';
import { encodeParquet, isWritten } from './encode-parquet.ts';
import type { ParsedRows } from './row.ts';

export const encodeStage: Readonly<Record<OutputFormat, Stage>> = {
  parquet: 'encodeParquet',
  avro: 'encodeAvro',
};

/** The file of one output of a plan; `source` are the bytes that the rows were read from. */
export async function encodeOutput(
  output: OutputPlan,
  rows: ParsedRows,
  plan: ConversionPlan,
  source: Uint8Array,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  switch (output.format) {
    case 'parquet':
      if (!isWritten(output)) throw new UnsupportedError(`parquetjs-lite has no ${output.codec}`);
      return encodeParquet(rows, plan, output, signal);
    case 'avro':
      return encodeAvro(rows, plan, output, source, signal);
    default:
      return output satisfies never;
  }
}
