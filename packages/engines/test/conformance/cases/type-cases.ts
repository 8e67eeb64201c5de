import { type CellCase, column, days, lines, micros, table } from './cell-case.ts';

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);
/** Zero to a float64, but not zero. */
const TINY = `0.${'0'.repeat(400)}1`;
const AROUND_2_52 = [2n ** 52n, 2n ** 52n + 1n, -(2n ** 52n), -(2n ** 52n) - 1n, 3n - 2n ** 53n];

const everyType = [
  'b,i,f,d,t,s',
  'true,1,1.5,2024-02-29,2024-02-29T12:00:00Z,one',
  ',,,,,',
  'false,-2,-2.25,1969-12-31,2001-09-09T01:46:39.999999Z,two',
] as const;

const everyColumn = (suffix: '' | '!', rows: readonly number[]) => {
  const pick = <T>(...values: readonly T[]) => rows.map((row) => values[row]!);
  return table(
    column('b', `boolean${suffix}`, pick(true, null, false)),
    column('i', `int64${suffix}`, pick(1n, null, -2n)),
    column('f', `float64${suffix}`, pick(1.5, null, -2.25)),
    column('d', `date${suffix}`, pick(days('2024-02-29'), null, -1)),
    column('t', `timestamp${suffix}`, pick(micros('2024-02-29T12:00:00Z'), null, 999_999_999_999_999n)),
    column('s', `string${suffix}`, pick('one', null, 'two')),
  );
};

export const typeCases: readonly CellCase[] = [
  {
    name: 'every type, inferred, with a null in each column',
    input: { csv: lines(...everyType) },
    expected: everyColumn('', [0, 1, 2]),
  },
  {
    name: 'every type in required columns',
    input: {
      csv: lines(everyType[0], everyType[1], everyType[3]),
      declared: { b: 'boolean!', i: 'int64!', f: 'float64!', d: 'date!', t: 'timestamp!', s: 'string!' },
    },
    expected: everyColumn('!', [0, 2]),
  },
  {
    name: 'columns of every declared type that hold nulls alone',
    input: {
      csv: lines('b,i,f,d,t,s', ',,,,,', ',,,,,'),
      declared: { b: 'boolean', i: 'int64', f: 'float64', d: 'date', t: 'timestamp', s: 'string' },
    },
    expected: everyColumn('', [1, 1]),
  },
  {
    name: 'a column without any value is text',
    input: { csv: lines('a,b', '1,', '2,""') },
    expected: table(column('a', 'int64', [1n, 2n]), column('b', 'string', [null, null])),
  },
  {
    // Doubled, as Avro's zigzag does, these no longer fit a float64.
    name: 'integers on either side of 2^52',
    input: { csv: lines('n', ...AROUND_2_52.map(String)) },
    expected: table(column('n', 'int64', AROUND_2_52)),
  },
  {
    name: 'the limits of int64 and what lies beside 2^53',
    input: {
      csv: lines('n', '0', '9007199254740991', '-9007199254740991', '9007199254740993', `${MAX}`, `${MIN}`),
    },
    expected: table(column('n', 'int64', [0n, 2n ** 53n - 1n, 1n - 2n ** 53n, 2n ** 53n + 1n, MAX, MIN])),
    hardCell: { row: 4, column: 'n' },
  },
  {
    name: 'an integer beyond int64 makes its column text',
    input: { csv: lines('n,m', `${MAX + 1n},1`, `1,${MIN - 1n}`) },
    expected: table(column('n', 'string', [`${MAX + 1n}`, '1']), column('m', 'string', ['1', `${MIN - 1n}`])),
  },
  {
    name: 'integers among decimals are float64 where every one is exact',
    input: { csv: lines('f,s', '1,1.5', '2.5,9007199254740993', '9007199254740992,1') },
    expected: table(
      column('f', 'float64', [1, 2.5, 2 ** 53]),
      column('s', 'string', ['1.5', '9007199254740993', '1']),
    ),
  },
  {
    name: 'decimals in each form, to the last bit',
    input: {
      csv: lines(
        'f',
        '0.1',
        '0.30000000000000004',
        '1.7976931348623157e308',
        '5e-324',
        '2.2250738585072014E-308',
        '.5',
        '5.',
        '-.25e+2',
        '0.0',
        '123456789.12345678',
        '9.313225746154785e-10',
      ),
    },
    expected: table(
      column(
        'f',
        'float64',
        [
          0.1, 0.30000000000000004, 1.7976931348623157e308, 5e-324, 2.2250738585072014e-308, 0.5, 5, -25, 0,
          123456789.12345678, 9.313225746154785e-10,
        ],
      ),
    ),
  },
  {
    name: 'decimals that float64 cannot hold stay text',
    input: { csv: lines('a,b,c,d', `0.123456789012345678,1e400,1e-400,${TINY}`, '1.5,1.5,1.5,1.5') },
    expected: table(
      column('a', 'string', ['0.123456789012345678', '1.5']),
      column('b', 'string', ['1e400', '1.5']),
      column('c', 'string', ['1e-400', '1.5']),
      column('d', 'string', [TINY, '1.5']),
    ),
  },
  {
    name: 'minus zero',
    input: { csv: lines('f', '0.0', '-0.0', '1.5') },
    expected: table(column('f', 'float64', [0, -0, 1.5])),
    hardCell: { row: 2, column: 'f' },
  },
  ...['NaN', 'Infinity', '-Infinity'].map(
    (text): CellCase => ({
      name: `${text} in a declared float64 column`,
      input: { csv: lines('f', '1.5', text, '', '-2.5'), declared: { f: 'float64' } },
      expected: table(column('f', 'float64', [1.5, Number(text), null, -2.5])),
      hardCell: { row: 2, column: 'f' },
    }),
  ),
  {
    name: 'NaN and infinity are text where nothing is declared',
    input: { csv: lines('a,b', 'NaN,Infinity', '1.5,1.5') },
    expected: table(column('a', 'string', ['NaN', '1.5']), column('b', 'string', ['Infinity', '1.5'])),
  },
  {
    name: 'booleans in each spelling, and their mixture as text',
    input: { csv: lines('a,b,c,d', 'true,TRUE,True,true', 'false,FALSE,False,False') },
    expected: table(
      column('a', 'boolean', [true, false]),
      column('b', 'boolean', [true, false]),
      column('c', 'boolean', [true, false]),
      column('d', 'string', ['true', 'False']),
    ),
  },
  {
    name: 'a declared boolean takes every spelling',
    input: { csv: lines('a', 'true', 'FALSE', 'True', ''), declared: { a: 'boolean' } },
    expected: table(column('a', 'boolean', [true, false, true, null])),
  },
  {
    name: 'what only looks like a number',
    input: { csv: lines('a,b,c,d,e,f,g', '007,+5,-0,0x10, 5,"1,5",1_000', '1,1,1,1,1,1,1') },
    expected: table(
      ...['007', '+5', '-0', '0x10', ' 5', '1,5', '1_000'].map((text, at) =>
        column('abcdefg'[at]!, 'string', [text, '1']),
      ),
    ),
  },
];
