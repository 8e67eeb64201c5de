import {
  type Column,
  type ConversionPlan,
  type ConversionPlanInput,
  type CsvFormat,
  conversionPlan,
  plainCsv,
} from '@parquetry/core';

type Source = ConversionPlanInput['source'];

export type PlanParts = Partial<Omit<ConversionPlanInput, 'source' | 'schema'>> & {
  readonly source?: Partial<Omit<Source, 'format'>>;
  /** Differences from plain CSV with a header. */
  readonly csv?: Partial<CsvFormat>;
};

/** A plan for `/in/x.csv`, whose fields are the columns unless told otherwise. */
export function planOf(columns: readonly Column[], { source, csv, ...rest }: PlanParts = {}): ConversionPlan {
  const names = columns.map(({ name }) => name);
  return conversionPlan.parse({
    source: {
      ref: { bucket: '/in', key: 'x.csv' },
      compression: 'none',
      bytes: 0,
      format: { ...plainCsv(names), ...csv },
      ...source,
    },
    schema: { columns },
    outputs: [{ format: 'avro', codec: 'null', ref: { bucket: '/out', key: 'x.avro' } }],
    ...rest,
  });
}

export const PARSING = { heapBytes: 1 << 28, keepsRejects: true } as const;

export const strings = (...names: string[]): Column[] =>
  names.map((name) => ({ name, type: { kind: 'string' }, nullable: true }));
