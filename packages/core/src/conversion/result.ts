import type { ObjectRef } from '../store/object-store.ts';
import type { OutputFormat } from './plan.ts';

/** Where the time of one conversion went, in milliseconds. Stages may overlap: their sum can exceed the total. */
export interface StageTimes {
  readonly readMs: number;
  readonly parseMs: number;
  readonly encodeParquetMs: number;
  readonly encodeAvroMs: number;
  readonly writeMs: number;
}

/** Every row is accounted for: read = written + rejected. */
export interface RowCounts {
  readonly read: number;
  readonly written: number;
  readonly rejected: number;
}

export interface ConversionResult {
  readonly rows: RowCounts;
  readonly bytes: {
    /** As stored. */
    readonly read: number;
    /** After decompression. */
    readonly parsed: number;
  };
  readonly outputs: readonly {
    readonly format: OutputFormat;
    readonly ref: ObjectRef;
    readonly bytes: number;
  }[];
  readonly stages: StageTimes;
  readonly elapsedMs: number;
}

export type Conversion =
  | { readonly status: 'converted'; readonly result: ConversionResult }
  | { readonly status: 'unsupported'; readonly because: string };
