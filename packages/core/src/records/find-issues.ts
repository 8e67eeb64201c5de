import { isUtf8 } from 'node:buffer';
import { ContradictionError } from '../conversion/errors.ts';
import type { Encoding } from '../conversion/source-format.ts';
import type { Column } from '../schema/table-schema.ts';
import { formatCount } from '../text/format-count.ts';
import { invalidByteReason } from '../text/transcode.ts';
import { validUtf8Length } from '../text/utf8.ts';
import type { Issue } from './admit-rows.ts';
import type { ReadLimits } from './read-limits.ts';
import type { RecordBlock } from './record-block.ts';

const WAY_OUT =
  'name the encoding (--encoding windows-1252), or have such bytes replaced (--invalid-bytes replace)';

/** Rows whose bytes are not UTF-8; `offsetIn`: where byte `at` of a row is in the source. */
export function invalidRows(
  block: RecordBlock,
  encoding: Encoding,
  offsetIn: (row: number, at: number) => number,
): Issue[] {
  const issues: Issue[] = [];
  for (let row = 0; row < block.rowCount; row += 1) {
    const raw = block.raw(row);
    if (isUtf8(raw)) continue;
    const at = validUtf8Length(raw);
    issues.push({
      row,
      reason: invalidByteReason(raw, at, encoding, ` (at byte ${formatCount(offsetIn(row, at))})`),
      wayOut: WAY_OUT,
    });
  }
  return issues;
}

/** Rows with a field that is longer than allowed. */
export function oversizeRows(
  block: RecordBlock,
  columns: readonly Column[],
  { fieldBytes }: ReadLimits,
): Issue[] {
  const { starts, ends, width, rowCount } = block;
  const issues: Issue[] = [];
  for (let row = 0; row < rowCount; row += 1) {
    for (let index = 0; index < width; index += 1) {
      const start = starts[row * width + index]!;
      const length = ends[row * width + index]! - (start < 0 ? ~start : start);
      if (length <= fieldBytes) continue;
      issues.push({
        row,
        column: columns[index]!.name,
        reason: `the field has ${formatCount(length)} bytes, ${formatCount(fieldBytes)} are allowed`,
        wayOut: 'raise --max-field-bytes, or set such rows aside with --on-bad-row reject',
      });
      break;
    }
  }
  return issues;
}

/** The first row with a value in a column that has been empty until now; rows that are bad anyway do not count. */
export function firstUnseenValue(
  block: RecordBlock,
  columns: readonly Column[],
  isBad: (row: number) => boolean,
): Issue | undefined {
  const { starts, ends, width, rowCount } = block;
  let found: Issue | undefined;
  for (const [index, { name, guess }] of columns.entries()) {
    if (!guess?.isUnseen) continue;
    const until = found?.row ?? rowCount;
    for (let row = 0; row < until; row += 1) {
      if (starts[row * width + index] === ends[row * width + index] || isBad(row)) continue;
      const reason = 'the first value of a column that was empty';
      const thrown = new ContradictionError(block.place(row).row, name, reason);
      found = { row, reason, thrown };
      break;
    }
  }
  return found;
}
