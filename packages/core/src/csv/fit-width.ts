import type { ScannedRecords } from './scan-records.ts';
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
  const { starts, ends } = scan;
  for (let field = width; field < fieldCount; field += 1) if (starts[field] !== ends[field]) return false;
  scan.starts = new Int32Array(Math.max(starts.length, width));
  scan.ends = new Int32Array(Math.max(ends.length, width));
  scan.starts.set(starts.subarray(0, Math.min(width, fieldCount)));
  scan.ends.set(ends.subarray(0, Math.min(width, fieldCount)));
  return true;
}
