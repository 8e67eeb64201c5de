import type { CsvFormat } from '../conversion/source-format.ts';
import { isPlain } from './dialect.ts';
import { markNulls } from './mark-nulls.ts';
import { scanGeneral } from './scan-general.ts';
import { type MalformedRecord, type ScannedRecords, scanRecords } from './scan-records.ts';

export type ScannedText = Pick<CsvFormat, 'dialect' | 'nulls' | 'quotedEmpty'>;

/** Scans whole records of `width` fields from the start of `bytes`; see {@link scanRecords}. */
export type Scanner = (
  bytes: Uint8Array,
  isLast: boolean,
  width: number,
  scan: ScannedRecords,
  maxRows?: number,
) => MalformedRecord | undefined;

/** The scanner that reads a text: the quick one for plain dialects, the general one for all others. */
export function scannerFor(text: ScannedText): Scanner {
  if (!isPlain(text.dialect)) {
    return (bytes, isLast, width, scan, maxRows) => scanGeneral(bytes, 0, isLast, text, width, scan, maxRows);
  }
  return (bytes, isLast, width, scan, maxRows) => {
    const malformed = scanRecords(bytes, 0, isLast, text.dialect, width, scan, maxRows);
    markNulls(scan, width, text);
    return malformed;
  };
}
