import type { Sample } from './detect-quoting.ts';
import { noCells, RecordWalk, type Survey } from './detect-records.ts';

const SPACE = 0x20;
const COMPARED_RECORDS = 100;
/** So many fields behind a delimiter must begin with a space. */
const MOST = 0.8;
const MIN_FIELDS = 3;

/** Whether nearly every delimiter has a space behind it, which is then part of the field. */
export function areFieldsPadded(
  { bytes, isWhole }: Sample,
  { starts, widths, width, trial }: Survey,
): boolean {
  if (width < 2 || trial.delimiter.includes(SPACE)) return false;
  let [fields, padded, records] = [0, 0, 0];
  for (let at = 0; at < starts.length && records < COMPARED_RECORDS; at += 1) {
    if (widths[at] !== width) continue;
    const cells = noCells();
    new RecordWalk(bytes, starts[at]!, isWhole, trial).next(cells);
    records += 1;
    for (let column = 1; column < width; column += 1) {
      if (cells.areQuoted[column] || cells.starts[column] === cells.ends[column]) continue;
      fields += 1;
      if (bytes[cells.starts[column]!] === SPACE) padded += 1;
    }
  }
  return fields >= MIN_FIELDS && padded >= MOST * fields;
}
