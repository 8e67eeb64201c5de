import { type ConversionPlan, displayRef, type OutputPlan, type Support, typeName } from '@parquetry/core';
import { tooLarge } from './largest-file.ts';

const unsupported = (because: string): Support => ({ supported: false, because });

function parquetComplaint({ schema }: ConversionPlan, { codec }: OutputPlan): string | undefined {
  if (codec === 'zstd') return 'parquetjs-lite has no zstd; take snappy, gzip or none';
  const local = schema.columns.find(({ type }) => typeName(type) === 'local_timestamp');
  if (local === undefined) return undefined;
  return `column ${JSON.stringify(local.name)} is a local timestamp: parquetjs-lite can only write timestamps in UTC`;
}

/** What csv-parse, parquetjs-lite and avsc can do for a plan, when files of up to `largestBytes` fit. */
export function rowCodecSupport(plan: ConversionPlan, largestBytes: number): Support {
  const { source, schema, outputs } = plan;
  if (source.bytes > largestBytes) return unsupported(tooLarge(displayRef(source.ref), largestBytes));
  if (schema.columns.some(({ name }) => name === '__proto__')) {
    return unsupported('rows are objects here, which cannot have a column named "__proto__"');
  }
  const parquet = outputs.find(({ format }) => format === 'parquet');
  const complaint = parquet && parquetComplaint(plan, parquet);
  return complaint === undefined ? { supported: true } : unsupported(complaint);
}
