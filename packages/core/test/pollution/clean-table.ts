/** A realistic table: numbers, codes with leading zeros, dates, empty cells, and text that needs its quotes. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const PRODUCTS = [
  'valve, brass',
  'O-ring 5mm',
  'the "big" one',
  'Dichtung größer',
  'two\nlines',
  'plain',
  "d'Arc",
];

export function cleanTable(rowCount = 84): Table {
  const header = [
    'DATE',
    'TIME',
    'Qty',
    'PRODUCTID',
    'Price',
    'ProductType',
    'Description',
    'URL',
    'Comments',
  ];
  const rows = Array.from({ length: rowCount }, (_, row) => [
    `2018-0${(row % 9) + 1}-${String((row % 28) + 1).padStart(2, '0')}`,
    `${String(row % 24).padStart(2, '0')}:${String((row * 7) % 60).padStart(2, '0')}`,
    String((row * 13) % 100),
    `0${String(40_000 + row * 37)}`,
    `${(row * 17) % 400}.${String(row % 100).padStart(2, '0')}`,
    ['Gear', 'Seal', 'Misc'][row % 3]!,
    PRODUCTS[row % PRODUCTS.length]!,
    `https://shop.example/item/${row}?a=1&b=${row}`,
    row % 4 === 0 ? '' : `note ${row}, see page ${row % 50}`,
  ]);
  return { header, rows };
}

export interface Writing {
  readonly delimiter: string;
  readonly quote: string;
  /** `double` or the character that goes before a quote. */
  readonly escape: string;
  readonly lineEnd: string;
  readonly quotes: 'needed' | 'all';
}

export const PLAIN: Writing = {
  delimiter: ',',
  quote: '"',
  escape: 'double',
  lineEnd: '\n',
  quotes: 'needed',
};

export function writeCell(text: string, { delimiter, quote, escape: how, quotes }: Writing): string {
  const isNeeded = [delimiter.trim() || delimiter, quote, '\n', '\r'].some((part) => text.includes(part));
  if (!isNeeded && quotes === 'needed') return text;
  const escaped =
    how === 'double'
      ? text.replaceAll(quote, quote + quote)
      : text.replaceAll(how, how + how).replaceAll(quote, how + quote);
  return `${quote}${escaped}${quote}`;
}

export const writeRow = (cells: readonly string[], writing: Writing) =>
  cells.map((cell) => writeCell(cell, writing)).join(writing.delimiter);

export const writeTable = ({ header, rows }: Table, writing: Writing = PLAIN) =>
  [header, ...rows].map((cells) => writeRow(cells, writing) + writing.lineEnd).join('');
