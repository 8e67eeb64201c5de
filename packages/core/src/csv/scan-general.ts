import type { CsvDialect } from './dialect.ts';
import type { MalformedRecord, ScannedRecords } from './scan-records.ts';

/**
 * Scans whole records as `scanRecords` does, in any dialect. Fields are copied into `scan.bytes` as they are meant:
 * escapes undone, trimmed. Nulls are found here, since what was quoted cannot be seen in the copy.
 */
export function scanGeneral(
  _bytes: Uint8Array,
  _start: number,
  _isLast: boolean,
  _format: { dialect: CsvDialect; nulls: readonly string[]; quotedEmpty: 'null' | 'string' },
  _width: number,
  _scan: ScannedRecords,
  _maxRows = Number.POSITIVE_INFINITY,
): MalformedRecord | undefined {
  throw new Error('to be written');
}
