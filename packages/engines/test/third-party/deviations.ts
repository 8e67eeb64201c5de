/** Every reason for which a result may differ from a suite's; a difference that none of them explains is a failure. */
import type { CsvCase, Records } from './third-party-case.ts';

/** What Parquetry says of a row or a text that it does not convert, and why that is meant. */
const refusals: readonly { readonly said: RegExp; readonly because: string }[] = [
  {
    said: /a quote inside an unquoted field/,
    because:
      'a quote inside an unquoted field is a bad row, told with its position; the suite takes it for text',
  },
  {
    said: /text after a closing quote/,
    because: 'text after a closing quote is a bad row, told with its position; the suite mends it',
  },
  {
    said: /a quote is opened and never closed/,
    because:
      'a quote that is never closed is a bad row, told with its position; the suite has the rest of the text in the field',
  },
  {
    said: /\d fields?, the header has \d/,
    because:
      'a record with more values than the table has columns is a bad row, told with its position: no value is dropped',
  },
  {
    said: /is empty: it has no header line/,
    because: 'a text without a single record is refused: it has no columns',
  },
  {
    said: /must not end lines/,
    because: 'a delimiter that ends lines is refused; the suite replaces it by a comma',
  },
];

/** Why Parquetry may refuse what a suite takes; undefined where nothing explains it. */
export const reasonForRefusal = (said: string): string | undefined =>
  refusals.find((refusal) => refusal.said.test(said))?.because;

interface ReadingRule {
  readonly because: string;
  /** The suite's records as the rule has them. */
  apply(records: Records, one: CsvCase, width: number): Records;
}

const isBlank = (record: readonly string[]) => record.length === 1 && record[0] === '';

function withoutLeadingBlanks(records: Records): Records {
  const first = records.findIndex((record) => !isBlank(record));
  return first < 0 ? [] : records.slice(first);
}

const endsWithLine = ({ text }: CsvCase) => /[\r\n]$/.test(Buffer.from(text).toString('latin1'));

/** Where records differ by a rule, and nothing that holds a value is lost. */
const readingRules: readonly ReadingRule[] = [
  {
    because: 'a line end at the end of the text begins no further record',
    apply: (records, one) =>
      endsWithLine(one) && isBlank(records.at(-1) ?? []) ? records.slice(0, -1) : records,
  },
  {
    because: 'blank lines before the first record are not records',
    apply: (records, _one, width) => (width > 1 ? withoutLeadingBlanks(records) : records),
  },
  {
    because: 'a blank line is a record only where records have one field',
    apply: (records, _one, width) => (width > 1 ? records.filter((record) => !isBlank(record)) : records),
  },
];

/** The suite's records as Parquetry's rules have them in a table of `width` columns, and those rules that changed something. */
export function underRules(one: CsvCase, width: number): { records: Records; because: string } | undefined {
  if (one.ours) return one.ours;
  if (one.records === undefined) return undefined;
  let records = one.records;
  const applied: string[] = [];
  for (const rule of readingRules) {
    const changed = rule.apply(records, one, width);
    if (changed.length === records.length) continue;
    applied.push(rule.because);
    records = changed;
  }
  return applied.length > 0 ? { records, because: applied.join('; ') } : undefined;
}
