import { isUtf8 } from 'node:buffer';
import { fieldText, type RecordBlock } from './record-block.ts';

/** One past the last byte that is part of a field. */
function endOfFields(ends: Int32Array, fields: number): number {
  let last = 0;
  for (let field = 0; field < fields; field += 1) last = Math.max(last, ends[field]!);
  return last;
}

/** The block with U+FFFD for every sequence that is not UTF-8. */
export function replaceInvalid(block: RecordBlock): RecordBlock {
  const fields = block.rowCount * block.width;
  const starts = block.starts.slice(0, fields);
  const ends = block.ends.slice(0, fields);
  const kept = block.bytes.subarray(0, endOfFields(ends, fields));
  const added: Uint8Array[] = [kept];
  let { length } = kept;
  for (let field = 0; field < fields; field += 1) {
    const start = starts[field]!;
    if (isUtf8(kept.subarray(start < 0 ? ~start : start, ends[field]))) continue;
    const replaced = Buffer.from(fieldText(block, field)!);
    starts[field] = length;
    ends[field] = length + replaced.length;
    added.push(replaced);
    length += replaced.length;
  }
  return { ...block, bytes: Buffer.concat(added), starts, ends };
}
