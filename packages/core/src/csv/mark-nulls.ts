import type { ScannedRecords } from './scan-records.ts';
import type { ScannedText } from './scanner.ts';

/**
 * Makes null of fields that spell it, and values of quoted empty fields where they are. For scans of plain dialects,
 * whose fields still stand between their quotes.
 */
export function markNulls(scan: ScannedRecords, width: number, format: ScannedText): void {
  const keepsQuoted = format.quotedEmpty === 'string';
  if (format.nulls.length === 0 && !keepsQuoted) return;
  const { bytes, starts, ends } = scan;
  const quote = format.dialect.quote.charCodeAt(0);
  const spellings = format.nulls.map((text) => Buffer.from(text));
  const isNull = (start: number, end: number) =>
    spellings.some(
      (spelling) =>
        spelling.length === end - start && spelling.every((byte, index) => bytes[start + index] === byte),
    );
  for (let field = 0; field < scan.rowCount * width; field += 1) {
    const start = starts[field]!;
    if (start < 0) continue;
    if (keepsQuoted && start > 0 && bytes[start - 1] === quote) {
      if (ends[field] === start) starts[field] = ~start;
    } else if (isNull(start, ends[field]!)) {
      ends[field] = start;
    }
  }
}
