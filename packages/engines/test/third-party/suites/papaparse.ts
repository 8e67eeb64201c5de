import type { SourceOptions } from '@parquetry/core';
import { PLAIN_CSV } from '../../support/convert-csv.ts';
import { suiteFile } from '../shared-files.ts';
import type { CsvCase, Records } from '../third-party-case.ts';

interface Config {
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly comments?: boolean | string | number;
  readonly quoteChar?: string;
  readonly escapeChar?: string;
  readonly skipFirstNLines?: number;
  readonly skipEmptyLines?: boolean | 'greedy';
  readonly preview?: number;
  readonly dynamicTyping?: unknown;
}

type Row = readonly unknown[] | Readonly<Record<string, unknown>>;

interface PapaCase {
  readonly description: string;
  readonly input: string;
  readonly config: Config;
  readonly expected: { readonly data: readonly Row[] };
}

function unsupported({ preview, dynamicTyping, skipEmptyLines }: Config): string | undefined {
  if (preview) return 'there is no option to read the first records alone';
  if (dynamicTyping) return 'types belong to columns here; the suite types cell by cell';
  if (skipEmptyLines === 'greedy') return 'there is no option that drops records of empty fields';
  return undefined;
}

function commentPrefix({ comments }: Config): string {
  if (comments === true) return '#';
  return typeof comments === 'string' ? comments : '';
}

function optionsOf(config: Config, isCore: boolean): SourceOptions {
  const { header = false, delimiter = isCore ? ',' : undefined, quoteChar = '"', escapeChar } = config;
  return {
    ...PLAIN_CSV,
    hasHeader: header,
    ...(delimiter !== undefined && { delimiter }),
    quote: quoteChar,
    escape: escapeChar ?? quoteChar,
    comment: commentPrefix(config),
    skipLines: Math.max(0, config.skipFirstNLines ?? 0),
  };
}

const isList = (row: Row): row is readonly unknown[] => Array.isArray(row);

/** Values in order, with those that had no name. */
function cells(row: Row): string[] {
  if (isList(row)) return row.map(String);
  const { __parsed_extra: extra = [], ...named } = row;
  return [...Object.values(named), ...(extra as unknown[])].map(String);
}

/** What Papa Parse makes of texts where Parquetry has another rule. */
const OURS: Readonly<Record<string, NonNullable<CsvCase['ours']>>> = {
  'Mixed slash n and slash r should choose first as precident': {
    records: [
      ['a', 'b', 'c'],
      ['d', 'e', 'f'],
      ['g', 'h', 'i'],
    ],
    because:
      'records end at LF, CRLF or CR, mixed as they come; the suite takes the first kind for the only one',
  },
};

const RENAMED = 'repeated names get _2, _3, …, told in the result; the suite counts from _1';

function caseOf({ description, input, config, expected }: PapaCase, isCore: boolean): CsvCase {
  const options = optionsOf(config, isCore);
  const { data } = expected;
  const because = unsupported(config);
  const base = { id: description, text: input, options, ...(because && { unsupported: because }) };
  const records: Records = data.map(cells);
  if (!config.header) return { ...base, records, ...(OURS[description] && { ours: OURS[description] }) };
  const [first] = data;
  if (first === undefined || !isList(first)) return { ...base, records };
  // Here the suite hands out the header as a record, with names that are counted in another way.
  return { ...base, records, ours: { records: records.slice(1), because: RENAMED } };
}

/** Papa Parse's cases: its core parser's with a comma, the others with a delimiter that is to be found out. */
export function papaparseCases(): CsvCase[] {
  const suites: Record<'CORE_PARSER_TESTS' | 'PARSE_TESTS', PapaCase[]> = JSON.parse(
    suiteFile('papaparse', 'cases.json').toString('utf8'),
  );
  return [
    ...suites.CORE_PARSER_TESTS.map((one) => caseOf(one, true)),
    ...suites.PARSE_TESTS.map((one) => caseOf(one, false)),
  ];
}
