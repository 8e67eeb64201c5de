import type { CsvDialect } from './dialect.ts';
import type { RecordBlock } from './read-records.ts';

/**
 * Offset in the uncompressed source of a record's first byte, its opening quote included. `row` counts within the
 * block, whose records have `width` fields.
 */
export function recordStart(block: RecordBlock, row: number, width: number, dialect: CsvDialect): number {
  const { bytes, byteOffset, starts } = block;
  const start = starts[row * width]!;
  const first = start < 0 ? ~start : start;
  const isQuoted = first > 0 && bytes[first - 1] === dialect.quote.charCodeAt(0);
  return byteOffset + (isQuoted ? first - 1 : first);
}
