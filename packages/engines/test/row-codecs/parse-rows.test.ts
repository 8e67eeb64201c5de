import {
  type Column,
  type ColumnType,
  fieldText,
  parseCell,
  readCsv,
  typeFromName,
  typeNames,
} from '@parquetry/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellConverter } from '../../src/row-codecs/convert-cell.ts';
import { parseRows } from '../../src/row-codecs/parse-rows.ts';

const strings = (...names: string[]): Column[] =>
  names.map((name) => ({ name, type: { kind: 'string' }, nullable: true }));

async function* oneChunk(bytes: Uint8Array) {
  yield bytes;
}

const messageOf = (work: Promise<unknown>) =>
  work.then(
    () => 'no error',
    (error: Error) => error.message,
  );

/** The cells as core's reader gives them, or its complaint. */
async function coreRows(text: Uint8Array, delimiter: string): Promise<(string | null)[][] | string> {
  const dialect = { delimiter, quote: '"' };
  const rows: (string | null)[][] = [];
  try {
    const { header, blocks } = await readCsv(oneChunk(text), { dialect, name: 'x.csv' });
    for await (const { bytes, rowCount, starts, ends } of blocks) {
      const cells = Array.from({ length: rowCount * header.length }, (_, at) =>
        fieldText(bytes, starts[at]!, ends[at]!, dialect),
      );
      for (let at = 0; at < cells.length; at += header.length) {
        rows.push(cells.slice(at, at + header.length).map((cell) => (cell === '' ? null : cell)));
      }
    }
    return rows;
  } catch (error) {
    return (error as Error).message;
  }
}

async function rowsOf(text: Uint8Array, delimiter: string, columns: Column[]): Promise<unknown[][] | string> {
  try {
    const csv = { name: 'x.csv', dialect: { delimiter, quote: '"' }, columns };
    const { rows } = await parseRows(text, csv);
    return rows.map((row) => columns.map(({ name }) => row[name]));
  } catch (error) {
    return (error as Error).message;
  }
}

describe('parseRows', () => {
  const pieces = fc.constantFrom(
    'a',
    'é',
    ',',
    ',',
    ';',
    '"',
    '""',
    '\n',
    '\r\n',
    '\r',
    '\u{FEFF}',
    ' ',
    '#',
    '\\',
  );

  it.each([
    { width: 1, header: 'h' },
    { width: 2, header: 'h,i' },
    { width: 3, header: '"h",i,"j"' },
  ])('finds the records and the complaints of core in texts of $width columns', async ({ width, header }) => {
    const columns = strings(...['h', 'i', 'j'].slice(0, width));
    const start = fc.constantFrom('', '\n', '\r\n', '\u{FEFF}', '\u{FEFF}\r');
    await fc.assert(
      fc.asyncProperty(start, fc.array(pieces, { maxLength: 12 }), async (before, body) => {
        const text = Buffer.from(`${before}${header}\n${body.join('')}`);
        expect(await rowsOf(text, ',', columns)).toEqual(await coreRows(text, ','));
      }),
      { numRuns: 1500 },
    );
  });

  it.each([
    ['an empty text', Buffer.from('')],
    ['nothing but line ends', Buffer.from('\n\r\n\r')],
    ['UTF-16', Buffer.from('\u{FEFF}h,i\n1,2\n', 'utf16le')],
    ['a byte that is not UTF-8', Buffer.from('h,i\n1,2\n3,\xff\n', 'latin1')],
    ['a quote that is never closed', Buffer.from('h,i\n1,"2\n3,4\n')],
  ])('refuses %s in the words of core', async (_, text) => {
    const complaint = await coreRows(text, ',');
    expect(complaint).toBeTypeOf('string');
    expect(await rowsOf(text, ',', strings('h', 'i'))).toEqual(complaint);
  });

  it('refuses a text whose header is not as wide as the plan', async () => {
    const csv = { name: 'x.csv', dialect: { delimiter: ',', quote: '"' }, columns: strings('h', 'i') };
    expect(await messageOf(parseRows(Buffer.from('h,i,j\n1,2\n'), csv))).toBe(
      'x.csv: the header has 3 fields, the plan 2 columns; plan the conversion again',
    );
  });

  it('names row, byte and column of the first bad cell, though a row behind it is malformed', async () => {
    const columns: Column[] = [
      { name: 's', type: { kind: 'string' }, nullable: false },
      { name: 'n', type: { kind: 'int64' }, nullable: true },
    ];
    const csv = { name: 'x.csv', dialect: { delimiter: ',', quote: '"' }, columns };
    expect(await messageOf(parseRows(Buffer.from('s,n\n"a",1\n"é",x\n1,2,3\n'), csv))).toBe(
      'x.csv row 2 (byte 10): column "n": "x" is not an int64; correct the cell, or declare the column otherwise (--columns)',
    );
    expect(await messageOf(parseRows(Buffer.from('s,n\n"",1\n'), csv))).toBe(
      'x.csv row 1 (byte 4): column "s": a null in a required column; correct the cell, or declare the column otherwise (--columns)',
    );
  });
});

const digits = fc.stringMatching(/^-?[0-9]{1,20}$/);
const decimals = fc.stringMatching(/^-?[0-9]{0,12}\.?[0-9]{0,12}([eE][-+]?[0-9]{1,3})?$/);
const times = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.constantFrom('', 'Z', '+05:30', '-11', '123Z', '123'),
  )
  .map(([date, rest]) => date.toISOString().replace('Z', rest));
const words = fc.constantFrom(
  'true',
  'False',
  'TRUE',
  'tRUE',
  'NaN',
  '-Infinity',
  '-0',
  '-0.0',
  '007',
  '',
  'x',
);
const cells = fc.oneof(
  digits,
  decimals,
  times,
  times.map((time) => time.slice(0, 10)),
  words,
);

/** The value of a row object in core's vocabulary. */
function asCellValue(value: unknown, type: ColumnType): unknown {
  if (value instanceof Date) return value.getTime() / 86_400_000;
  const isInteger = type.kind === 'int64' || type.kind === 'timestamp';
  return isInteger && typeof value === 'number' ? BigInt(value) : value;
}

describe('cellConverter', () => {
  it.each(typeNames)('gives a %s the value that parseCell gives it', (typeName) => {
    const type = typeFromName(typeName);
    const convert = cellConverter({ name: 'c', type, nullable: true });
    fc.assert(
      fc.property(cells, (text) => {
        expect(asCellValue(convert(text), type)).toEqual(parseCell(text, type));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no null in a required column', () => {
    const convert = cellConverter({ name: 'c', type: { kind: 'string' }, nullable: false });
    expect(convert('')).toBeUndefined();
  });

  it('makes one Date of equal days', () => {
    const convert = cellConverter({ name: 'c', type: { kind: 'date' }, nullable: true });
    expect(convert('1969-07-20')).toBe(convert('1969-07-20'));
  });
});
