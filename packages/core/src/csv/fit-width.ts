import { grown, type ScannedRecords } from './scan-records.ts';
import type { Scanner } from './scanner.ts';

/**
 * Scans one record of `fieldCount` fields and makes it `width` wide in `scan`: nulls are added, or surplus nulls left
 * out. `false` when a surplus field has a value.
 */
export function fitWidth(
  record: Uint8Array,
  scanner: Scanner,
  fieldCount: number,
  width: number,
  scan: ScannedRecords,
): boolean {
  if (scanner(record, true, fieldCount, scan, 1) !== undefined || scan.rowCount !== 1) return false;
  for (let field = width; field < fieldCount; field += 1) {
    if (scan.starts[field] !== scan.ends[field]) return false;
  }
  if (width > scan.starts.length) {
    scan.starts = grown(scan.starts, width);
    scan.ends = grown(scan.ends, width);
  }
  scan.starts.fill(0, fieldCount, width);
  scan.ends.fill(0, fieldCount, width);
  return true;
}
