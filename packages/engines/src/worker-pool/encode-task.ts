import type { BadRow, ConversionPlan, OutputPlan, RowCounts } from '@parquetry/core';

/** One output of one file, as plain data for a worker. */
export interface EncodeTask {
  /** Uncompressed, in shared memory. */
  readonly source: Uint8Array<SharedArrayBuffer>;
  readonly plan: ConversionPlan;
  /** One of the plan's. */
  readonly output: OutputPlan;
  /** What rows may take. */
  readonly heapBytes: number;
  /** Whether the lines of the rejects file are wanted. */
  readonly keepsRejects: boolean;
}

export interface EncodedFile {
  readonly status: 'encoded';
  readonly file: Uint8Array<ArrayBuffer>;
  readonly counts: RowCounts;
  readonly rejects: Uint8Array<ArrayBuffer>;
  readonly parseMs: number;
  readonly encodeMs: number;
}

/** A worker's answer; errors are data, since their classes do not cross threads. */
export type EncodeReply =
  | EncodedFile
  | { readonly status: 'bad-input'; readonly message: string; readonly badRow: BadRow | undefined }
  | {
      readonly status: 'contradiction';
      readonly row: number;
      readonly column: string;
      readonly reason: string;
    }
  | { readonly status: 'unsupported'; readonly because: string };
