import type { ObjectRef, OutputPlan } from '@parquetry/core';
import type { OutputChoice } from '../scenarios/scenario.ts';

/** A key without what tells its compression and its format. */
export const stemOf = (key: string) => key.replace(/\.(gz|zst)$/i, '').replace(/\.[^./]*$/, '');

/** What a scenario writes of one source, where `refOf` says. */
export const planOutputs = (
  { formats, parquetCodec, avroCodec, prefer }: OutputChoice,
  refOf: (format: string) => ObjectRef,
): OutputPlan[] =>
  formats.map((format) => {
    const ref = refOf(format);
    return format === 'parquet'
      ? { format, ref, codec: parquetCodec, ...(prefer && { prefer }) }
      : { format, ref, codec: avroCodec };
  });
