import type { Sample } from './detect-quoting.ts';
import { afterLine, noCells, RecordWalk, type Survey } from './detect-records.ts';

/** What stands before a table that is no part of it. */
export interface Preamble {
  /** Number of the table's first record. */
  readonly record: number;
  /** Lines before it, blank ones included. */
  readonly lines: number;
  /** They all begin with `#`, or are blank. */
  readonly areComments: boolean;
}

const HASH = 0x23;
/** So many records of one width before a table are a table of their own. */
const OTHER_TABLE = 6;
/** Share of the records behind a preamble that must have the width of the table. */
const MOST = 0.6;

interface LeadingLines {
  readonly lines: number;
  readonly areComments: boolean;
  /** The last of them is blank. */
  readonly isApart: boolean;
}

function linesBefore(bytes: Uint8Array, from: number, to: number): LeadingLines {
  let lines = 0;
  let areComments = true;
  let isApart = false;
  for (let at = from; at < to; at = afterLine(bytes, at)) {
    lines += 1;
    const byte = bytes[at]!;
    isApart = byte === 0x0a || byte === 0x0d;
    if (byte !== HASH && !isApart) areComments = false;
  }
  return { lines, areComments, isApart };
}

/** Filled fields of a record. */
function filledFields({ bytes, isWhole }: Sample, survey: Survey, record: number): number {
  const cells = noCells();
  new RecordWalk(bytes, survey.starts[record]!, isWhole, survey.trial).next(cells);
  return cells.starts.filter((start, index) => start < cells.ends[index]!).length;
}

/** Whether a record of the table's width is a title that was filled up with delimiters: the next one is full. */
function isSparse(sample: Sample, survey: Survey, record: number): boolean {
  const { width, widths } = survey;
  if (width < 3 || widths[record] !== width || widths[record + 1] !== width) return false;
  const filled = filledFields(sample, survey, record);
  return filled > 0 && 3 * filled <= width && filledFields(sample, survey, record + 1) === width;
}

/** Number of the first record that has the width of the table, titles in its first field left out. */
function firstOfTable(sample: Sample, survey: Survey): number {
  const { widths, width } = survey;
  const first = widths.indexOf(width);
  return isSparse(sample, survey, first) ? first + 1 : first;
}

/**
 * Finds lines before the table, which begins with the first record of the width that most have: a blank line parts
 * them from it, or one of them is no more than half as wide, or mostly empty. A first record that is a little too
 * narrow or too wide is a damaged header.
 */
export function findPreamble(sample: Sample, survey: Survey): Preamble | undefined {
  const { widths, width, starts, regular } = survey;
  if (width < 2 || regular < 2) return undefined;
  const record = firstOfTable(sample, survey);
  if (record < 1 || regular < MOST * (widths.length - record)) return undefined;
  const isOtherTable = widths[0]! > 1 && widths.slice(0, OTHER_TABLE).every((found) => found === widths[0]);
  if (isOtherTable && record >= OTHER_TABLE) return undefined;
  const { isApart, ...before } = linesBefore(sample.bytes, sample.start, starts[record]!);
  const isNarrow = (found: number) => found === width || 2 * found <= width;
  return isApart || widths.slice(0, record).some(isNarrow) ? { record, ...before } : undefined;
}

/** How many lines at the start begin with `#`. */
export function leadingHashes({ bytes, start }: Sample): number {
  let lines = 0;
  for (let at = start; bytes[at] === HASH; at = afterLine(bytes, at)) lines += 1;
  return lines;
}
