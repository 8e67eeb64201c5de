import type { BadRow, OutputPlan } from '@parquetry/core';
import type { CsvText } from '../row-codecs/csv-text.ts';

/** One output of one file, as plain data for a worker. */
export interface EncodeTask {
  /** Uncompressed CSV in shared memory. */
  readonly source: Uint8Array<SharedArrayBuffer>;
  readonly csv: CsvText;
  readonly output: OutputPlan;
}

export interface EncodedFile {
  readonly status: 'encoded';
  readonly file: Uint8Array<ArrayBuffer>;
  readonly rows: number;
  readonly parseMs: number;
  readonly encodeMs: number;
}

/** A worker's answer; errors are data, since their classes do not cross threads. */
export type EncodeReply =
  | EncodedFile
  | { readonly status: 'bad-input'; readonly message: string; readonly badRow: BadRow | undefined }
  | { readonly status: 'unsupported'; readonly because: string };
