import type { RecordBlock } from '../records/record-block.ts';
import { recordEnd, recordStart } from './record-extents.ts';
import type { ScannedRecords } from './scan-records.ts';

/** Scanned records as a block; `offsetOf` is where a byte that was scanned stands in the source. */
export function csvBlock(
  scan: ScannedRecords,
  scanned: Uint8Array,
  { width, quote, firstRow }: { width: number; quote: number; firstRow: number },
  offsetOf: (at: number) => number,
): RecordBlock {
  const { bytes, starts, ends, rowCount } = scan;
  const startOf = (row: number) => recordStart(scan, row, width, quote);
  return {
    bytes,
    starts,
    ends,
    rowCount,
    width,
    quote: scan.recordStarts.length > 0 ? -1 : quote,
    place: (row) => ({ row: firstRow + row, byteOffset: offsetOf(startOf(row)) }),
    raw: (row) => scanned.subarray(startOf(row), recordEnd(scan, row, width, quote)),
  };
}
