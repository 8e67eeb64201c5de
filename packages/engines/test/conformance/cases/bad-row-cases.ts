import { type ShapeCase, textTable } from '../../support/check-shape.ts';
import { column, table } from '../../support/compare-tables.ts';
import { PLAIN_CSV, type TextOptions } from '../../support/convert-csv.ts';

const AB = ['a', 'b'];
export const REJECT = {
  ...PLAIN_CSV,
  delimiter: ',',
  declared: 'strings',
  onBadRow: 'reject',
} as const satisfies TextOptions;
export const PAD = { ...REJECT, onBadRow: 'pad' } as const;
export const TYPED = { ...REJECT, declared: { a: 'int64', b: 'string!' } } as const;

/** Where `part` begins in a text, in bytes. */
const at = (text: string | Buffer, part: string | Buffer) => Buffer.from(text).indexOf(part);

function shape(
  name: string,
  text: string,
  options: TextOptions,
  rest: Omit<ShapeCase, 'name' | 'text'>,
): ShapeCase {
  return { name, text, ...rest, options };
}

const widths = 'a,b\n1\n2,x\n3,y,z\n4,y,\n5,,,\n6,v\n';
export const quotes = 'a,b\n1,"x\ny,2\n3,z\n4,"q"r\n5,u"v\n6,w\n"7,\n"8,t\n9,s"\n';
const open = 'a,b\n1,x\n2,"y\n3,z\n';

const structure: readonly ShapeCase[] = [
  shape('records of the wrong width', widths, REJECT, {
    expected: textTable(AB, ['2', 'x'], ['6', 'v']),
    rejects: [
      { row: 1, byteOffset: at(widths, '1\n'), reason: '1 field, the header has 2', raw: '1' },
      { row: 3, byteOffset: at(widths, '3,y'), reason: '3 fields, the header has 2', raw: '3,y,z' },
      { row: 4, byteOffset: at(widths, '4,y'), reason: '3 fields, the header has 2', raw: '4,y,' },
      { row: 5, byteOffset: at(widths, '5,,'), reason: '4 fields, the header has 2', raw: '5,,,' },
    ],
  }),
  shape('the one record that padding cannot mend without a loss', widths, PAD, {
    expected: textTable(AB, ['1', null], ['2', 'x'], ['4', 'y'], ['5', null], ['6', 'v']),
    rejects: [{ row: 3, byteOffset: at(widths, '3,y'), reason: '3 fields, the header has 2', raw: '3,y,z' }],
    padded: [1, 4, 5],
  }),
  shape('quote troubles up to the next line end', quotes, REJECT, {
    expected: textTable(AB, ['y', '2'], ['3', 'z'], ['6', 'w']),
    rejects: [
      { row: 1, byteOffset: 4, reason: 'text after a closing quote', raw: '1,"x' },
      { row: 4, byteOffset: at(quotes, '4,'), reason: 'text after a closing quote', raw: '4,"q"r' },
      { row: 5, byteOffset: at(quotes, '5,'), reason: 'a quote inside an unquoted field', raw: '5,u"v' },
      { row: 7, byteOffset: at(quotes, '"7'), reason: 'text after a closing quote', raw: '"7,' },
      { row: 8, byteOffset: at(quotes, '"8'), reason: '1 field, the header has 2', raw: '"8,t\n9,s"' },
    ],
  }),
  shape('a quote that is never closed, with its line alone', open, PAD, {
    expected: textTable(AB, ['1', 'x'], ['3', 'z']),
    rejects: [{ row: 2, byteOffset: 8, reason: 'a quote is opened and never closed', raw: '2,"y' }],
  }),
  shape('every record there is', 'a,b\n1\n2\n', REJECT, {
    expected: textTable(AB),
    rejects: [{ row: 1 }, { row: 2 }],
  }),
];

export const dialect = "# c\na;b\n1;2;;\n\n# d\n3\n4;'x'y\n5;\"\n6;7\n";

const otherDialects: readonly ShapeCase[] = [
  shape(
    'the same in an unusual dialect',
    dialect,
    { ...REJECT, delimiter: ';', quote: "'", escape: "'", comment: '#' },
    {
      expected: textTable(AB, ['5', '"'], ['6', '7']),
      rejects: [
        { row: 1, byteOffset: at(dialect, '1;'), reason: '4 fields, the header has 2', raw: '1;2;;' },
        { row: 2, byteOffset: at(dialect, '3\n'), reason: '1 field, the header has 2', raw: '3' },
        { row: 3, byteOffset: at(dialect, '4;'), reason: 'text after a closing quote', raw: "4;'x'y" },
      ],
    },
  ),
  shape(
    'no delimiter that ends records, but one more',
    'a,b\n1,2,\n3,4,,\n5\n',
    { ...PAD, trailingDelimiter: true },
    {
      expected: textTable(AB, ['1', '2'], ['3', '4'], ['5', null]),
      padded: [2, 3],
    },
  ),
  shape(
    'rows of a text without a header, which are all counted',
    '1,2\n3\n4,5\n',
    { ...REJECT, hasHeader: false },
    {
      expected: textTable(['column0', 'column1'], ['1', '2'], ['4', '5']),
      rejects: [{ row: 2, byteOffset: 4, raw: '3' }],
    },
  ),
];

const cells = 'a,b\n1,x\ny,2\n,"3\n"\n-0,\n5,\n6,z\n';

const typed: readonly ShapeCase[] = [
  shape('cells against a declared type, by their first bad column', cells, TYPED, {
    expected: table(column('a', 'int64', [1n, null, 6n]), column('b', 'string!', ['x', '3\n', 'z'])),
    rejects: [
      { row: 2, byteOffset: 8, column: 'a', reason: '"y" is not an int64', raw: 'y,2' },
      { row: 4, byteOffset: at(cells, '-0'), column: 'a', reason: '"-0" is not an int64', raw: '-0,' },
      { row: 5, byteOffset: at(cells, '5,'), column: 'b', reason: 'a null in a required column', raw: '5,' },
    ],
  }),
  shape(
    'padded records whose missing cell may not be null',
    'a,b\n1\n2,x\n',
    { ...TYPED, onBadRow: 'pad' },
    {
      expected: table(column('a', 'int64', [2n]), column('b', 'string!', ['x'])),
      rejects: [{ row: 1, column: 'b', reason: 'a null in a required column', raw: '1' }],
    },
  ),
  shape(
    'bad rows before types are inferred: what is in them says nothing',
    'n,m\n1,2\nx\n"y"z,3\n4,5\n',
    { ...REJECT, declared: {} },
    {
      expected: table(column('n', 'int64', [1n, 4n]), column('m', 'int64', [2n, 5n])),
      rejects: [{ row: 2 }, { row: 3 }],
    },
  ),
  shape(
    'padded records, which do say something of types',
    'n,m\n1,2\nx\n4,5\n',
    { ...PAD, declared: {} },
    {
      expected: table(column('n', 'string', ['1', 'x', '4']), column('m', 'int64', [2n, null, 5n])),
      padded: [2],
    },
  ),
];

export const invalid = Buffer.concat([
  Buffer.from('a,b\n1,é\n2,caf'),
  Buffer.from([0xe9]),
  Buffer.from('\n3,x\n"4'),
  Buffer.from([0xff, 0xfe]),
  Buffer.from('",y\n'),
]);

const bytes: readonly ShapeCase[] = [
  {
    name: 'bytes that are no UTF-8, with the byte that is wrong',
    text: invalid,
    options: REJECT,
    expected: textTable(AB, ['1', 'é'], ['3', 'x']),
    rejects: [
      {
        row: 2,
        byteOffset: at(invalid, '2,'),
        reason: 'byte 0xE9 (at byte 14) is not valid UTF-8',
        rawBase64: Buffer.from([0x32, 0x2c, 0x63, 0x61, 0x66, 0xe9]).toString('base64'),
      },
      { row: 4, byteOffset: at(invalid, '"4'), reason: 'byte 0xFF (at byte 22) is not valid UTF-8' },
    ],
  },
  {
    name: 'none of them where they are to be replaced',
    text: invalid,
    options: { ...REJECT, invalidBytes: 'replace' },
    expected: textTable(AB, ['1', 'é'], ['2', 'caf\uFFFD'], ['3', 'x'], ['4\uFFFD\uFFFD', 'y']),
  },
];

const long = 'x'.repeat(70_000);

const limits: readonly ShapeCase[] = [
  shape('long rows, of which the beginning is kept', `a,b\n${long}\n1,2\n`, REJECT, {
    expected: textTable(AB, ['1', '2']),
    rejects: [{ row: 1, byteOffset: 4, raw: long.slice(0, 65_536), rawBytes: 70_000 }],
  }),
  shape(
    'records that are longer than allowed',
    `a,b\n1,${'x'.repeat(500)}\n2,${long}\n"3","${long}"\n4,y\n`,
    { ...REJECT, limits: { recordBytes: 1000, fieldBytes: 1000, columns: 10 } },
    {
      expected: textTable(AB, ['1', 'x'.repeat(500)], ['4', 'y']),
      rejects: [
        { row: 2, reason: 'the record is longer than 1,000 bytes' },
        { row: 3, reason: 'the record is longer than 1,000 bytes' },
      ],
    },
  ),
  shape(
    'fields that are longer than allowed',
    `a,b\n1,${'x'.repeat(101)}\n2,${'y'.repeat(100)}\n`,
    { ...REJECT, limits: { recordBytes: 1000, fieldBytes: 100, columns: 10 } },
    {
      expected: textTable(AB, ['2', 'y'.repeat(100)]),
      rejects: [{ row: 1, column: 'b', reason: 'the field has 101 bytes, 100 are allowed' }],
    },
  ),
];

export const ROWS = 30_000;
const BAD_EVERY = 7;

/** Bad rows of each kind all over a text of many blocks. */
export function manyBadRows() {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    if (row % BAD_EVERY !== BAD_EVERY - 1) return `${row},text ${row}`;
    return [`${row}`, `${row},"x"y`, `x${row},y`, `${row},a,b`][Math.floor(row / BAD_EVERY) % 4]!;
  });
  const text = `a,b\n${lines.join('\n')}\n`;
  const isGood = (row: number) => row % BAD_EVERY !== BAD_EVERY - 1;
  const rows = Array.from(lines.keys());
  const good = rows.filter(isGood);
  return {
    text,
    expected: table(
      column('a', 'int64', good.map(BigInt)),
      column(
        'b',
        'string!',
        good.map((row) => `text ${row}`),
      ),
    ),
    rejectedRows: rows.filter((row) => !isGood(row)).map((row) => row + 1),
  };
}

/** Texts with bad rows, and what becomes of them. */
export const badRowCases: readonly ShapeCase[] = [
  ...structure,
  ...otherDialects,
  ...typed,
  ...bytes,
  ...limits,
];
