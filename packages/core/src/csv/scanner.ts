import type { CsvFormat } from '../conversion/source-format.ts';
import { isPlain } from './dialect.ts';
import { nullMarker } from './mark-nulls.ts';
import { generalScanner } from './scan-general.ts';
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

function plainScanner(text: ScannedText): Scanner {
  const markNulls = nullMarker(text);
  return (bytes, isLast, width, scan, maxRows) => {
    const malformed = scanRecords(bytes, 0, isLast, text.dialect, width, scan, maxRows);
    markNulls?.(scan, width);
    return malformed;
  };
}

/** The scanner that reads a text: the quick one for plain dialects, the general one for all others. */
export const scannerFor = (text: ScannedText): Scanner =>
  isPlain(text.dialect) ? plainScanner(text) : generalScanner(text);
