import { nextLine } from '../../../src/csv/record-extents.ts';
import { emptyScan } from '../../../src/csv/scan-records.ts';
import type { Scanner } from '../../../src/csv/scanner.ts';
import { fieldText } from '../../../src/index.ts';

/** What a scanner makes of one record after the other. */
export interface Scanned {
  readonly rows: (string | null)[][];
  /** Reason, and where the record and its trouble are. */
  readonly troubles: { reason: string; start: number; fieldCount?: number; end?: number; offence?: number }[];
}

/**
 * Scans bytes that come `chunk` at a time, as a reader does: what is unfinished waits for more, what is malformed is
 * left behind.
 */
export function scanAll(
  scanner: Scanner,
  bytes: Uint8Array,
  width: number,
  quote: number,
  chunk: number,
): Scanned {
  const scanned: Scanned = { rows: [], troubles: [] };
  const scan = emptyScan();
  let at = 0;
  for (let seen = chunk; ; ) {
    const isLast = seen >= bytes.length;
    const part = bytes.subarray(at, seen);
    const malformed = scanner(part, isLast, width, scan);
    const block = { ...scan, width, quote: scan.recordStarts.length > 0 ? -1 : quote };
    const place = { place: () => ({ row: 0, byteOffset: 0 }), raw: () => part };
    for (let row = 0; row < scan.rowCount; row += 1) {
      scanned.rows.push(
        Array.from({ length: width }, (_, field) => fieldText({ ...block, ...place }, row * width + field)),
      );
    }
    if (malformed) {
      const { recordStart, reason, offence } = malformed;
      const end = malformed.end ?? nextLine(part, offence!, isLast);
      if (end === undefined) {
        // The rows before it have been told.
        at += recordStart;
        seen += chunk;
        continue;
      }
      scanned.troubles.push({
        reason,
        start: at + recordStart,
        end: at + end,
        ...(malformed.fieldCount !== undefined && { fieldCount: malformed.fieldCount }),
        ...(offence !== undefined && { offence: at + offence }),
      });
      at += end;
      continue;
    }
    at += scan.consumed;
    if (isLast) return scanned;
    seen += chunk;
  }
}
