import type { TypeName } from '../schema/table-schema.ts';
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
  /** Of those written, how many were filled up or cut to the width of the header. */
  readonly padded: number;
  /** The numbers of the first of them; absent when there are none. */
  readonly firstPadded?: readonly number[];
}

/** A column that had to be read as a wider type than its first cells showed. */
export interface WidenedColumn {
  readonly column: string;
  /** Absent where the column itself was not known before. */
  readonly from?: TypeName;
  readonly to: TypeName;
  /** Of JSON: kinds turned out to be mixed, so that values are kept as their JSON text, strings in their quotes. */
  readonly isJsonText?: true;
  /** The first row that contradicts `from`. */
  readonly row: number;
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
  /** Where the rejected rows are; absent when there are none. */
  readonly rejects?: { readonly ref: ObjectRef; readonly bytes: number };
  /** Filled in by whoever redid the conversion with a wider schema. */
  readonly widened?: readonly WidenedColumn[];
  readonly stages: StageTimes;
  readonly elapsedMs: number;
}

export type Conversion =
  | { readonly status: 'converted'; readonly result: ConversionResult }
  | { readonly status: 'unsupported'; readonly because: string };
