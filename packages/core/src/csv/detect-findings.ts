import type { Advice, Finding } from '../conversion/detection.ts';
import { formatCount, plural } from '../text/format-count.ts';
import type { DelimiterChoice } from './detect-delimiter.ts';
import type { HeaderVerdict } from './detect-header.ts';
import { findOddDelimiter } from './detect-odd-delimiter.ts';
import { areFieldsPadded } from './detect-padding.ts';
import { leadingHashes, type Preamble } from './detect-preamble.ts';
import type { Sample } from './detect-quoting.ts';
import type { CsvDialect } from './dialect.ts';

/** All that was found out about a CSV text but its encoding. */
export interface CsvVerdict {
  readonly text: Sample;
  readonly choice: DelimiterChoice;
  readonly dialect: CsvDialect;
  readonly preamble: Preamble | undefined;
  readonly header: HeaderVerdict;
}

const DELIMITER_NAMES: Readonly<Record<string, string>> = { '\t': 'tab', ' ': 'space' };
const GIVEN = { confidence: 1, because: 'it was given' } as const;

/** `;` as a person would write it: quoted, or by name. */
function written(text: string): string {
  const name = DELIMITER_NAMES[text];
  if (name !== undefined) return name;
  return text === '"' ? `'"'` : JSON.stringify(text);
}

const asOption = (delimiter: string) => delimiter.replaceAll('\t', String.raw`\t`);

function delimiterFinding({ choice, dialect, text }: CsvVerdict): Finding {
  const { confidence, because, isSingleColumn } = choice;
  const value = isSingleColumn ? 'none, one column' : written(dialect.delimiter);
  const example = !isSingleColumn && dialect.delimiter === ',' ? "';'" : "','";
  const odd = findOddDelimiter(text, choice.reading, isSingleColumn);
  if (odd !== undefined) {
    return {
      part: 'delimiter',
      value,
      confidence: Math.min(confidence, 0.4),
      because: `${because}, but ${odd.because}`,
      override: `--delimiter '${asOption(odd.delimiter)}'`,
    };
  }
  const override = text.given.delimiter === undefined ? { override: `--delimiter ${example}` } : {};
  return { part: 'delimiter', value, confidence, because, ...override };
}

/** The less, the more records break the rules. */
function confidenceOfQuoting({ choice: { reading } }: CsvVerdict): number {
  const { quotedFields, quoted, broken, starts, trial } = reading;
  if (trial.quote < 0 && broken === 0 && quotedFields === 0) return 0.8;
  if (starts.length === 0) return 0.5;
  return Math.max(0.2, (quoted > 0 ? 0.98 : 0.6) * (1 - broken / starts.length));
}

function quoteFindings(verdict: CsvVerdict): Finding[] {
  const { choice, dialect, text } = verdict;
  const { given } = text;
  const { quote, escape: escaping } = dialect;
  const confidence = confidenceOfQuoting(verdict);
  const isPlain = quote === '"';
  const { otherQuote } = choice.reading;
  const quoteOverride = isPlain ? '--quote none' : `--quote '"'`;
  const found: Finding[] = [
    given.quote === undefined
      ? {
          part: 'quote',
          value: quote === '' ? 'none' : written(quote),
          confidence: choice.reading.quotingConfidence ?? confidence,
          because: choice.reading.quoting,
          override: otherQuote === undefined ? quoteOverride : `--quote "${otherQuote}"`,
        }
      : { part: 'quote', value: quote === '' ? 'none' : written(quote), ...GIVEN },
  ];
  if (quote === '') return found;
  const value = escaping === quote ? 'double' : escaping === '' ? 'none' : escaping;
  if (given.escape !== undefined) return [...found, { part: 'escape', value, ...GIVEN }];
  const because =
    escaping === quote
      ? 'no reading with backslashes makes more records whole'
      : 'more records are whole where a backslash makes a quote text';
  const override = escaping === quote ? "--escape '\\'" : '--escape double';
  return [...found, { part: 'escape', value, confidence, because, override }];
}

function headerFinding({ header, text }: CsvVerdict): Finding {
  const { hasHeader, confidence, because } = header;
  const value = hasHeader ? 'present' : 'none';
  if (text.given.hasHeader !== undefined) return { part: 'header', value, ...GIVEN };
  return { part: 'header', value, confidence, because, override: hasHeader ? '--no-header' : '--header' };
}

function repeatedHeaderFinding({ header: { repeatedIn = [] } }: CsvVerdict): Finding[] {
  const [first] = repeatedIn;
  if (first === undefined) return [];
  const row = `row ${formatCount(first)}`;
  const more = repeatedIn.length - 1;
  const who = more === 0 ? `${row} repeats` : `${row} and ${plural(more, 'later one')} repeat`;
  const because = `${who} it: read as data, as all rows are`;
  return [{ part: 'header', value: 'repeated', confidence: 0.5, because }];
}

const PADDED: Finding = {
  part: 'trim',
  value: 'off',
  confidence: 0.5,
  because: 'most fields begin with a space, which is kept',
  override: '--trim',
};

function trimFinding({ dialect, choice: { reading }, text }: CsvVerdict): Finding[] {
  if (text.given.trim !== undefined) return [];
  if (!dialect.trim) return areFieldsPadded(text, reading) ? [PADDED] : [];
  const because = `${plural(reading.paddedFields, 'quoted field')} ${reading.paddedFields === 1 ? 'stands' : 'stand'} behind spaces, where quotes mean nothing unless the spaces are dropped`;
  return [
    {
      part: 'trim',
      value: 'spaces around fields are dropped',
      confidence: 0.9,
      because,
      override: '--no-trim',
    },
  ];
}

function trailingFinding({ dialect, choice: { reading }, text }: CsvVerdict): Finding[] {
  if (text.given.trailingDelimiter !== undefined || !dialect.trailingDelimiter) return [];
  const because = `${plural(reading.endingInDelimiter, 'record')} ${reading.endingInDelimiter === 1 ? 'ends' : 'end'} in one delimiter more than the header`;
  const value = 'records end in a delimiter';
  return [
    { part: 'trailing-delimiter', value, confidence: 0.95, because, override: '--no-trailing-delimiter' },
  ];
}

const leadingLines = ({ lines }: Preamble) =>
  lines === 1 ? 'the first line does' : `the first ${formatCount(lines)} lines do`;

const skipOption = ({ text, preamble }: CsvVerdict) =>
  `--skip-lines ${(text.given.skipLines ?? 0) + (preamble?.lines ?? 0)}`;

function preambleFindings(verdict: CsvVerdict): Finding[] {
  const { text, preamble, choice } = verdict;
  const { given } = text;
  const hashes = given.comment === undefined ? leadingHashes(text) : 0;
  const areComments = hashes > 0 && (preamble?.areComments || hashes > 1);
  const comment: Finding = {
    part: 'comment',
    value: 'none',
    confidence: areComments ? 0.3 : 0.6,
    because: `${plural(hashes, 'line')} at the start ${hashes === 1 ? 'begins' : 'begin'} with #: never taken for comments unasked`,
    override: "--comment '#'",
  };
  const found = hashes > 0 ? [comment] : [];
  if (preamble === undefined || preamble.areComments) return found;
  const { width } = choice.reading;
  const what = preamble.arePadded ? 'fill' : 'have';
  const because = `${leadingLines(preamble)} not ${what} the ${plural(width, 'field')} of the records below: never skipped unasked`;
  return [
    ...found,
    {
      part: 'skip-lines',
      value: `${given.skipLines ?? 0}`,
      confidence: 0.2,
      because,
      override: skipOption(verdict),
    },
  ];
}

/** What was found out, part by part, with the option that says it otherwise. */
export function describeDialect(verdict: CsvVerdict): Finding[] {
  return [
    delimiterFinding(verdict),
    ...quoteFindings(verdict),
    ...trimFinding(verdict),
    ...trailingFinding(verdict),
    headerFinding(verdict),
    ...repeatedHeaderFinding(verdict),
    ...preambleFindings(verdict),
  ];
}

function preambleAdvice(verdict: CsvVerdict, preamble: Preamble): Advice {
  const lines = leadingLines(preamble);
  const says = preamble.areComments
    ? `${lines} not look like records, but like comments: --comment '#'`
    : `${lines} not look like part of the table: ${skipOption(verdict)}`;
  // Without a header these lines are bad rows and do no harm to the others.
  return { says, affects: verdict.header.hasHeader ? 'table' : 'few-records' };
}

/** What to try where records have not as many fields as the first one, or the first one is no part of the table. */
export function adviceFor(verdict: CsvVerdict): Advice | undefined {
  const { preamble, choice, header, dialect } = verdict;
  const { widths, width, regular, starts } = choice.reading;
  if (preamble !== undefined) return preambleAdvice(verdict, preamble);
  const first = widths[0] ?? 0;
  const isDeviating = first > 0 && first !== width && !choice.isSingleColumn && regular > 0.6 * starts.length;
  if (!isDeviating || !header.hasHeader || dialect.trailingDelimiter) return undefined;
  const says =
    `the header has ${plural(first, 'field')}, most records ${width}: correct it, ` +
    `or name the columns yourself: --skip-lines ${dialect.skipLines + 1} --no-header --names …`;
  return { says, affects: first < width ? 'long-records' : 'short-records' };
}
