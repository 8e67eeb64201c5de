/** Whole files that are written otherwise than usual. */
import { cleanTable, PLAIN, type Table, type Writing, writeRow, writeTable } from './clean-table.ts';
import { type PollutedFile, refused, right } from './polluted-file.ts';

const table = cleanTable();
const { header, rows } = table;
const utf8 = (text: string) => Buffer.from(text);
const named = (names: readonly string[]): Table => ({ header: names, rows });
const numbered = named(header.map((_, index) => `column${index}`));

const cp1252 = (text: string) => Buffer.from(text, 'latin1');
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

function writings(): PollutedFile[] {
  const variants: [string, Partial<Writing>][] = [
    ...[',', ';', '\t', '|', '~', '^', ':'].map((delimiter): [string, Partial<Writing>] => [
      `delimiter ${JSON.stringify(delimiter)}`,
      { delimiter },
    ]),
    ['quotes around everything', { quotes: 'all' }],
    ['single quotes', { quote: "'" }],
    ['single quotes around everything', { quote: "'", quotes: 'all' }],
    ['backslash before quotes', { escape: '\\' }],
    ['space as delimiter', { delimiter: ' ' }],
    ['CRLF', { lineEnd: '\r\n' }],
    ['CR', { lineEnd: '\r' }],
  ];
  const files: PollutedFile[] = [];
  for (const [name, writing] of variants) {
    for (const quotes of ['needed', 'all'] as const) {
      for (const lineEnd of ['\n', '\r\n']) {
        const full: Writing = { ...PLAIN, quotes, lineEnd, ...writing };
        const text = writeTable(table, full);
        files.push({
          name: `${name}, ${quotes}, ${JSON.stringify(lineEnd)}`,
          bytes: utf8(text),
          table,
          expected: right,
        });
      }
    }
  }
  return files;
}

function ends(): PollutedFile[] {
  const text = writeTable(table);
  const file = (name: string, changed: string): PollutedFile => ({
    name,
    bytes: utf8(changed),
    table,
    expected: right,
  });
  return [
    file('no final line end', text.slice(0, -1)),
    file('two final line ends', `${text}\n`),
    file('many final line ends', `${text}\r\n\r\n\n`),
    file('blank lines in front', `\n\n${text}`),
    file('blank lines between', text.replaceAll(/\n(?=2018)/g, '\n\n')),
    file('mixed line ends', text.replaceAll(/\n(?=2018-0[1-4])/g, '\r\n').replaceAll(/\n(?=2018-05)/g, '\r')),
  ];
}

function headers(): PollutedFile[] {
  const text = writeTable(table);
  const body = text.slice(text.indexOf('\n') + 1);
  const only = `${header.join(',')}\n`;
  return [
    { name: 'no header', bytes: utf8(body), table: numbered, expected: right },
    { name: 'header only', bytes: utf8(only), table: { header, rows: [] }, expected: right },
    {
      name: 'one row',
      bytes: utf8(only + body.slice(0, body.indexOf('\n') + 1)),
      table: { header, rows: rows.slice(0, 1) },
      expected: right,
    },
    { name: 'nothing', bytes: utf8(''), table, expected: refused('is empty') },
    { name: 'line ends only', bytes: utf8('\n\r\n\n'), table, expected: refused('is empty') },
    {
      name: 'preamble of one line',
      bytes: utf8(`Sales of 2018\n${text}`),
      table,
      expected: refused('--skip-lines 1'),
    },
    {
      name: 'preamble of three lines and a blank one',
      bytes: utf8(`Sales of 2018\nsource: the till\nall branches\n\n${text}`),
      table,
      expected: refused('--skip-lines 4'),
    },
    {
      name: 'preamble that is skipped when told',
      bytes: utf8(`Sales of 2018\nsource: the till\n${text}`),
      table,
      options: { skipLines: 2 },
      expected: right,
    },
    {
      name: 'footer',
      bytes: utf8(`${text}total: 84 rows\n`),
      table,
      expected: { verdict: 'rejected', bad: [85] },
    },
    {
      name: 'names twice',
      bytes: utf8(text.replace('Qty', 'DATE')),
      table: named(header.map((name) => (name === 'Qty' ? 'DATE_2' : name))),
      expected: right,
    },
    {
      name: 'a nameless column',
      bytes: utf8(text.replace(',Qty', ',')),
      table: named(header.map((name, index) => (name === 'Qty' ? `column${index}` : name))),
      expected: right,
    },
    {
      name: 'comments',
      bytes: utf8(`# from the till\n${text.replace('\n2018', '\n# here it begins\n2018')}`),
      table,
      options: { comment: '#' },
      expected: right,
    },
    {
      name: 'trailing delimiter everywhere',
      bytes: utf8([header, ...rows].map((cells) => `${writeRow(cells, PLAIN)},\n`).join('')),
      table: { header: [...header, 'column9'], rows: rows.map((cells) => [...cells, '']) },
      expected: right,
    },
    {
      name: 'trailing delimiter behind rows alone',
      bytes: utf8(`${header.join(',')}\n${rows.map((cells) => `${writeRow(cells, PLAIN)},\n`).join('')}`),
      table,
      options: { trailingDelimiter: true },
      expected: right,
    },
    {
      name: 'a space behind every delimiter',
      bytes: utf8(writeTable(table, { ...PLAIN, delimiter: ', ', quotes: 'all' })),
      table,
      expected: right,
    },
    {
      name: 'a delimiter of two characters',
      bytes: utf8(writeTable(table, { ...PLAIN, delimiter: '||' })),
      table,
      options: { delimiter: '||' },
      expected: right,
    },
  ];
}

/** Two tables in one file, one below the other. */
function stacked(): PollutedFile[] {
  const second = (width: number) => {
    const names = header.slice(0, width).map((name) => `other ${name}`);
    const more = [
      ...names,
      ...Array.from({ length: Math.max(0, width - header.length) }, (_, index) => `more ${index}`),
    ];
    return [more, ...Array.from({ length: 10 }, (_, row) => more.map((_name, column) => `${row}.${column}`))];
  };
  const below = (width: number) =>
    utf8(
      `${writeTable(table)}${second(width)
        .map((cells) => `${writeRow(cells, PLAIN)}\n`)
        .join('')}`,
    );
  const bad = Array.from({ length: 11 }, (_, index) => rows.length + 1 + index);
  return [
    { name: 'a second table, narrower', bytes: below(5), table, expected: { verdict: 'rejected', bad } },
    { name: 'a second table, wider', bytes: below(12), table, expected: { verdict: 'rejected', bad } },
    {
      name: 'a second table of the same width',
      bytes: below(header.length),
      table: { header, rows: [...rows, ...second(header.length)] },
      expected: right,
    },
  ];
}

function encoded(): PollutedFile[] {
  const text = writeTable(table);
  const file = (name: string, bytes: Uint8Array, options?: PollutedFile['options']): PollutedFile => ({
    name,
    bytes,
    table,
    ...(options && { options }),
    expected: right,
  });
  const latin = { header, rows: rows.map((cells) => cells.map((cell) => cell)) };
  return [
    file('UTF-8 with byte-order mark', utf8(`\uFEFF${text}`)),
    file('UTF-16LE with byte-order mark', Buffer.from(`\uFEFF${text}`, 'utf16le')),
    file('UTF-16BE with byte-order mark', utf16be(`\uFEFF${text}`)),
    file('UTF-16LE', Buffer.from(text, 'utf16le')),
    file('UTF-16BE', utf16be(text)),
    { ...file('Windows-1252', cp1252(text)), table: latin },
    file('Latin-1, told', cp1252(text), { encoding: 'latin1' }),
  ];
}

export const pollutedFiles = (): PollutedFile[] => [
  ...writings(),
  ...ends(),
  ...headers(),
  ...stacked(),
  ...encoded(),
];
