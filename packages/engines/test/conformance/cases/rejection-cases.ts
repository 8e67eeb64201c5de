import { gzipSync } from 'node:zlib';
import type { BadRow } from '@parquetry/core';
import type { CsvInput } from '../../support/convert-csv.ts';
import { lines } from './cell-case.ts';

/** A CSV that no engine converts, and the row that every engine blames. */
export interface RejectionCase {
  readonly name: string;
  readonly input: CsvInput;
  readonly badRow: BadRow;
}

const declared = { n: 'int64', s: 'string' } as const;

const HEADER = 'n,s\n';
const FIRST = '1,x\n';
/** Where row 2 starts. */
const SECOND = HEADER.length + FIRST.length;
const DEEP_ROWS = 150_000;

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));

/** Row 2 is the second of three lines. */
const second = (name: string, line: string, reason: string): RejectionCase => ({
  name,
  input: { csv: `${HEADER}${FIRST}${line}\n3,z\n`, declared },
  badRow: { row: 2, byteOffset: SECOND, reason },
});

/** Row 2 of a file with one column `c`. */
const cell = (
  type: NonNullable<Exclude<CsvInput['declared'], 'strings'>>[string],
  good: string,
  text: string,
) => ({
  name: `${JSON.stringify(text)} in a column declared ${type}`,
  input: { csv: lines('k,c', `a,${good}`, `b,${text}`), declared: { k: 'string', c: type } as const },
  badRow: {
    row: 2,
    byteOffset: `k,c\na,${good}\n`.length,
    column: 'c',
    reason:
      text === ''
        ? 'a null in a required column'
        : `${JSON.stringify(text)} is not ${type.startsWith('int') ? 'an' : 'a'} ${type.replace('!', '')}`,
  },
});

function deep(name: string, line: string, rest: Omit<BadRow, 'row' | 'byteOffset'>): RejectionCase {
  const rows = Array.from({ length: DEEP_ROWS }, (_, row) => `${row},text of row ${row}\n`);
  const before = HEADER + rows.join('');
  return {
    name: `${name} after ${DEEP_ROWS} rows`,
    input: { csv: `${before}${line}\n${FIRST}`, declared },
    badRow: { row: DEEP_ROWS + 1, byteOffset: before.length, ...rest },
  };
}

const notAnInt = (text: string) => ({ column: 'n', reason: `${JSON.stringify(text)} is not an int64` });

const structure: readonly RejectionCase[] = [
  second('too few fields', '2', '1 field, the header has 2'),
  second('too many fields', '2,y,3', '3 fields, the header has 2'),
  second('an empty field too many', '2,y,', '3 fields, the header has 2'),
  second('a quote that is never closed', '2,"y', 'a quote is opened and never closed'),
  second('text after a closing quote', '2,"y"z', 'text after a closing quote'),
  second('a quote inside an unquoted field', '2,y"z"', 'a quote inside an unquoted field'),
];

const encoding: readonly RejectionCase[] = [
  ['a byte of Latin-1', [0xe9], 'E9'],
  ['a continuation byte by itself', [0x92], '92'],
  ['half a surrogate pair', [0xed, 0xa0, 0x80], 'ED'],
  ['an overlong form', [0xc0, 0xaf], 'C0'],
].map(([name, wrong, hex]) => ({
  name: `${name} in a string`,
  input: { csv: bytes(`${HEADER}${FIRST}2,caf`, wrong as number[], '\n3,z\n'), declared },
  badRow: { row: 2, byteOffset: SECOND, reason: `byte 0x${hex} (at byte ${SECOND + 5}) is not valid UTF-8` },
}));

const cells: readonly RejectionCase[] = [
  cell('int64', '1', '12x'),
  cell('int64', '1', '1.0'),
  cell('int64', '1', '-0'),
  cell('int64', '1', '007'),
  cell('int64', '1', '9223372036854775808'),
  cell('float64', '1', 'x'),
  cell('float64', '1', '9007199254740993'),
  cell('float64', '1', '0.123456789012345678'),
  cell('float64', '1', 'nan'),
  cell('float64', '1', 'constructor'),
  cell('boolean', 'true', 'yes'),
  cell('boolean', 'true', 'tRUE'),
  cell('date', '2024-02-29', '2023-02-29'),
  cell('date', '2024-02-29', '2024-02-29T00:00:00Z'),
  cell('timestamp', '2024-02-29T00:00:00Z', '2024-02-29T00:00:00'),
  cell('timestamp', '2024-02-29T00:00:00Z', '2024-02-29T24:00:00Z'),
  cell('int64!', '1', ''),
  cell('string!', 'x', ''),
  cell('float64!', '1', ''),
  cell('boolean!', 'true', ''),
  cell('date!', '2024-02-29', ''),
  cell('timestamp!', '2024-02-29T00:00:00Z', ''),
];

const several: readonly RejectionCase[] = [
  {
    name: 'two bad cells in one row: the first column',
    input: { csv: lines('a,b', '1,1', 'x,y'), declared: { a: 'int64', b: 'int64' } },
    badRow: { row: 2, byteOffset: 8, column: 'a', reason: '"x" is not an int64' },
  },
  {
    name: 'a bad cell in the last column of a row before a bad cell in the first column',
    input: { csv: lines('a,b', '1,1', '2,y', 'x,3'), declared: { a: 'int64', b: 'int64' } },
    badRow: { row: 2, byteOffset: 8, column: 'b', reason: '"y" is not an int64' },
  },
  {
    name: 'a bad cell before a row of the wrong width',
    input: { csv: `${HEADER}${FIRST}y,2\n3\n`, declared },
    badRow: { row: 2, byteOffset: SECOND, ...notAnInt('y') },
  },
  {
    name: 'a row of the wrong width before a bad cell',
    input: { csv: `${HEADER}${FIRST}2\ny,3\n`, declared },
    badRow: { row: 2, byteOffset: SECOND, reason: '1 field, the header has 2' },
  },
  {
    name: 'a bad cell before bytes that are not UTF-8',
    input: { csv: bytes(`${HEADER}${FIRST}y,2\n3,`, [0xff], '\n'), declared },
    badRow: { row: 2, byteOffset: SECOND, ...notAnInt('y') },
  },
];

const places: readonly RejectionCase[] = [
  {
    name: 'a bad cell behind a byte order mark and CRLF',
    input: { csv: '\uFEFFn,s\r\n1,x\r\ny,2\r\n', declared },
    badRow: { row: 2, byteOffset: 13, ...notAnInt('y') },
  },
  {
    name: 'a bad cell behind empty lines, which are no rows',
    input: { csv: '\n\nn,s\n\n1,x\n\n\ny,2\n', declared },
    badRow: { row: 2, byteOffset: 13, ...notAnInt('y') },
  },
  {
    name: 'a bad cell in a row that starts with a quote, after rows with line ends inside',
    input: { csv: `${HEADER}1,"é\n\n"\n"y""",2\n`, declared },
    badRow: { row: 2, byteOffset: 13, ...notAnInt('y"') },
  },
  {
    name: 'a bad cell in gzip, counted in the unpacked text',
    input: { csv: gzipSync(`${HEADER}${FIRST}y,2\n`), declared },
    badRow: { row: 2, byteOffset: SECOND, ...notAnInt('y') },
  },
  deep('a bad cell', 'y,2', notAnInt('y')),
  deep('a row of the wrong width', '2', { reason: '1 field, the header has 2' }),
];

export const rejectionCases: readonly RejectionCase[] = [
  ...structure,
  ...encoding,
  ...cells,
  ...several,
  ...places,
];
