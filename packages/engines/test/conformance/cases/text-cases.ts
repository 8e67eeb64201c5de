import { gzipSync } from 'node:zlib';
import { type CellCase, column, lines, table } from './cell-case.ts';

const LONG = 1 << 20;
const WIDE = 300;

const long = 'é😀x'.repeat(LONG / 7);

const twoRows = table(column('a', 'int64', [1n, 2n]), column('b', 'string', ['x', 'y']));
const oneColumn = table(column('a', 'int64', [1n, null, 2n]));

const lineEndings = [
  ['LF', '\n'],
  ['CRLF', '\r\n'],
  ['CR', '\r'],
] as const;

export const textCases: readonly CellCase[] = [
  {
    name: 'fields with delimiters, line ends and doubled quotes',
    input: {
      csv: `a,"b ""x"""\r\n"1,2","say ""hi"""\r\n"LF\nhere",""""\r\n"CRLF\r\nhere","CR\rhere"\r\n"""",","\r\n`,
    },
    expected: table(
      column('a', 'string', ['1,2', 'LF\nhere', 'CRLF\r\nhere', '"']),
      column('b "x"', 'string', ['say "hi"', '"', 'CR\rhere', ',']),
    ),
  },
  {
    name: 'empty and quoted-empty are null',
    input: { csv: lines('a,b,c', ',"",1', '"",,', 'x,"",""') },
    expected: table(
      column('a', 'string', [null, null, 'x']),
      column('b', 'string', [null, null, null]),
      column('c', 'int64', [1n, null, null]),
    ),
  },
  {
    name: 'blanks are kept, and words like NA and null are text',
    input: { csv: lines('a,b,c', ' x ,NA,null', '\t,1,1', ' ,NULL,N/A') },
    expected: table(
      column('a', 'string', [' x ', '\t', ' ']),
      column('b', 'string', ['NA', '1', 'NULL']),
      column('c', 'string', ['null', '1', 'N/A']),
    ),
  },
  {
    name: 'quoted numbers and dates have their types',
    input: { csv: lines('a,b,c', '"1","2.5","true"', '2,3.5,false') },
    expected: table(
      column('a', 'int64', [1n, 2n]),
      column('b', 'float64', [2.5, 3.5]),
      column('c', 'boolean', [true, false]),
    ),
  },
  {
    name: 'UTF-8 of one to four bytes, and characters that look like nothing',
    input: {
      csv: lines(
        'a',
        'aé€😀',
        'e\u0301 שלום 漢字',
        '\u00a0',
        '\u2028',
        'x\uFEFF',
        '\uFEFFx',
        '\uFFFF',
        '\u{10FFFF}',
      ),
    },
    expected: table(
      column('a', 'string', [
        'aé€😀',
        'e\u0301 שלום 漢字',
        '\u00a0',
        '\u2028',
        'x\uFEFF',
        '\uFEFFx',
        '\uFFFF',
        '\u{10FFFF}',
      ]),
    ),
  },
  {
    name: 'control characters, U+0000 among them',
    input: { csv: 'a,b\nx\0y,\u0001\n\0,\u001b[0m\n\v\f,\u007f\n' },
    expected: table(
      column('a', 'string', ['x\0y', '\0', '\v\f']),
      column('b', 'string', ['\u0001', '\u001b[0m', '\u007f']),
    ),
  },
  ...lineEndings.flatMap(([name, end]): CellCase[] => [
    {
      name: `lines that end in ${name}`,
      input: { csv: `a,b${end}1,x${end}2,y${end}` },
      expected: twoRows,
    },
    {
      name: `lines that end in ${name}, the last without`,
      input: { csv: `a,b${end}1,x${end}2,y` },
      expected: twoRows,
    },
    {
      name: `a last line that ends in an empty field, without ${name}`,
      input: { csv: `a,b${end}1,x${end}2,` },
      expected: table(column('a', 'int64', [1n, 2n]), column('b', 'string', ['x', null])),
    },
    {
      name: `empty lines of ${name} in a file with two columns`,
      input: { csv: `${end}a,b${end}${end}1,x${end}${end}${end}2,y${end}${end}` },
      expected: twoRows,
    },
    {
      name: `empty lines of ${name} in a file with one column are nulls`,
      input: { csv: `a${end}1${end}${end}2${end}` },
      expected: oneColumn,
    },
    {
      name: `an empty last line of ${name} in a file with one column`,
      input: { csv: `a${end}1${end}""${end}2${end}${end}` },
      expected: table(column('a', 'int64', [1n, null, 2n, null])),
    },
  ]),
  {
    name: 'lines that end in all three ways',
    input: { csv: 'a,b\r1,x\n2,y\r\n' },
    expected: twoRows,
  },
  { name: 'a byte order mark', input: { csv: '\uFEFFa,b\n1,x\n2,y\n' }, expected: twoRows },
  {
    name: 'a byte order mark before a quoted name',
    input: { csv: '\uFEFF"a","b"\n"1","x"\n"2","y"\n' },
    expected: twoRows,
  },
  ...[';', '\t', '|'].map(
    (delimiter): CellCase => ({
      name: `fields separated by ${JSON.stringify(delimiter)}`,
      input: {
        csv: ['a,b', '1,"x,"";y"', '2,"p|q\t"'].map((row) => `${row.replace(',', delimiter)}\n`).join(''),
      },
      expected: table(column('a', 'int64', [1n, 2n]), column('b', 'string', ['x,";y', 'p|q\t'])),
    }),
  ),
  {
    name: 'gzip in two members, cut inside a character',
    input: {
      csv: Buffer.concat([
        gzipSync(Buffer.from('a,b\n1,x\n2,é').subarray(0, -1)),
        gzipSync(Buffer.from('a,b\n1,x\n2,é\n').subarray(-2)),
      ]),
    },
    expected: table(column('a', 'int64', [1n, 2n]), column('b', 'string', ['x', 'é'])),
  },
  {
    name: 'a header alone',
    input: { csv: 'a,b\n' },
    expected: table(column('a', 'string', []), column('b', 'string', [])),
  },
  {
    name: 'a header alone, without a line end, for every type',
    input: {
      csv: 'b,i,f,d,t,s',
      declared: { b: 'boolean', i: 'int64!', f: 'float64', d: 'date!', t: 'timestamp', s: 'string!' },
    },
    expected: table(
      column('b', 'boolean', []),
      column('i', 'int64!', []),
      column('f', 'float64', []),
      column('d', 'date!', []),
      column('t', 'timestamp', []),
      column('s', 'string!', []),
    ),
  },
  {
    name: `${WIDE} columns`,
    input: {
      csv: lines(
        ...['c', '1', '2.5', 'x'].map((cell) =>
          Array.from({ length: WIDE }, (_, at) => (cell === 'c' ? `c${at}` : at % 7 ? cell : '')).join(','),
        ),
      ),
    },
    expected: table(
      ...Array.from({ length: WIDE }, (_, at) =>
        column(`c${at}`, 'string', at % 7 ? ['1', '2.5', 'x'] : [null, null, null]),
      ),
    ),
  },
  {
    name: 'strings of a megabyte',
    input: { csv: lines('a,b', `1,${long}`, `2,"${long}""\n"`, '3,short') },
    expected: table(column('a', 'int64', [1n, 2n, 3n]), column('b', 'string', [long, `${long}"\n`, 'short'])),
  },
];

export const nameCases: readonly CellCase[] = [
  {
    name: 'repeated and missing names become unique',
    input: { csv: lines('a,a,,a_2,', '1,2,3,4,5') },
    expected: table(
      column('a', 'int64', [1n]),
      column('a_3', 'int64', [2n]),
      column('column2', 'int64', [3n]),
      column('a_2', 'int64', [4n]),
      column('column4', 'int64', [5n]),
    ),
  },
  {
    name: 'names that Avro forbids, and their doubles once made legal',
    input: { csv: lines('a.b,a b,a-b,é,1st,a_b,"x,""y""","l\nf"', '1,2,3,4,5,6,7,8') },
    expected: table(
      ...['a.b', 'a b', 'a-b', 'é', '1st', 'a_b', 'x,"y"', 'l\nf'].map((name, at) =>
        column(name, 'int64', [BigInt(at + 1)]),
      ),
    ),
  },
  {
    name: 'names that mean something to JavaScript',
    input: { csv: lines('constructor,toString,hasOwnProperty,prototype,length,0', '1,2,3,4,5,6') },
    expected: table(
      ...['constructor', 'toString', 'hasOwnProperty', 'prototype', 'length', '0'].map((name, at) =>
        column(name, 'int64', [BigInt(at + 1)]),
      ),
    ),
  },
  {
    name: 'a column named __proto__',
    input: { csv: lines('__proto__,a', '1,2') },
    expected: table(column('__proto__', 'int64', [1n]), column('a', 'int64', [2n])),
    hardCell: { column: '__proto__' },
  },
  {
    name: 'names that differ in case alone',
    input: { csv: lines('a,A', '1,2') },
    expected: table(column('a', 'int64', [1n]), column('A', 'int64', [2n])),
  },
];
