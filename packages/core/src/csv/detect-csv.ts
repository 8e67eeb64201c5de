import type { Advice, Finding } from '../conversion/detection.ts';
import type { CsvFormat } from '../conversion/source-format.ts';
import type { SourceOptions } from '../conversion/source-options.ts';
import { decodeSample } from '../text/decode-sample.ts';
import { detectEncoding } from '../text/detect-encoding.ts';
import { chooseDelimiter, type DelimiterChoice } from './detect-delimiter.ts';
import { adviceFor, describeDialect } from './detect-findings.ts';
import { judgeHeader } from './detect-header.ts';
import { describeLineEnds } from './detect-line-ends.ts';
import { findPreamble } from './detect-preamble.ts';
import { NO_QUOTES, type Reading, type Sample } from './detect-quoting.ts';
import type { CsvDialect } from './dialect.ts';
import { afterLine } from './record-extents.ts';

/** Everything of a CSV format but its names. */
export type CsvShape = Omit<CsvFormat, 'names'>;

export interface CsvDetection {
  readonly shape: CsvShape;
  readonly findings: readonly Finding[];
  /** How many fields most records have; 0 where there are none, or only the first can tell. */
  readonly width: number;
  /** What to try when records have not as many fields as the first one. */
  readonly advice?: Advice;
}

function sampleOf(bytes: Uint8Array, isWhole: boolean, given: SourceOptions): Sample {
  let start = 0;
  for (let line = 0; line < (given.skipLines ?? 0); line += 1) start = afterLine(bytes, start);
  const counts = new Uint32Array(256);
  for (let at = start; at < bytes.length; at += 1) counts[bytes[at]!]! += 1;
  return { bytes, start, isWhole, counts, given };
}

const character = (byte: number) => (byte < 0 ? '' : String.fromCharCode(byte));

/** Whether records end in one delimiter more than the first one, and nothing behind it. */
const endInDelimiters = ({ endingInDelimiter, starts, widths, broken }: Reading) =>
  widths[0]! > 1 && endingInDelimiter > 0 && endingInDelimiter >= 0.8 * (starts.length - 1 - broken);

/** Whether most quotes stand behind spaces: without trimming, they would be stray ones. */
const areQuotesPadded = ({ paddedFields, quotedFields }: Reading) =>
  paddedFields > 0 && 2 * paddedFields >= quotedFields - paddedFields;

function dialectOf(reading: Reading, given: SourceOptions): CsvDialect {
  const { delimiter, quote } = reading.trial;
  const isUnquoted = given.quote === undefined && quote < 0 && reading.quoting.startsWith(NO_QUOTES);
  const quoteText = isUnquoted ? '"' : character(quote);
  const isDoubled = given.escape === undefined || given.escape === 'double';
  const escapeText = isUnquoted && isDoubled ? '"' : character(reading.trial.escape);
  return {
    delimiter: given.delimiter ?? Buffer.from(delimiter).toString(),
    quote: quoteText,
    escape: quoteText === '' ? '' : escapeText,
    comment: given.comment ?? '',
    trim: given.trim ?? areQuotesPadded(reading),
    skipLines: given.skipLines ?? 0,
    trailingDelimiter: given.trailingDelimiter ?? endInDelimiters(reading),
  };
}

function widthOf({ reading, isSingleColumn }: DelimiterChoice, { trailingDelimiter }: CsvDialect): number {
  if (reading.starts.length === 0 || reading.isCut) return 0;
  if (isSingleColumn) return 1;
  return trailingDelimiter && reading.width === reading.widths[0]! + 1 ? reading.width - 1 : reading.width;
}

/**
 * Finds out how a CSV text is written from a sample of it, the source's own bytes: encoding, delimiter, quote, escape
 * and header, each where `given` does not say.
 */
export function detectCsv(sample: Uint8Array, isWhole: boolean, given: SourceOptions): CsvDetection {
  const encoding = detectEncoding(sample, isWhole, given.encoding);
  const text = sampleOf(
    decodeSample(sample.subarray(encoding.markBytes), encoding.encoding, isWhole),
    isWhole,
    given,
  );
  const choice = chooseDelimiter(text);
  const { reading } = choice;
  const dialect = dialectOf(reading, given);
  const preamble = choice.isSingleColumn ? undefined : findPreamble(text, reading);
  const header =
    given.hasHeader === undefined
      ? judgeHeader(text, reading, preamble?.record ?? 0)
      : { hasHeader: given.hasHeader, confidence: 1, because: 'it was given' };
  const verdict = { text, choice, dialect, preamble, header };
  const advice = adviceFor(verdict);
  return {
    shape: {
      kind: 'csv',
      encoding: encoding.encoding,
      dialect,
      hasHeader: header.hasHeader,
      nulls: given.nulls ?? [],
      quotedEmpty: given.quotedEmpty ?? 'null',
    },
    findings: [encoding.finding, ...describeDialect(verdict), describeLineEnds(text.bytes, text.counts)],
    // Records that may end in a delimiter or not have two widths.
    width: given.trailingDelimiter ? 0 : widthOf(choice, dialect),
    ...(advice !== undefined && { advice }),
  };
}
