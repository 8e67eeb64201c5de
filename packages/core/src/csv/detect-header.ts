import { plural } from '../text/format-count.ts';
import { type CellKind, cellKind } from './detect-cell-kind.ts';
import type { Sample } from './detect-quoting.ts';
import { type Cells, noCells, RecordWalk, type Survey } from './detect-records.ts';

export interface HeaderVerdict {
  readonly hasHeader: boolean;
  readonly confidence: number;
  readonly because: string;
  /** Records further down that are the same, counted from the one after it. */
  readonly repeatedIn?: readonly number[];
}

interface Record {
  readonly kinds: readonly CellKind[];
  readonly text: (column: number) => string;
}

/** What one column says: for a header above 0, against one below. */
interface Vote {
  readonly weight: number;
  readonly says: 'types' | 'values' | 'looks';
}

const COMPARED_CELLS = 2_000;
const COMPARED_RECORDS = 100;
/** So much of a column must be of one kind. */
const MOST = 0.9;
const NAME_LIKE = /^[\p{L}_#$%@(][\p{L}\p{N}_ .()/%#$&:?*+-]*$/u;
const LONGEST_NAME = 64;
const STRONG = 0.5;
/** Where no column says much, a text is taken to have a header. */
const DOUBTFUL = -0.35;

const isValue = (kind: CellKind) => kind !== 'empty' && kind !== 'missing';
/** Kinds that one column may mix. */
const family = (kind: CellKind) => (kind === 'decimal' ? 'integer' : kind);
const columns = (count: number) => plural(count, 'column');

function recordAt({ bytes, isWhole }: Sample, survey: Survey, start: number): Record {
  const cells: Cells = noCells();
  new RecordWalk(bytes, start, isWhole, survey.trial).next(cells);
  const kinds = cells.starts.map((from, index) => cellKind(bytes, from, cells.ends[index]!));
  const text = (column: number) => {
    const from = cells.starts[column] ?? 0;
    const length = (cells.ends[column] ?? 0) - from;
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString();
  };
  return { kinds, text };
}

/** The kind that nearly all values of a column have. */
function kindOfColumn(body: readonly Record[], column: number): CellKind | undefined {
  const counts = new Map<CellKind, number>();
  let values = 0;
  for (const { kinds } of body) {
    const kind = kinds[column] ?? 'empty';
    if (!isValue(kind)) continue;
    values += 1;
    counts.set(family(kind), (counts.get(family(kind)) ?? 0) + 1);
  }
  for (const [kind, count] of counts) if (count >= MOST * values) return kind;
  return values === 0 ? undefined : 'text';
}

/** Numbers that name columns: years, or 1, 2, 3, …, above other numbers. */
function namingNumbers(first: Record, body: readonly Record[]): ReadonlySet<number> {
  const at = first.kinds.flatMap((kind, column) => (kind === 'integer' ? [column] : []));
  const values = at.map((column) => Number(first.text(column)));
  const others = first.kinds.filter((kind) => kind !== 'integer');
  const isYear = (value: number) => value >= 1800 && value <= 2100;
  const isAscending = values.every((value, index) => index === 0 || value === values[index - 1]! + 1);
  const repeats = at.some((column) => body.some(({ text }) => text(column) === first.text(column)));
  const areYears = values.every(isYear) && new Set(values).size === values.length;
  const belowAreYears = at.some((column) => body.every(({ text }) => isYear(Number(text(column)))));
  const areNames = others.every((kind) => kind === 'text' || kind === 'empty');
  const isCounting = isAscending && values.length > 2 && values[0]! <= 1;
  const isNaming = areNames && !repeats && ((areYears && !belowAreYears) || isCounting);
  return new Set(isNaming ? at : []);
}

/** A value that comes back is one of a few that the column has, or came back by chance: alone it says little. */
function returnVote(header: string, below: readonly string[]): Vote | undefined {
  const times = below.reduce((sum, text) => sum + (text === header ? 1 : 0), 0);
  if (times === 0) return undefined;
  const areFew = times > 1 || new Set(below).size < below.length;
  return { weight: areFew ? -1 : -0.3, says: 'values' };
}

function textVote(name: string, body: readonly Record[], column: number): Vote {
  const below = body.map(({ text }) => text(column)).filter((cell) => cell !== '');
  const header = name.replaceAll(/\s*[\r\n]\s*/g, ' ').trim();
  const returning = returnVote(name, below);
  if (returning) return returning;
  if (header.length > LONGEST_NAME || /:\/\/|@/.test(header)) return { weight: -0.5, says: 'looks' };
  const [length] = below.map((text) => text.length);
  const isFixed = below.length > 2 && below.every((text) => text.length === length);
  if (isFixed) return { weight: header.length === length ? -0.2 : 0.6, says: 'values' };
  const mean = below.reduce((sum, text) => sum + text.length, 0) / Math.max(1, below.length);
  if (!NAME_LIKE.test(header)) return { weight: -0.1, says: 'looks' };
  return { weight: mean > 2.5 * header.length ? 0.3 : 0.1, says: 'looks' };
}

function vote(first: Record, body: readonly Record[], column: number, naming: ReadonlySet<number>): Vote {
  const kind = first.kinds[column] ?? 'empty';
  const below = kindOfColumn(body, column);
  if (naming.has(column)) return { weight: 0.5, says: 'types' };
  if (kind === 'empty') return { weight: below === undefined ? 0 : -0.2, says: 'looks' };
  if (below === undefined) return { weight: kind === 'text' ? 0.1 : -0.3, says: 'looks' };
  if (below === 'text') {
    if (kind === 'text') return textVote(first.text(column), body, column);
    return { weight: kind === 'missing' ? -0.1 : -0.5, says: 'types' };
  }
  if (kind === 'missing') return { weight: 0, says: 'types' };
  if (kind === 'text') return { weight: 1, says: 'types' };
  return { weight: family(kind) === below ? -1 : -0.3, says: 'types' };
}

function explain(votes: readonly Vote[], hasHeader: boolean): string {
  const strong = votes.filter(({ weight }) => (hasHeader ? weight >= STRONG : weight <= -STRONG));
  const typed = strong.filter(({ says }) => says === 'types').length;
  if (typed > 0 && hasHeader)
    return `the first record is text where ${columns(typed)} below it ${typed === 1 ? 'is' : 'are'} not`;
  if (typed > 0) return `the first record has the types of ${columns(typed)} below it`;
  if (strong.length > 0 && hasHeader)
    return `the first record is unlike what ${columns(strong.length)} below it ${strong.length === 1 ? 'has' : 'have'}`;
  if (strong.length > 0) return `values of the first record are found again in ${columns(strong.length)}`;
  return hasHeader ? 'the first record looks like names' : 'the first record does not look like names';
}

/** Numbers of the records behind `first` that are the same, byte by byte. */
function repeatsOf({ bytes }: Sample, { starts, widths }: Survey, first: number): number[] {
  const width = widths[first]!;
  if (width < 2) return [];
  const lineAt = (record: number) => {
    let end = starts[record + 1] ?? bytes.length;
    while (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d) end -= 1;
    return Buffer.from(bytes.buffer, bytes.byteOffset + starts[record]!, Math.max(0, end - starts[record]!));
  };
  const line = lineAt(first);
  return starts.flatMap((_, record) =>
    record > first && widths[record] === width && line.equals(lineAt(record)) ? [record] : [],
  );
}

function bodyOf(sample: Sample, survey: Survey, first: number, except: ReadonlySet<number>): Record[] {
  const { starts, widths, width } = survey;
  const wanted = Math.max(8, Math.min(COMPARED_RECORDS, Math.floor(COMPARED_CELLS / width)));
  const body: Record[] = [];
  for (let at = first + 1; at < starts.length && body.length < wanted; at += 1)
    if (widths[at] === width && !except.has(at)) body.push(recordAt(sample, survey, starts[at]!));
  return body;
}

/** Whether no cell is a value but numbers that name columns. */
const areNames = ({ kinds }: Record, naming: ReadonlySet<number>) =>
  kinds.includes('text') &&
  kinds.every((kind, column) => kind === 'text' || !isValue(kind) || naming.has(column));

/** Whether whole records come back among the values as well. */
function doRecordsReturn({ kinds }: Record, body: readonly Record[]): boolean {
  const texts = body.map(({ text }) => JSON.stringify(kinds.map((_, column) => text(column))));
  return new Set(texts).size < MOST * texts.length;
}

function alone({ kinds }: Record): HeaderVerdict {
  const isData = kinds.some(isValue) && kinds.every((kind) => kind !== 'text');
  const because = isData
    ? 'there is one record, and no text in it'
    : 'there is one record: it is taken for the header';
  return { hasHeader: !isData, confidence: isData ? 0.6 : 0.5, because };
}

/** Tells whether the record numbered `first` holds names, by the records below it that have the width of most. */
export function judgeHeader(sample: Sample, survey: Survey, first: number): HeaderVerdict {
  const { starts } = survey;
  if (starts.length === 0) return { hasHeader: true, confidence: 0.5, because: 'there is no record' };
  const header = recordAt(sample, survey, starts[first]!);
  const repeats = repeatsOf(sample, survey, first);
  const values = bodyOf(sample, survey, first, new Set(repeats));
  const isRepeated =
    repeats.length > 0 && values.length > 0 && areNames(header, namingNumbers(header, values));
  const body = isRepeated ? values : bodyOf(sample, survey, first, new Set());
  if (body.length === 0) return alone(header);
  if (header.kinds.every((kind) => kind === 'empty')) {
    return { hasHeader: true, confidence: 0.5, because: 'the first record is empty' };
  }
  const verdict = judgeBy(header, body);
  if (!isRepeated || (!verdict.hasHeader && doRecordsReturn(header, body))) return verdict;
  const repeatedIn = repeats.map((record) => record - first);
  if (verdict.hasHeader) return { ...verdict, repeatedIn };
  return { hasHeader: true, confidence: 0.6, because: 'the first record comes again as a whole', repeatedIn };
}

function judgeBy(header: Record, body: readonly Record[]): HeaderVerdict {
  const naming = namingNumbers(header, body);
  const votes = header.kinds.map((_, column) => vote(header, body, column, naming));
  const named = header.kinds.flatMap((kind, column) => (kind === 'empty' ? [] : [header.text(column)]));
  const repeated = named.length - new Set(named).size;
  const sum = votes.reduce((all, { weight }) => all + weight, -0.2 * Math.min(3, repeated));
  const strong = votes.filter(({ weight }) => Math.abs(weight) >= STRONG);
  const hasHeader = sum >= (strong.length === 0 ? DOUBTFUL : 0);
  const agree = strong.filter(({ weight }) => weight > 0 === hasHeader).length;
  const confidence =
    strong.length === 0 ? 0.55 : 0.5 + 0.48 * (agree / strong.length) * Math.min(1, Math.abs(sum));
  return { hasHeader, confidence, because: explain(votes, hasHeader) };
}
