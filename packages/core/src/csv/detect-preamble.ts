import { cellKind } from './detect-cell-kind.ts';
import { judgeHeader } from './detect-header.ts';
import type { Sample } from './detect-quoting.ts';
import { noCells, RecordWalk, type Survey } from './detect-records.ts';
import { afterLine } from './record-extents.ts';

/** What stands before a table that is no part of it. */
export interface Preamble {
  /** Number of the table's first record. */
  readonly record: number;
  /** Lines before it, blank ones included. */
  readonly lines: number;
  /** They all begin with `#`, or are blank. */
  readonly areComments: boolean;
  /** They have the width of the table, but next to nothing in them. */
  readonly arePadded: boolean;
}

const HASH = 0x23;
/** So many records of one width before a table are a table of their own. */
const OTHER_TABLE = 6;
/** So many mostly empty records above a table are looked at. */
const MOST_TITLES = 20;
const COMPARED_RECORDS = 50;
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

/** Whether a full record holds names: all of it text, and unlike the records below where `mustDiffer`. */
function isFullHeader(sample: Sample, survey: Survey, record: number, mustDiffer: boolean): boolean {
  const cells = noCells();
  new RecordWalk(sample.bytes, survey.starts[record]!, sample.isWhole, survey.trial).next(cells);
  const kinds = cells.starts.map((start, index) => cellKind(sample.bytes, start, cells.ends[index]!));
  const { hasHeader, confidence } = judgeHeader(sample, survey, record);
  return kinds.every((kind) => kind === 'text') && hasHeader && (!mustDiffer || confidence > 0.6);
}

/** Whether some records below are as full as a table's mostly are. */
function areBelowFuller(sample: Sample, survey: Survey, record: number): boolean {
  const { starts, widths, width } = survey;
  let [records, full] = [0, 0];
  for (let at = record + 1; at < starts.length && records < COMPARED_RECORDS; at += 1) {
    if (widths[at] !== width) continue;
    records += 1;
    if (3 * filledFields(sample, survey, at) > 2 * width) full += 1;
  }
  return records > 0 && 2 * full > records;
}

/**
 * Number of the first record that has the width of the table, those left out that were filled up with delimiters: a
 * title above a full record, or any mostly empty ones above a full header of a table that is not sparse itself.
 */
function firstOfTable(sample: Sample, survey: Survey): number {
  const { widths, width } = survey;
  const first = widths.indexOf(width);
  if (width < 3) return first;
  const filled = (record: number) =>
    widths[record] === width ? filledFields(sample, survey, record) : undefined;
  let record = first;
  let isTitle = true;
  for (; record - first < MOST_TITLES; record += 1) {
    const fields = filled(record) ?? width;
    if (2 * fields > width + 1 || fields === width) break;
    if (3 * fields > width || fields === 0) isTitle = false;
  }
  if (record === first || filled(record) !== width) return first;
  if (isTitle && record === first + 1) return record;
  // A single one may be the header, with names missing.
  const isHeader =
    isFullHeader(sample, survey, record, record === first + 1) && areBelowFuller(sample, survey, record);
  return isHeader ? record : first;
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
  const arePadded = widths.slice(0, record).every((found) => found === width);
  return isApart || widths.slice(0, record).some(isNarrow) ? { record, arePadded, ...before } : undefined;
}

/** How many lines at the start begin with `#`. */
export function leadingHashes({ bytes, start }: Sample): number {
  let lines = 0;
  for (let at = start; bytes[at] === HASH; at = afterLine(bytes, at)) lines += 1;
  return lines;
}
