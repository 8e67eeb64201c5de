import { formatCount } from '../text/format-count.ts';
import { cellKind } from './detect-cell-kind.ts';
import type { Reading, Sample } from './detect-quoting.ts';
import { afterLine } from './record-extents.ts';

/** A delimiter that is never chosen unasked, but stands in the text as one would. */
export interface OddDelimiter {
  readonly delimiter: string;
  readonly because: string;
}

const COMPARED_LINES = 200;
const COMPARED_BYTES = 1 << 16;
const MIN_LINES = 3;
/** So many lines must agree on a sign that words, dates and paths have as well. */
const MIN_LINES_OF_COMMON = 4;
const COMMON = /^[-_/.\s:']$/;
const SIGNS = /[^\p{L}\p{N}\p{M}\s"']+|\t+| {2,}|\s[^\p{L}\p{N}\p{M}\s"']\s/gu;

function linesOf({ bytes, start, isWhole }: Sample): string[] {
  const lines: string[] = [];
  const end = Math.min(bytes.length, start + COMPARED_BYTES);
  for (let at = start; at < end && lines.length < COMPARED_LINES; ) {
    const next = afterLine(bytes, at);
    if (next >= bytes.length && !isWhole) break;
    const line = Buffer.from(bytes.buffer, bytes.byteOffset + at, next - at).toString();
    if (line.trim() !== '') lines.push(line.replace(/[\r\n]+$/, ''));
    at = next;
  }
  return lines;
}

const inPattern = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
const times = (line: string, sign: string) => line.split(sign).length - 1;

/** Whether each line is one value with signs of its own: a date, a time, an address, a number. */
function areValues(lines: readonly string[]): boolean {
  const typed = lines.slice(1).filter((line) => {
    const bytes = Buffer.from(line);
    return cellKind(bytes, 0, bytes.length) !== 'text';
  });
  return 2 * typed.length >= lines.length - 1;
}

/** Whether something stands on both sides of it in most lines. */
const parts = (lines: readonly string[], sign: string) =>
  2 * lines.filter((line) => !line.startsWith(sign) && !line.endsWith(sign)).length > lines.length;

/** The longest sign that stands as often in every line; of signs as long, the most frequent one. */
function evenSign(lines: readonly string[]): string | undefined {
  const [first] = lines;
  if (first === undefined || lines.length < MIN_LINES || areValues(lines)) return undefined;
  const runs = first.match(SIGNS) ?? [];
  const signs = new Set(
    runs
      .flatMap((run) => [run, ...run])
      .filter((sign) => sign.trim() !== '' || sign.length > 1 || sign === '\t'),
  );
  const even = [...signs].filter((sign) => {
    if (COMMON.test(sign) && lines.length < MIN_LINES_OF_COMMON) return false;
    if (!parts(lines, sign)) return false;
    const wanted = times(first, sign);
    return lines.every((line) => times(line, sign) === wanted);
  });
  return even.toSorted((a, b) => b.length - a.length || times(first, b) - times(first, a))[0];
}

/** The delimiter with what clings to it on both sides throughout, or as often as it is always repeated. */
function withNeighbours(lines: readonly string[], delimiter: string): string | undefined {
  const escaped = inPattern(delimiter);
  const runs = lines.flatMap((line) => line.match(new RegExp(`(?:${escaped})+`, 'g')) ?? []);
  const [run] = runs;
  if (run === undefined || runs.some((other) => other !== run)) return undefined;
  const sides = lines.flatMap((line) => [
    ...line.matchAll(new RegExp(`([^\\p{L}\\p{N}\\s"']?)${inPattern(run)}([^\\p{L}\\p{N}\\s"']?)`, 'gu')),
  ]);
  const common = (side: number) => {
    const [found] = sides.map((match) => match[side]!);
    return sides.every((match) => match[side] === found) ? (found ?? '') : '';
  };
  const whole = common(1) + run + common(2);
  return whole !== delimiter && parts(lines, whole) ? whole : undefined;
}

/** What may be the delimiter of a text that a reading makes one column of, or one with parts of it left in its fields. */
export function findOddDelimiter(
  sample: Sample,
  reading: Reading,
  isSingleColumn: boolean,
): OddDelimiter | undefined {
  if (sample.given.delimiter !== undefined || reading.quotedFields > 0) return undefined;
  const lines = linesOf(sample);
  if (lines.length < 2) return undefined;
  const delimiter = isSingleColumn
    ? evenSign(lines)
    : withNeighbours(lines, Buffer.from(reading.trial.delimiter).toString());
  if (delimiter === undefined) return undefined;
  const where = isSingleColumn ? 'as often in every one of' : 'wherever fields part, in all of';
  return {
    delimiter,
    because: `${JSON.stringify(delimiter)} stands ${where} ${formatCount(lines.length)} lines`,
  };
}
