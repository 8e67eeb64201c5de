/** Bad rows under every policy: what is written, what is set aside, and what is said of it. */
import { BadInputError, collectBytes, memoryStore } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { engineNames, loadEngine } from '../../src/index.ts';
import { converted, expectShape, expectTable, type ShapeCase, textTable } from '../support/check-shape.ts';
import { column, table } from '../support/compare-tables.ts';
import { carryOut, namesIn, OUTPUTS, PLAIN_CSV, planText, type TextOptions } from '../support/convert-csv.ts';
import { LIMITS, openedFor } from '../support/open-engine.ts';

const AB = ['a', 'b'];
const REJECT = {
  ...PLAIN_CSV,
  delimiter: ',',
  declared: 'strings',
  onBadRow: 'reject',
} as const satisfies TextOptions;
const PAD = { ...REJECT, onBadRow: 'pad' } as const;
const TYPED = { ...REJECT, declared: { a: 'int64', b: 'string!' } } as const;

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
const quotes = 'a,b\n1,"x\ny,2\n3,z\n4,"q"r\n5,u"v\n6,w\n"7,\n"8,t\n9,s"\n';
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
    padded: 3,
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

const dialect = "# c\na;b\n1;2;;\n\n# d\n3\n4;'x'y\n5;\"\n6;7\n";

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
      padded: 2,
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
      padded: 1,
    },
  ),
];

const invalid = Buffer.concat([
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
        byteOffset: invalid.indexOf(0xe9),
        reason: 'byte 0xE9 is not valid UTF-8',
        rawBase64: Buffer.from([0x32, 0x2c, 0x63, 0x61, 0x66, 0xe9]).toString('base64'),
      },
      { row: 4, byteOffset: invalid.indexOf(0xff), reason: 'byte 0xFF is not valid UTF-8' },
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

const ROWS = 30_000;
const BAD_EVERY = 7;

/** Bad rows of each kind all over a text of many blocks. */
function manyBadRows() {
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

describe.each(engineNames)('%s sets aside', (name) => {
  const opened = openedFor(name);

  it.each([...structure, ...otherDialects, ...typed, ...bytes, ...limits])('$name', (one) =>
    expectShape(opened, one),
  );

  it('bad rows all over a text of many blocks, each with its position', async () => {
    const { text, expected, rejectedRows } = manyBadRows();
    const files = await converted(opened, text, TYPED);
    expect(files.result.rows).toEqual({
      read: ROWS,
      written: expected.rowCount,
      rejected: rejectedRows.length,
      padded: 0,
    });
    expect(files.rejects.map(({ row }) => row)).toEqual(rejectedRows);
    const source = Buffer.from(text);
    for (const { byteOffset, raw } of files.rejects) {
      const found = source.subarray(byteOffset, byteOffset + Buffer.byteLength(raw!)).toString();
      expect(found).toBe(raw);
    }
    await expectTable(opened, files, expected);
  });

  it('rows without a word of their content where that is asked', async () => {
    const files = await converted(opened, 'a,b\nsecret,2\n"secret\n3,x\n', { ...TYPED, isRedacted: true });
    expect(files.rejects).toEqual([
      {
        source: files.rejects[0]!.source,
        row: 1,
        byteOffset: 4,
        column: 'a',
        reason: 'a cell is not an int64',
        rawBytes: 8,
      },
      {
        source: files.rejects[0]!.source,
        row: 2,
        byteOffset: 13,
        reason: 'a quote is opened and never closed',
        rawBytes: 7,
      },
    ]);
  });

  it('nothing, and writes no rejects file, where every row is good', async () => {
    const files = await converted(opened, 'a,b\n1,2\n', { ...REJECT, to: '/good' });
    expect(files.result.rejects).toBeUndefined();
    expect((await namesIn(opened.store, '/good')).filter((key) => key.includes('rejects'))).toEqual([]);
  });

  it('rows that are nowhere written, where no place for them is planned', async () => {
    const files = await converted(opened, 'a,b\n1\n2,x\n', { ...REJECT, rejects: false, to: '/uncollected' });
    expect(files.result.rows).toEqual({ read: 2, written: 1, rejected: 1, padded: 0 });
    expect(files.result.rejects).toBeUndefined();
    expect(await namesIn(opened.store, '/uncollected')).toHaveLength(2);
  });

  it('as many bad rows as are allowed, and not one more', async () => {
    const text = 'a,b\n1\n2,x\n3\n4,y\n';
    const allowed = [{ rows: 2 }, { fraction: 0.5 }] as const;
    for (const allowance of allowed) {
      const files = await converted(opened, text, { ...REJECT, allowance });
      expect(files.result.rows.rejected).toBe(2);
    }
    const tooFew = [{ rows: 1 }, { rows: 0 }, { fraction: 0.49 }, { fraction: 0 }] as const;
    for (const allowance of tooFew) {
      const { session, store } = opened;
      const plan = await planText(store, text, { ...REJECT, allowance, to: '/too-many' });
      const error = await session.convert(plan).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(BadInputError);
      expect((error as Error).message).toMatch(
        /rows so far are bad, [\d,]+ (is|are) allowed; raise --max-bad-rows/,
      );
      expect((error as Error).message).toContain('row 1 (byte 4): 1 field, the header has 2');
      expect(await namesIn(store, '/too-many')).toEqual([]);
    }
  });
});

describe('All engines', () => {
  it('write the same rejects files, byte for byte', async () => {
    const texts: readonly (readonly [string | Buffer, TextOptions])[] = [
      [manyBadRows().text, TYPED],
      [quotes, PAD],
      [invalid, REJECT],
      [dialect, { ...REJECT, delimiter: ';', quote: "'", escape: "'", comment: '#' }],
    ];
    const filesOf = async (name: (typeof engineNames)[number]) => {
      const store = memoryStore();
      await using session = await (await loadEngine(name)).open(store, LIMITS);
      const files: string[] = [];
      for (const [text, options] of texts) {
        const plan = await planText(store, text, options);
        const result = await carryOut(session, store, {
          ...plan,
          rejects: { bucket: OUTPUTS, key: `${files.length}.rejects.ndjson` },
        });
        if (result.status === 'unsupported') throw new Error(result.because);
        const written = await collectBytes(store.read(result.result.rejects!.ref));
        expect(written).toHaveLength(result.result.rejects!.bytes);
        const source = `/in/${plan.source.ref.key}`;
        files.push(Buffer.from(written).toString().replaceAll(source, '/in/text'));
      }
      return files;
    };
    const [first, ...others] = await Promise.all(engineNames.map(filesOf));
    for (const files of others) expect(files).toEqual(first);
  });
});
