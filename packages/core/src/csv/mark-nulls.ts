import { isOneOf } from './general-syntax.ts';
import type { ScannedRecords } from './scan-records.ts';
import type { ScannedText } from './scanner.ts';

/**
 * What makes null of the fields of a scan that spell it, and values of quoted empty fields where they are; `undefined`
 * where there is nothing to do. For scans of plain dialects, whose fields still stand between their quotes.
 */
export function nullMarker({
  dialect,
  nulls,
  quotedEmpty,
}: ScannedText): ((scan: ScannedRecords, width: number) => void) | undefined {
  const keepsQuoted = quotedEmpty === 'string';
  if (nulls.length === 0 && !keepsQuoted) return undefined;
  const quote = dialect.quote.charCodeAt(0);
  const spellings = nulls.map((text) => Buffer.from(text));
  const doubled = nulls.map((text) => Buffer.from(text.replaceAll(dialect.quote, dialect.quote.repeat(2))));
  return ({ bytes, starts, ends, rowCount }, width) => {
    for (let field = 0; field < rowCount * width; field += 1) {
      const marked = starts[field]!;
      const isDoubled = marked < 0;
      const start = isDoubled ? ~marked : marked;
      const end = ends[field]!;
      if (keepsQuoted && start > 0 && bytes[start - 1] === quote) {
        if (end === start) starts[field] = ~start;
      } else if (isOneOf(isDoubled ? doubled : spellings, bytes, start, end)) {
        starts[field] = start;
        ends[field] = start;
      }
    }
  };
}
