import { type Column, type ConversionPlan, type CsvDialect, displayRef } from '@parquetry/core';

/** How a CSV text is to be read; plain data, so that it crosses threads. */
export interface CsvText {
  /** Names the input in errors. */
  readonly name: string;
  readonly dialect: CsvDialect;
  /** In the order of the header. */
  readonly columns: readonly Column[];
}

export const csvTextOf = (plan: ConversionPlan): CsvText => ({
  name: displayRef(plan.source.ref),
  dialect: plan.source.dialect,
  columns: plan.schema.columns,
});
