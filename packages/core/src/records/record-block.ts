/** Where a record stands in its source. */
export interface RecordPlace {
  /** Data record number, from 1; bad rows are counted, the header is not. */
  readonly row: number;
  /** Offset of its first byte in the uncompressed source, before transcoding. */
  readonly byteOffset: number;
}

/**
 * Whole records, field by field, in the order of the schema's columns: `rowCount × width` fields, row by row. Every
 * source format comes down to this. Buffers and arrays are reused: a block is valid until the next one is asked for.
 *
 * Field `f` is `bytes[starts[f] … ends[f]]`, valid UTF-8, quotes taken off.
 * - `starts[f] === ends[f]`: null.
 * - `starts[f] < 0`: the field starts at `~starts[f]`, and doubled `quote` bytes in it are one each; when nothing lies
 *   between `~starts[f]` and `ends[f]`, it is the empty string, which is a value.
 */
export interface RecordBlock {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly rowCount: number;
  /** Fields per row. */
  readonly width: number;
  /** The byte whose doubling is to be undone, or −1. */
  readonly quote: number;
  /** The records were filled up, or cut, to the width of the header. */
  readonly isPadded?: true;
  /** Where row `row` of this block, from 0, stands in the source. */
  place(row: number): RecordPlace;
  /** The bytes of a row as they stand in the source, without its line end. */
  raw(row: number): Uint8Array;
}

/** Copies a field whose quotes are doubled into `target`, undoubled; returns the number of bytes written. */
export function undoubleQuotes(
  bytes: Uint8Array,
  start: number,
  end: number,
  quote: number,
  target: Uint8Array,
  targetStart: number,
): number {
  let to = targetStart;
  for (let at = start; at < end; at += 1) {
    target[to++] = bytes[at]!;
    if (bytes[at] === quote) at += 1;
  }
  return to - targetStart;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A field as text; null is `null`, the empty string `''`. */
export function fieldText({ bytes, starts, ends, quote }: RecordBlock, field: number): string | null {
  const start = starts[field]!;
  const end = ends[field]!;
  if (start === end) return null;
  if (start >= 0) return decoder.decode(bytes.subarray(start, end));
  const target = new Uint8Array(end - ~start);
  const length = undoubleQuotes(bytes, ~start, end, quote, target, 0);
  return decoder.decode(target.subarray(0, length));
}

/** Rows `from … to` of a block, as a block. */
export function sliceBlock(block: RecordBlock, from: number, to: number): RecordBlock {
  if (from === 0 && to === block.rowCount) return block;
  const { width } = block;
  return {
    ...block,
    starts: block.starts.subarray(from * width, to * width),
    ends: block.ends.subarray(from * width, to * width),
    rowCount: to - from,
    place: (row) => block.place(from + row),
    raw: (row) => block.raw(from + row),
  };
}
