import type { BadRow, CsvDialect, Finding, SourceFormat, TextSummary } from '@parquetry/core';
import { formatCount, formatTable, plural } from '../../terminal/format.ts';
import type { Colors } from '../../terminal/terminal.ts';
import { renamedText } from '../source-notes.ts';

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  '\t': 'tab',
  ',': 'comma',
  ';': 'semicolon',
  '|': 'pipe',
  ' ': 'space',
};

const JSON_LAYOUTS = {
  lines: 'one record per line',
  array: 'one array of records',
  values: 'one record after another',
} as const;

const ENCODING_NAMES = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  'windows-1252': 'Windows-1252',
  latin1: 'Latin-1',
} as const;

function quoteText({ quote, escape: escaping }: CsvDialect): string {
  if (quote === '') return 'no quotes';
  if (escaping === quote) return `quote ${quote}, doubled within`;
  return escaping === '' ? `quote ${quote}, never within` : `quote ${quote}, escaped by ${escaping}`;
}

/** How the text is read, in one line. */
function formatText(format: SourceFormat, compression: string): string {
  const packed = compression === 'none' ? '' : `, ${compression}`;
  const encoded = ENCODING_NAMES[format.encoding] + packed;
  if (format.kind === 'json') {
    const within = format.member === undefined ? '' : ` in ${JSON.stringify(format.member)}`;
    return `${encoded}; ${JSON_LAYOUTS[format.layout]}${within}, each ${format.records === 'objects' ? 'an object' : 'an array'}`;
  }
  const { dialect, hasHeader, nulls } = format;
  const { delimiter, comment, skipLines, trim, trailingDelimiter } = dialect;
  const parts = [
    encoded,
    `delimiter ${DELIMITER_NAMES[delimiter] ?? JSON.stringify(delimiter)}`,
    quoteText(dialect),
    hasHeader ? 'names in the first record' : 'no header',
    comment === '' ? '' : `comments begin with ${comment}`,
    skipLines === 0 ? '' : `${plural(skipLines, 'line')} skipped`,
    trim ? 'fields trimmed' : '',
    trailingDelimiter ? 'a trailing delimiter' : '',
    nulls.length === 0 ? '' : `null is ${nulls.map((text) => JSON.stringify(text)).join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function findingsTable(findings: readonly Finding[]): string {
  const rows = findings.map(({ part, value, confidence, because, override }) => [
    part,
    value,
    confidence === 1 ? 'sure' : `${Math.floor(confidence * 100)} %`,
    because,
    override ?? '',
  ]);
  return formatTable([['found', '', 'sure', 'because', 'to say otherwise'], ...rows], new Set([2]));
}

function badRowText({ row, byteOffset, column, reason }: BadRow): string {
  const where = column === undefined ? '' : `column ${JSON.stringify(column)}: `;
  return `  row ${formatCount(row)} (byte ${formatCount(byteOffset)}): ${where}${reason}`;
}

function badRowsText({ badRows, rows }: TextSummary, colors: Colors): string {
  const { count, first } = badRows;
  const more = count - first.length;
  return [
    `${colors.red(`${plural(count, 'bad row')} of ${formatCount(rows + count)}`)}, left out of everything below:`,
    ...first.map(badRowText),
    ...(more > 0 ? [`  … and ${formatCount(more)} more`] : []),
  ].join('\n');
}

/** How a CSV or JSON file is read, why, and which of its rows cannot be. */
export function textDetails(summary: TextSummary, colors: Colors): string[] {
  const { source, compression, findings, advice, renamed, badRows } = summary;
  return [
    formatText(source, compression),
    ...(findings.length > 0 ? [findingsTable(findings)] : []),
    ...(advice === undefined ? [] : [colors.red(advice.says)]),
    ...renamed.map(renamedText),
    ...(badRows.count > 0 ? [badRowsText(summary, colors)] : []),
  ];
}
