import type { SourceOptions } from '../conversion/source-options.ts';
import { formatCount, plural } from '../text/format-count.ts';
import { apostropheEvidence } from './detect-apostrophes.ts';
import { type Survey, surveyRecords, type Trial } from './detect-records.ts';

const DOUBLE_QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const SPACE = 0x20;

/** How the reading of a text without quotes is explained. */
export const NO_QUOTES = 'no field is quoted so far';

/** A sample to try readings on. */
export interface Sample {
  /** UTF-8, or another encoding in which ASCII is ASCII. */
  readonly bytes: Uint8Array;
  /** Where the first line that may be a record begins. */
  readonly start: number;
  readonly isWhole: boolean;
  /** How often each byte occurs. */
  readonly counts: Uint32Array;
  readonly given: SourceOptions;
}

/** The best way to read a sample with one delimiter. */
export interface Reading extends Survey {
  /** Why its quotes are read so. */
  readonly quoting: string;
  /** How sure that is, where the number of quoted fields does not tell. */
  readonly quotingConfidence?: number;
  /** The quote that may be meant instead. */
  readonly otherQuote?: string;
}

const have = (count: number) => (count === 1 ? 'has' : 'have');
const records = (count: number) => plural(count, 'record');

function escapes({ bytes, given, counts }: Sample, quote: number): boolean {
  if (given.escape !== undefined || quote < 0 || counts[BACKSLASH] === 0) return false;
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(
    Buffer.from([BACKSLASH, quote]),
  );
  return at >= 0;
}

/** The survey in which more records come out whole; the first where neither is better. */
const better = (a: Survey, b: Survey): Survey =>
  b.regular > a.regular || (b.regular === a.regular && b.broken < a.broken) ? b : a;

function withEscape(sample: Sample, trial: Trial): Survey {
  const { bytes, start, isWhole } = sample;
  const doubled = surveyRecords(bytes, start, isWhole, trial);
  if (doubled.regular === doubled.starts.length || !escapes(sample, trial.quote)) return doubled;
  return better(doubled, surveyRecords(bytes, start, isWhole, { ...trial, escape: BACKSLASH }));
}

/** Quotes are text where most of them break the rules, and none of them is needed. */
function areQuotesText(plain: Survey, quoted: Survey): boolean {
  if (quoted.quotedFields === 0) return quoted.broken > 0;
  return (
    2 * quoted.broken >= quoted.quoted &&
    quoted.stray > 0 &&
    quoted.protectedFields < quoted.broken &&
    plain.regular > quoted.regular
  );
}

const reading = (survey: Survey, quoting: string): Reading => ({ ...survey, quoting });

/** Of apostrophes that are kept. */
const UNSURE = 0.4;

/** Adds fields that stand between apostrophes and keep them, where they are more than chance. */
function withKeptApostrophes(chosen: Reading, { quotedFields, broken }: Survey): Reading {
  if (quotedFields < 2 || quotedFields <= broken) return chosen;
  const kept = `${formatCount(quotedFields)} fields stand between apostrophes, which are kept`;
  return { ...chosen, quoting: `${chosen.quoting}, but ${kept}`, quotingConfidence: UNSURE, otherQuote: "'" };
}

/** Reads by double quotes, or without any where most of them are text. */
function readByDoubleQuotes(sample: Sample, trial: (quote: number) => Trial, double: Survey): Reading {
  if (double.broken > 0) {
    const plain = surveyRecords(sample.bytes, sample.start, sample.isWhole, trial(-1));
    if (areQuotesText(plain, double))
      return reading(plain, `in ${records(double.broken)} quotes stand where none may be opened or closed`);
  }
  if (double.quotedFields === 0) return reading(double, NO_QUOTES);
  const broken =
    double.broken === 0
      ? ''
      : `, ${records(double.broken)} ${double.broken === 1 ? 'breaks' : 'break'} the rules of quoting`;
  return reading(double, `${records(double.quoted)} ${have(double.quoted)} fields between quotes${broken}`);
}

/** Finds quote and escape for a delimiter, as far as they are not given. */
export function readWith(sample: Sample, delimiter: Uint8Array): Reading {
  const { given, counts, bytes, isWhole } = sample;
  const comment = Buffer.from(given.comment ?? '');
  const mayPad = given.trim !== false && delimiter[0] !== SPACE;
  const escapeOf = (quote: number) => {
    if (given.escape === undefined || given.escape === 'double') return quote;
    return given.escape === '' ? -1 : given.escape.charCodeAt(0);
  };
  const trial = (quote: number): Trial => ({ delimiter, quote, escape: escapeOf(quote), mayPad, comment });
  if (given.quote !== undefined) {
    const quote = given.quote === '' ? -1 : given.quote.charCodeAt(0);
    return reading(withEscape(sample, trial(quote)), 'it was given');
  }
  const double = withEscape(sample, trial(counts[DOUBLE_QUOTE]! > 0 ? DOUBLE_QUOTE : -1));
  const quotedBy = readByDoubleQuotes(sample, trial, double);
  if (counts[APOSTROPHE]! > 1) {
    const single = withEscape(sample, trial(APOSTROPHE));
    const evidence = apostropheEvidence(bytes, isWhole, single, double);
    if (evidence) return { ...reading(single, evidence.because), quotingConfidence: evidence.confidence };
    return withKeptApostrophes(quotedBy, single);
  }
  return quotedBy;
}
