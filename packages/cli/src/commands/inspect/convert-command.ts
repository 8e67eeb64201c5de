import type { CsvFormat, Finding, JsonFormat, TextSummary } from '@parquetry/core';
import { shellWord } from '../../terminal/shell-word.ts';
import type { SourceFlags } from '../source-flags.ts';
import { uncertain } from '../source-notes.ts';

type TypeFlags = { readonly schema?: string; readonly columns?: string };
type PlaceFlags = { readonly endpoint?: string; readonly region?: string };
type InspectedFlags = SourceFlags & TypeFlags & PlaceFlags;
type Word = string | number;

const SHOWN_DELIMITERS: Readonly<Record<string, string>> = { '\t': 'tab', ' ': 'space' };

/** As `--delimiter`, `--quote` and `--escape` take it. */
const escaped = (text: string) =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`);

const orNone = (text: string) => (text === '' ? 'none' : escaped(text));

const listed = (names: readonly string[]) =>
  names.map((name) => (/[",]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(',');

/** Words of options whose value is not the plain one, or was not certain. */
function dialectWords(
  { dialect, hasHeader }: CsvFormat,
  isUnsure: (part: Finding['part']) => boolean,
): Word[] {
  const { delimiter, quote, escape: escaping, comment, trim, skipLines, trailingDelimiter } = dialect;
  const words: Word[] = [];
  const say = (isSaid: boolean, ...more: Word[]) => isSaid && words.push(...more);
  say(
    delimiter !== ',' || isUnsure('delimiter'),
    '--delimiter',
    SHOWN_DELIMITERS[delimiter] ?? escaped(delimiter),
  );
  say(quote !== '"' || isUnsure('quote'), '--quote', orNone(quote));
  say(escaping !== quote || isUnsure('escape'), '--escape', escaping === quote ? 'double' : orNone(escaping));
  say(comment !== '' || isUnsure('comment'), '--comment', orNone(comment));
  say(skipLines > 0 || isUnsure('skip-lines'), '--skip-lines', skipLines);
  say(trim, '--trim');
  say(trailingDelimiter, '--trailing-delimiter');
  say(!hasHeader || isUnsure('header'), hasHeader ? '--header' : '--no-header');
  return words;
}

function csvWords(format: CsvFormat, isUnsure: (part: Finding['part']) => boolean): Word[] {
  return [
    ...dialectWords(format, isUnsure),
    ...format.nulls.flatMap((text) => ['--null', text]),
    ...(format.quotedEmpty === 'string' ? ['--quoted-empty', 'string'] : []),
  ];
}

const jsonWords = ({ member, nested }: JsonFormat, { records }: SourceFlags): Word[] => [
  ...(member === undefined && records !== '' ? [] : ['--records', member ?? '']),
  ...(nested === 'json' ? ['--nested', 'json'] : []),
];

/** What the user said that a format does not hold. */
function givenWords(flags: InspectedFlags): Word[] {
  const option = (name: string, value: Word | undefined) => (value === undefined ? [] : [name, value]);
  return [
    ...option('--names', flags.names && listed(flags.names)),
    ...option('--invalid-bytes', flags.invalidBytes),
    ...option('--max-record-bytes', flags.maxRecordBytes),
    ...option('--max-field-bytes', flags.maxFieldBytes),
    ...option('--max-columns', flags.maxColumns),
    ...option('--schema', flags.schema),
    ...option('--columns', flags.columns),
    ...option('--endpoint', flags.endpoint),
    ...option('--region', flags.region),
  ];
}

/** A way to convert a file. */
export interface ConvertCommand {
  /** `as shown`: exactly as the summary shows it. `as advised`: without what is no part of the table. */
  readonly reads: 'as shown' | 'as advised';
  readonly command: string;
}

/** Options that leave out what stands before a table. */
function advisedWords({ advice, findings }: TextSummary): string[] | undefined {
  if (advice === undefined || advice.affects === 'few-records') return undefined;
  return findings.flatMap(({ part, override, confidence }) =>
    (part === 'skip-lines' || part === 'comment') && override !== undefined && confidence < 0.5
      ? [override]
      : [],
  );
}

function wordsAsShown(name: string, summary: TextSummary, flags: InspectedFlags): Word[] {
  const { source, findings, badRows } = summary;
  const unsure = new Set(uncertain(findings).map(({ part }) => part));
  const isUnsure = (part: Finding['part']) => unsure.has(part);
  const isKindSaid = flags.from !== undefined || isUnsure('format');
  const isEncodingSaid = source.encoding !== 'utf-8' || isUnsure('encoding');
  return [
    name,
    ...(name === '-' ? ['--out', 'out.parquet'] : []),
    ...(isKindSaid ? ['--from', source.kind] : []),
    ...(isEncodingSaid ? ['--encoding', source.encoding] : []),
    ...(source.kind === 'csv' ? csvWords(source, isUnsure) : jsonWords(source, flags)),
    ...givenWords(flags),
    ...(badRows.count > 0 ? ['--on-bad-row', 'reject'] : []),
  ];
}

/**
 * The command that converts a file exactly as its summary shows it, whatever would be found in it otherwise; where what
 * is shown is not the table, the command that reads it. `undefined` when only the user can say how.
 */
export function convertCommand(
  name: string,
  summary: TextSummary,
  flags: InspectedFlags,
): ConvertCommand | undefined {
  const advised = advisedWords(summary);
  const words = advised === undefined ? wordsAsShown(name, summary, flags) : [name, ...givenWords(flags)];
  if (advised?.length === 0) return undefined;
  const command = ['npx parquetry convert', ...words.map((word) => shellWord(`${word}`)), ...(advised ?? [])];
  return { reads: advised === undefined ? 'as shown' : 'as advised', command: command.join(' ') };
}
