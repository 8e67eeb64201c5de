import { displayRef } from '@parquetry/core';
import type { JobResult } from '@parquetry/delivery';

/** What became of one object that was asked for by name. */
export interface Converted {
  readonly status: 'converted';
  readonly source: string;
  readonly outputs: readonly { readonly format: string; readonly url: string; readonly bytes: number }[];
  readonly rows: { readonly read: number; readonly written: number; readonly rejected: number };
  readonly bytes: JobResult['bytes'];
  /** Where rows are that were set aside. */
  readonly rejects?: string;
  readonly attempts: number;
  readonly elapsedMs: number;
}

export function convertedAnswer(source: string, result: JobResult, attempts: number): Converted {
  const { rows, bytes, outputs, rejects, elapsedMs } = result;
  return {
    status: 'converted',
    source,
    outputs: outputs.map(({ format, ref, bytes }) => ({ format, url: displayRef(ref), bytes })),
    rows: { read: rows.read, written: rows.written, rejected: rows.rejected },
    bytes,
    ...(rejects && { rejects: displayRef(rejects.ref) }),
    attempts,
    elapsedMs,
  };
}

/** An object that was asked for by name and is not converted: whoever asked is told, and no dead letter is kept. */
export class ConversionFailedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConversionFailed';
  }
}
