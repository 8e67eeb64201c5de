import type { RecordBlock } from '@parquetry/core';

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const QUOTE = 0x22;

/** More bytes than rows of a block take as canonical rows: every quote doubled, quotes around every field. */
export function canonicalBytes({ starts, ends, width, rowCount }: RecordBlock, from: number): number {
  let bytes = 0;
  for (let field = from * width; field < rowCount * width; field += 1) {
    const start = starts[field]!;
    bytes += ends[field]! - (start < 0 ? ~start : start);
  }
  return 2 * bytes + 3 * (rowCount - from) * width;
}

/**
 * Writes rows of a block as the kernel reads all text that it does not scan itself: fields each with one byte behind
 * them, whose addresses are the index, from `index` on; the entry before it is the byte before the first field. A field
 * that is empty, or begins with a quote, stands in quotes, as in RFC 4180; null is nothing at all. Any other text
 * stands as it is, since the index alone tells fields apart.
 */
export function putCanonicalRows(
  { bytes, starts, ends, width, rowCount, quote }: RecordBlock,
  from: number,
  memory: Uint8Array<ArrayBuffer>,
  text: number,
  index: number,
): void {
  const separators = new Uint32Array(memory.buffer, index - 4, (rowCount - from) * width + 1);
  separators[0] = text - 1;
  let at = text;
  let entry = 1;
  for (let field = from * width; field < rowCount * width; field += 1, entry += 1) {
    const marked = starts[field]!;
    const end = ends[field]!;
    if (marked !== end) {
      const start = marked < 0 ? ~marked : marked;
      const isQuoted = start === end || bytes[start] === QUOTE;
      if (isQuoted) memory[at++] = QUOTE;
      for (let from = start; from < end; from += 1) {
        const byte = bytes[from]!;
        memory[at++] = byte;
        if (isQuoted && byte === QUOTE) memory[at++] = QUOTE;
        if (marked < 0 && byte === quote) from += 1;
      }
      if (isQuoted) memory[at++] = QUOTE;
    }
    memory[at] = entry % width === 0 ? LINE_FEED : COMMA;
    separators[entry] = at++;
  }
}
