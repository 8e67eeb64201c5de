import type { OutputFormat } from '@parquetry/core';

export type OutputBytes = Partial<Record<OutputFormat, number>>;

interface Outputs {
  readonly outputs: readonly { readonly format: OutputFormat; readonly bytes: number }[];
}

/** Bytes written by format, over all files. */
export function outputBytesOf(files: readonly Outputs[]): OutputBytes {
  const bytes: OutputBytes = {};
  for (const { format, bytes: written } of files.flatMap(({ outputs }) => outputs)) {
    bytes[format] = (bytes[format] ?? 0) + written;
  }
  return bytes;
}
