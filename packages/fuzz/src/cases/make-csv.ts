import type { CsvDialect, Encoding } from '@parquetry/core';
import type { Random } from '../random.ts';
import { encodable, encodeText } from './encode-text.ts';
import type { MeantCell } from './fuzz-case.ts';
import { anyText, columnOf } from './make-cells.ts';

/** How a CSV text is written, and how a reader is to take it. */
export interface CsvWriting {
  readonly dialect: CsvDialect;
  readonly encoding: Encoding;
  readonly hasMark: boolean;
  readonly hasHeader: boolean;
  readonly nulls: readonly string[];
  readonly quotedEmpty: 'null' | 'string';
  readonly lineEnds: readonly string[];
  readonly hasFinalLineEnd: boolean;
  /** Of fields that need no quotes. */
  readonly quotedPercent: number;
}

export interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly MeantCell[])[];
}

const DELIMITERS = [',', ',', ',', ';', '\t', '|', ':', ' ', '||', '::', '<>', '§'];
const LINE_ENDS = [['\n'], ['\n'], ['\r\n'], ['\r'], ['\n', '\r\n', '\r']];

function chooseDialect(random: Random, isPlain: boolean): CsvDialect {
  const delimiter = random.pick(isPlain ? DELIMITERS.slice(0, 7) : DELIMITERS);
  const plainQuote = random.pick(['"', '"', '"', "'"]);
  const quote = isPlain || random.chance(85) ? plainQuote : '';
  const mark = isPlain || quote === '' ? quote : random.pick([quote, quote, '\\']);
  const isSpaced = delimiter !== ' ' && delimiter !== '\t';
  return {
    delimiter,
    quote,
    escape: mark,
    comment: isPlain ? '' : random.pick(['', '', '#', '//', '--']),
    trim: !isPlain && isSpaced && random.chance(30),
    skipLines: random.chance(15) ? random.between(1, 3) : 0,
    trailingDelimiter: !isPlain && random.chance(15),
  };
}

export function chooseWriting(random: Random): CsvWriting {
  const isPlain = random.chance(60);
  return {
    dialect: chooseDialect(random, isPlain),
    encoding: random.chance(75) ? 'utf-8' : random.pick(['utf-16le', 'utf-16be', 'windows-1252', 'latin1']),
    hasMark: random.chance(20),
    hasHeader: random.chance(85),
    nulls: random.chance(20) ? random.pick([['NA'], ['NA', '\\N'], ['null', '-']]) : [],
    quotedEmpty: random.chance(80) ? 'null' : 'string',
    lineEnds: random.pick(LINE_ENDS),
    hasFinalLineEnd: random.chance(65),
    quotedPercent: random.pick([0, 0, 20, 100]),
  };
}

const NAMES = [
  'a',
  'b',
  'id',
  'call sign',
  'alt',
  'time',
  'a',
  '',
  'ünï',
  'x.y',
  '1st',
  'a"b',
  'constructor',
  '__proto__',
  'length',
  '😀',
  'column0',
];

export function makeTable(random: Random, mostRows: number): Table {
  const width = random.chance(90) ? random.between(1, 6) : random.between(7, 40);
  const columns = Array.from({ length: width }, () => columnOf(random));
  const names = columns.map((_, index) => (random.chance(60) ? `c${index}` : random.pick(NAMES)));
  const count = random.chance(10) ? random.below(3) : random.below(mostRows);
  const rows = Array.from({ length: count }, () => columns.map((makeCell) => makeCell(random)));
  return { names, rows };
}

/** Without what the dialect has no way to write. */
function writable(cell: string, { dialect, encoding }: CsvWriting): string {
  let text = encodable(cell, encoding);
  if (dialect.quote !== '') return text;
  for (const part of [...dialect.delimiter, '\n', '\r']) text = text.replaceAll(part, '');
  if (dialect.comment !== '' && text.startsWith(dialect.comment)) text = `x${text}`;
  return dialect.trim ? text.replaceAll(/^[ \t]+|[ \t]+$/g, '') : text;
}

function quoted(text: string, { quote, escape: mark }: CsvDialect): string {
  const inside = text.replaceAll(mark, mark + mark).replaceAll(quote, quote === mark ? quote : mark + quote);
  return quote + (quote === mark ? text.replaceAll(quote, quote + quote) : inside) + quote;
}

function needsQuotes(
  text: string,
  { dialect, nulls }: CsvWriting,
  isFirst: boolean,
  isOnly: boolean,
): boolean {
  const { delimiter, quote, comment, trim } = dialect;
  return (
    (text === '' && isOnly) ||
    nulls.includes(text) ||
    [...new Set([...delimiter, quote, dialect.escape, '\n', '\r', '\uFEFF'])].some((part) =>
      text.includes(part),
    ) ||
    (isFirst && comment !== '' && text.startsWith(comment[0]!)) ||
    (trim && /^[ \t]|[ \t]$/.test(text))
  );
}

/** A field as it is written, and as it is to be read. */
function writeField(cell: MeantCell, writing: CsvWriting, random: Random, isFirst: boolean, isOnly: boolean) {
  const { dialect, nulls, quotedEmpty, quotedPercent } = writing;
  const canQuote = dialect.quote !== '';
  const hasNoNull = isOnly && (!canQuote || quotedEmpty === 'string');
  if (cell === null) {
    if (hasNoNull) return { text: 'x', meant: 'x' };
    const spelling = nulls.length > 0 && random.chance(50) ? random.pick(nulls) : '';
    if (!isOnly || spelling !== '') return { text: encodable(spelling, writing.encoding), meant: null };
    return { text: quoted('', dialect), meant: null };
  }
  const plain = writable(cell, writing);
  if (plain === '' && !canQuote) return hasNoNull ? { text: 'x', meant: 'x' } : { text: '', meant: null };
  const isQuoted = canQuote && (needsQuotes(plain, writing, isFirst, isOnly) || random.chance(quotedPercent));
  const text = isQuoted ? quoted(plain, dialect) : plain;
  const isNull = plain === '' || nulls.includes(plain);
  return { text, meant: isNull && !(isQuoted && quotedEmpty === 'string') ? null : plain };
}

/** The text of a table, and its cells as they are to be read. */
export function writeCsv(
  table: Table,
  writing: CsvWriting,
  random: Random,
): { bytes: Uint8Array; meant: MeantCell[][] } {
  const { dialect, encoding } = writing;
  const lineEnd = () => random.pick(writing.lineEnds);
  const pad = () => (dialect.trim && random.chance(30) ? random.pick([' ', '  ']) : '');
  const isOnly = table.names.length === 1;
  let isFirstLine = true;
  const write = (cells: readonly MeantCell[]) => {
    const fields = cells.map((cell, index) => writeField(cell, writing, random, index === 0, isOnly));
    const line = fields.map(({ text }) => pad() + text + pad()).join(dialect.delimiter);
    // The first line always has it: whether an empty last field is one cannot be told otherwise.
    const hasTrailing = dialect.trailingDelimiter && (isFirstLine || random.chance(50));
    isFirstLine = false;
    const trailing = hasTrailing ? dialect.delimiter : '';
    return { line: line + trailing, meant: fields.map(({ meant }) => meant) };
  };
  const lines: string[] = random.several(dialect.skipLines, dialect.skipLines, () => 'skip, "this" line');
  const comment = () => {
    if (dialect.comment !== '' && random.chance(8))
      lines.push(`${dialect.comment} ${random.pick(['', 'x', '"', dialect.delimiter])}`);
  };
  comment();
  if (writing.hasHeader)
    lines.push(write(table.names.map((name) => (isOnly && name === '' ? 'x' : name))).line);
  const meant = table.rows.map((cells) => {
    comment();
    if (!isOnly && random.chance(2)) lines.push('');
    const written = write(cells);
    lines.push(written.line);
    return written.meant;
  });
  const text = lines.map((line, index) => (index === lines.length - 1 ? line : line + lineEnd())).join('');
  const mark = writing.hasMark && encoding !== 'latin1' && encoding !== 'windows-1252' ? '\uFEFF' : '';
  return { bytes: encodeText(mark + text + (writing.hasFinalLineEnd ? lineEnd() : ''), encoding), meant };
}

/** Text without any rule, of the letters that matter. */
export function chaos(random: Random): Uint8Array {
  const parts = [
    ',',
    ',',
    '\n',
    '\n',
    '"',
    '""',
    'a',
    '1',
    '\r\n',
    ';',
    '\\',
    ' ',
    '[',
    '{"a":1}',
    ']',
    '}',
    ':',
  ];
  const text = random
    .several(0, 60, () => (random.chance(90) ? random.pick(parts) : anyText(random)))
    .join('');
  return new Uint8Array(Buffer.from(text));
}
