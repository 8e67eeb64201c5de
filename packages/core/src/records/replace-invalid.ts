import { isUtf8 } from 'node:buffer';
import { fieldText, type RecordBlock } from './record-block.ts';

/** The block with U+FFFD for every sequence that is not UTF-8. */
export function replaceInvalid(block: RecordBlock): RecordBlock {
  const { bytes, width, rowCount } = block;
  const starts = block.starts.slice();
  const ends = block.ends.slice();
  const added: Uint8Array[] = [bytes];
  let length = bytes.length;
  for (let field = 0; field < rowCount * width; field += 1) {
    const start = starts[field]!;
    if (isUtf8(bytes.subarray(start < 0 ? ~start : start, ends[field]))) continue;
    const replaced = Buffer.from(fieldText(block, field)!);
    starts[field] = length;
    ends[field] = length + replaced.length;
    added.push(replaced);
    length += replaced.length;
  }
  return { ...block, bytes: Buffer.concat(added), starts, ends };
}
