import { formatCount, plural } from '../text/format-count.ts';
import { type CellKind, cellKind } from './detect-cell-kind.ts';
import { type Reading, readWith, type Sample } from './detect-quoting.ts';
import { noCells, RecordWalk } from './detect-records.ts';

const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const TAB = 0x09;
const PIPE = 0x7c;
const MAIN = [COMMA, SEMICOLON, TAB, PIPE] as const;
/** Delimiters of databases' own dumps; text has none of them. */
const CONTROLS = [0x1f, 0x01, 0x1e, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08] as const;
/** What may separate as well, but mostly does not: colon, space, caret, tilde and other signs. */
const RARE = [...Buffer.from('^~: #*!%&+=@$?')] as const;
const SPACE = 0x20;
const SCORED_CELLS = 400;
const SCORED_RECORDS = 30;

export interface DelimiterChoice {
  /** How the sample reads with it. */
  readonly reading: Reading;
  readonly isSingleColumn: boolean;
  readonly confidence: number;
  readonly because: string;
}

interface Scored {
  readonly reading: Reading;
  readonly score: number;
  /** The share of cells that are no mere text: numbers, dates, quoted fields. */
  readonly typed: number;
}

/** Share of the records that have the reading's width. */
const evenness = ({ regular, starts }: Reading) => (starts.length === 0 ? 0 : regular / starts.length);
const isPerfect = (reading: Reading) => reading.width > 1 && reading.regular === reading.starts.length;
const startsEven = ({ width, widths }: Reading) => widths[0] === width;
const isTyped = (kind: CellKind) => kind !== 'text' && kind !== 'empty' && kind !== 'missing';

/** How much an unquoted cell of mere text looks like one cell, not like several. */
function textQuality(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === TAB || byte < 0x09) return 0.1;
    if (byte === SEMICOLON || byte === PIPE) return 0.3;
    if (byte === COMMA && bytes[at + 1] !== SPACE) return 0.5;
  }
  return 0.8;
}

/** Mean quality of some cells from all over the sample, and how many of them are typed or quoted. */
function cellQuality({ bytes, isWhole }: Sample, reading: Reading): { quality: number; typed: number } {
  const { starts, widths, width, trial } = reading;
  const even = starts.filter((_, index) => widths[index] === width);
  const wanted = Math.max(2, Math.min(SCORED_RECORDS, Math.floor(SCORED_CELLS / width)));
  const step = Math.max(1, even.length / wanted);
  let [sum, cells, typed] = [0, 0, 0];
  for (let at = 0; at < even.length; at += step) {
    const record = noCells();
    new RecordWalk(bytes, even[Math.floor(at)]!, isWhole, trial).next(record);
    for (const [index, start] of record.starts.entries()) {
      const end = record.ends[index]!;
      const isQuoted = record.areQuoted[index]!;
      const kind = isQuoted ? 'text' : cellKind(bytes, start, end);
      cells += 1;
      if (isQuoted || isTyped(kind)) {
        sum += 1;
        typed += 1;
      } else sum += kind === 'text' ? textQuality(bytes, start, end) : 0.5;
    }
  }
  return { quality: sum / Math.max(1, cells), typed: typed / Math.max(1, cells) };
}

/**
 * Even widths over the whole sample count most; then cells that look like single values, and a first record that is
 * as wide as the others; more columns a little.
 */
function scored(sample: Sample, reading: Reading): Scored {
  const { width, widths } = reading;
  if (width < 2) return { reading, score: 0, typed: 0 };
  const { quality, typed } = cellQuality(sample, reading);
  const first = startsEven(reading) ? 1 : widths[0]! >= 2 ? 0.9 : 0.7;
  return { reading, score: evenness(reading) * Math.sqrt(1 - 1 / width) * quality * first, typed };
}

const best = (all: readonly Scored[]): Scored | undefined =>
  all.reduce<Scored | undefined>((a, b) => (a === undefined || b.score > a.score ? b : a), undefined);

/** Whether all lines but the first are one value each: numbers with decimal commas, times, links. */
function areLinesValues({ bytes }: Sample, { starts, trial }: Reading): boolean {
  const lines = starts.slice(1, 1 + SCORED_CELLS);
  if (lines.length === 0) return false;
  const single = { ...trial, delimiter: Uint8Array.of(0x0a) };
  const values = lines.filter((start) => {
    const record = noCells();
    new RecordWalk(bytes, start, true, single).next(record);
    return record.starts.length === 1 && isTyped(cellKind(bytes, record.starts[0]!, record.ends[0]!));
  });
  return values.length >= 0.95 * lines.length;
}

/** Whether the delimiter is only ever followed by a space, as in prose. */
function isPunctuation({ bytes }: Sample, { trial: { delimiter } }: Reading): boolean {
  const byte = delimiter[0]!;
  for (let at = bytes.indexOf(byte); at >= 0; at = bytes.indexOf(byte, at + 1)) {
    const next = bytes[at + 1];
    if (next !== SPACE && next !== 0x0a && next !== 0x0d && next !== undefined) return false;
  }
  return true;
}

/** Whether a common delimiter separates at all. Records of uneven widths are a reason to doubt, not to deny. */
function separates(sample: Sample, { reading, typed }: Scored): boolean {
  const { widths, starts } = reading;
  if (widths.length === 0 || reading.width < 2) return false;
  if (startsEven(reading)) return true;
  const wide = widths.reduce((sum, width) => sum + (width > 1 ? 1 : 0), 0) / starts.length;
  if (widths[0]! > 1) return wide >= 0.5;
  if (areLinesValues(sample, reading)) return false;
  if (reading.quotedFields === 0 && typed < 0.2 && isPunctuation(sample, reading)) return false;
  return evenness(reading) >= 0.4 || wide >= 0.8;
}

/** Whether a sign that is common in text separates: every record must say so, and its cells too. */
function separatesRarely(sample: Sample, { reading, typed }: Scored): boolean {
  const { width, starts, quotedFields } = reading;
  const byte = reading.trial.delimiter[0]!;
  const isSign = byte !== SPACE && byte !== 0x3a && byte !== 0x5e && byte !== 0x7e;
  const needsTypes = byte !== 0x5e && byte !== 0x7e;
  if (width < 2 || !startsEven(reading) || starts.length < (isSign ? 5 : 3)) return false;
  if (evenness(reading) < (isSign ? 0.95 : 0.7)) return false;
  if (isSign && width < 3) return false;
  if (needsTypes && quotedFields === 0 && typed < 0.5 / width) return false;
  return !areLinesValues(sample, reading);
}

/** Tries delimiters that are there at all, and often enough in the file to divide a good part of its lines. */
const trialsOf = (sample: Sample, delimiters: readonly number[], perLine: number): Scored[] =>
  delimiters
    .filter((byte) => sample.counts[byte]! > perLine * Math.max(sample.counts[0x0a]!, sample.counts[0x0d]!))
    .map((byte) => scored(sample, readWith(sample, Uint8Array.of(byte))));

function explain(reading: Reading): string {
  const { regular, starts, width } = reading;
  const columns = plural(width, 'field');
  if (regular < starts.length)
    return `${formatCount(regular)} of ${formatCount(starts.length)} records ${regular === 1 ? 'has' : 'have'} ${columns}`;
  return starts.length === 1
    ? `the one record has ${columns}`
    : `all ${formatCount(starts.length)} records have ${columns}`;
}

function chosen({ reading, score }: Scored, others: readonly Scored[], most = 0.99): DelimiterChoice {
  const rival = Math.max(0, ...others.map((other) => (other.reading === reading ? 0 : other.score)));
  const clear = score === 0 ? 0.3 : Math.max(0.3, 1 - 0.6 * (rival / score) ** 2);
  const enough = Math.min(1, 0.6 + 0.1 * reading.starts.length);
  const confidence = Math.min(most, clear * enough * (0.5 + 0.5 * evenness(reading)));
  return { reading, isSingleColumn: false, confidence, because: explain(reading) };
}

function singleColumn(sample: Sample, others: readonly Scored[]): DelimiterChoice {
  const rival = Math.max(0, ...others.map(({ score }) => score));
  const absent = [COMMA, TAB, ...CONTROLS].find((byte) => sample.counts[byte] === 0) ?? COMMA;
  const reading = readWith(sample, Uint8Array.of(absent));
  const because = 'nothing separates fields evenly: the text is taken for one column';
  return { reading, isSingleColumn: true, confidence: Math.max(0.2, 0.95 - 2 * rival), because };
}

/** The most frequent of the common delimiters, where it reads every record alike and the others are too few to. */
function obvious(sample: Sample): DelimiterChoice | undefined {
  const { counts } = sample;
  const [first, ...others] = MAIN.toSorted((a, b) => counts[b]! - counts[a]!);
  if (counts[first!] === 0) return undefined;
  const reading = readWith(sample, Uint8Array.of(first!));
  const rows = reading.starts.length;
  if (!isPerfect(reading) || others.some((byte) => counts[byte]! >= rows)) return undefined;
  return chosen({ reading, score: 1, typed: 1 }, []);
}

/** A reading that need not find two columns. */
function withPlainWidth(reading: Reading): Reading {
  const single = reading.widths.reduce((sum, width) => sum + (width === 1 ? 1 : 0), 0);
  return reading.regular < single ? { ...reading, width: 1, regular: single } : reading;
}

/** Chooses the delimiter by how evenly it divides all records of the sample, and by what its cells look like. */
export function chooseDelimiter(sample: Sample): DelimiterChoice {
  const { delimiter } = sample.given;
  if (delimiter !== undefined) {
    const reading = withPlainWidth(readWith(sample, Buffer.from(delimiter)));
    return { reading, isSingleColumn: false, confidence: 1, because: 'it was given' };
  }
  const quick = obvious(sample);
  if (quick) return quick;
  const common = [...trialsOf(sample, MAIN, 0), ...trialsOf(sample, CONTROLS, 0.25)];
  const main = best(common.filter((one) => separates(sample, one)));
  if (main && startsEven(main.reading) && evenness(main.reading) >= 0.8) return chosen(main, common);
  const rare = trialsOf(sample, RARE, 0.25).filter((one) => separatesRarely(sample, one));
  const second = best(rare);
  if (second && second.score > 1.3 * (main?.score ?? 0)) return chosen(second, [...common, ...rare], 0.8);
  return main ? chosen(main, [...common, ...rare]) : singleColumn(sample, common);
}
