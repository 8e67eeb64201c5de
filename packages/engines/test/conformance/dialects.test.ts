/** Every way in which a CSV text can be written, read by every engine. */
import { conversionPlan } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { expectShape, type ShapeCase, textTable } from '../support/check-shape.ts';
import { column, table } from '../support/compare-tables.ts';
import { PLAIN_CSV, planCsv, type TextOptions } from '../support/convert-csv.ts';
import { openedFor } from '../support/open-engine.ts';

const PLAIN = { ...PLAIN_CSV, delimiter: ',', declared: 'strings' } as const satisfies TextOptions;

const AB = ['a', 'b'];

const delimiters: readonly ShapeCase[] = [
  ',',
  ';',
  '\t',
  '|',
  ':',
  ' ',
  '\u001f',
  '||',
  ' - ',
  'aab',
  '¦',
  '→',
].map((delimiter) => ({
  name: `the delimiter ${JSON.stringify(delimiter)}`,
  text: [`a${delimiter}b`, `1${delimiter}"2${delimiter}3"`, `"x""y"${delimiter}`, ''].join('\n'),
  options: { ...PLAIN, delimiter },
  expected: textTable(AB, ['1', `2${delimiter}3`], ['x"y', null]),
}));

const quotes: readonly ShapeCase[] = [
  {
    name: 'single quotes',
    text: "a,b\n'1,2','it''s'\n\"x\",'\n'\n",
    options: { ...PLAIN, quote: "'", escape: "'" },
    expected: textTable(AB, ['1,2', "it's"], ['"x"', '\n']),
  },
  {
    name: 'no quotes at all: they are text',
    text: 'a,b\n"1,2"\n5" pipe,"\n"",x"y"z\n',
    options: { ...PLAIN, quote: '', escape: '' },
    expected: textTable(AB, ['"1', '2"'], ['5" pipe', '"'], ['""', 'x"y"z']),
  },
  {
    name: 'a backslash before quotes',
    text: 'a,b\n"say \\"hi\\"","C:\\dir"\n"back\\\\",x\n',
    options: { ...PLAIN, escape: '\\' },
    expected: textTable(AB, ['say "hi"', 'C:\\dir'], ['back\\', 'x']),
  },
  {
    name: 'a backslash before a delimiter, where nothing is quoted',
    text: 'a,b\n1\\,2,x\\\ny\n\\\\,\\N\n',
    options: { ...PLAIN, escape: '\\', nulls: ['\\N'] },
    expected: textTable(AB, ['1,2', 'x\ny'], ['\\', null]),
  },
  {
    name: 'quoted fields with line ends, delimiters and doubled quotes in them',
    text: 'a,b\n"x\ny","x\r\ny"\n"x\ry",","\n"""","""a"""\n',
    options: PLAIN,
    expected: textTable(AB, ['x\ny', 'x\r\ny'], ['x\ry', ','], ['"', '"a"']),
  },
];

const lineEnds: readonly ShapeCase[] = [
  ...['\n', '\r\n', '\r'].flatMap((end): ShapeCase[] =>
    [true, false].map((isLast) => ({
      name: `lines ended by ${JSON.stringify(end)}, the last one ${isLast ? 'too' : 'not'}`,
      text: ['a,b', '1,2', '"3",4'].join(end) + (isLast ? end : ''),
      options: PLAIN,
      expected: textTable(AB, ['1', '2'], ['3', '4']),
    })),
  ),
  {
    name: 'lines ended in every way, one after the other',
    text: 'a,b\r\n1,2\r3,4\n5,"6\r"\r7,8',
    options: PLAIN,
    expected: textTable(AB, ['1', '2'], ['3', '4'], ['5', '6\r'], ['7', '8']),
  },
  {
    name: 'blank lines, which are no records beside several columns',
    text: '\n\r\na,b\n\n1,2\r\n\r\n\n3,4\n\n\n',
    options: PLAIN,
    expected: textTable(AB, ['1', '2'], ['3', '4']),
  },
  {
    name: 'blank lines in one column, which are nulls',
    text: 'a\n1\n\n3\n\n',
    options: PLAIN,
    expected: textTable(['a'], ['1'], [null], ['3'], [null]),
  },
];

const comments: readonly ShapeCase[] = [
  {
    name: 'comments before the header, between records, with quotes in them, and at the end',
    text: '# one "\na,b\n#,two\n1,#2\n#\n"#3",4\n# the end',
    options: { ...PLAIN, comment: '#' },
    expected: textTable(AB, ['1', '#2'], ['#3', '4']),
  },
  {
    name: 'comments that begin with several characters, ended by carriage returns',
    text: '// one\ra,b\r/ 1,2\r//\r3,4',
    options: { ...PLAIN, comment: '//' },
    expected: textTable(AB, ['/ 1', '2'], ['3', '4']),
  },
  {
    name: 'what looks like a comment inside quotes, and where none are named',
    text: 'a,b\n"x\n# y",1\n#2,3\n',
    options: PLAIN,
    expected: textTable(AB, ['x\n# y', '1'], ['#2', '3']),
  },
  {
    name: 'what looks like a comment inside quotes, where comments are named',
    text: 'a,b\n"x\n# y",1\n#2,3\n',
    options: { ...PLAIN, comment: '#' },
    expected: textTable(AB, ['x\n# y', '1']),
  },
];

const headers: readonly ShapeCase[] = [
  {
    name: 'no header: columns are counted',
    text: '1,2\n3,4\n',
    options: { ...PLAIN, hasHeader: false },
    expected: textTable(['column0', 'column1'], ['1', '2'], ['3', '4']),
  },
  {
    name: 'no header, with names given',
    text: '1,2\n3,4\n',
    options: { ...PLAIN, hasHeader: false, names: AB },
    expected: textTable(AB, ['1', '2'], ['3', '4']),
  },
  {
    name: 'names in place of those in the header',
    text: 'x,y\n1,2\n',
    options: { ...PLAIN, names: AB },
    expected: textTable(AB, ['1', '2']),
  },
  {
    name: 'names that are missing or taken',
    text: 'a,,a,a_2,\n1,2,3,4,5\n',
    options: PLAIN,
    expected: textTable(['a', 'column1', 'a_3', 'a_2', 'column4'], ['1', '2', '3', '4', '5']),
  },
  {
    name: 'lines before the header, whatever is in them',
    text: 'Report, "half open\n\n\na,b\n1,2\n',
    options: { ...PLAIN, skipLines: 2 },
    expected: textTable(AB, ['1', '2']),
  },
  {
    name: 'a header and nothing else',
    text: 'a,b',
    options: PLAIN,
    expected: textTable(AB),
  },
];

const spaces: readonly ShapeCase[] = [
  {
    name: 'spaces around fields, which are kept',
    text: ' a ,b\n 1 ,\t2\n , \n',
    options: PLAIN,
    expected: textTable([' a ', 'b'], [' 1 ', '\t2'], [' ', ' ']),
  },
  {
    name: 'spaces and tabs around fields and quotes, which are taken off where asked',
    text: ' a ,b\n 1 ,\t2 3\t\n  " 4 " ,\t"5"\n ,""\n',
    options: { ...PLAIN, trim: true },
    expected: textTable(AB, ['1', '2 3'], [' 4 ', '5'], [null, null]),
  },
  {
    name: 'a delimiter at the end of every record',
    text: 'a,b\n1,2,\n"3",,\n4,5\n',
    options: { ...PLAIN, trailingDelimiter: true },
    expected: textTable(AB, ['1', '2'], ['3', null], ['4', '5']),
  },
];

const nulls: readonly ShapeCase[] = [
  {
    name: 'empty and quoted-empty fields, which are one',
    text: 'a,b\n,""\n"",x\n',
    options: PLAIN,
    expected: textTable(AB, [null, null], [null, 'x']),
  },
  {
    name: 'quoted-empty fields as empty strings, where asked',
    text: 'a,b\n,""\n"",x\n"NA",NA\n',
    options: { ...PLAIN, quotedEmpty: 'string', nulls: ['NA'] },
    expected: textTable(AB, [null, ''], ['', 'x'], ['NA', null]),
  },
  {
    name: 'spellings of null, quoted or not, and what only holds one',
    text: 'a,b\nNA,"NA"\n\\N,-\n NA,NAN\n--,na\n',
    options: { ...PLAIN, nulls: ['NA', '\\N', '-'] },
    expected: textTable(AB, [null, null], [null, null], [' NA', 'NAN'], ['--', 'na']),
  },
  {
    name: 'spellings of null in typed columns of a text in an unusual dialect',
    text: "n;f;d;t\n# none yet\n1;1.5;2024-02-29;'it''s'\nNA;NA;NA;NA\n;;;\n-3;2.25;1970-01-01;NAN\n",
    options: {
      ...PLAIN_CSV,
      delimiter: ';',
      quote: "'",
      escape: "'",
      comment: '#',
      nulls: ['NA'],
    },
    expected: table(
      column('n', 'int64', [1n, null, null, -3n]),
      column('f', 'float64', [1.5, null, null, 2.25]),
      column('d', 'date', [19_782, null, null, 0]),
      column('t', 'string', ["it's", null, null, 'NAN']),
    ),
  },
];

const found: readonly ShapeCase[] = [
  {
    name: 'semicolons and decimal commas, with nothing said about them',
    text: 'name;price\nx;1,5\ny;2,5\nz;"3;5"\n',
    expected: textTable(['name', 'price'], ['x', '1,5'], ['y', '2,5'], ['z', '3;5']),
  },
  {
    name: 'tabs and a byte-order mark, with nothing said about them',
    text: '\uFEFFname\tn\nx, y\t1\nz\t2\n',
    expected: table(column('name', 'string', ['x, y', 'z']), column('n', 'int64', [1n, 2n])),
  },
];

describe.each(engineNames)('%s reads', (name) => {
  const opened = openedFor(name);
  const cases = [
    ...delimiters,
    ...quotes,
    ...lineEnds,
    ...comments,
    ...headers,
    ...spaces,
    ...nulls,
    ...found,
  ];

  it.each(cases)('$name', (one) => expectShape(opened, one));
});

describe('A dialect is refused', () => {
  const opened = openedFor(engineNames[0]!);
  const cases: readonly (readonly [TextOptions, RegExp])[] = [
    [{ delimiter: '\n' }, /must not end lines/],
    [{ delimiter: '' }, /delimiter/],
    [{ delimiter: '"' }, /the delimiter holds the quote/],
    [{ delimiter: 'a\\', escape: '\\' }, /the delimiter holds the escape/],
    [{ skipLines: -1 }, /skipLines|number/i],
  ];

  it.each(cases)('whose options are %j', async (options, said) => {
    const planned = planCsv(opened.store, { csv: 'a,b\n1,2\n', ...options });
    await expect(planned).rejects.toThrow(said);
  });

  it('or is validated once more where a plan comes from elsewhere', async () => {
    const plan = await planCsv(opened.store, { csv: 'a,b\n1,2\n' });
    expect(conversionPlan.parse(structuredClone(plan))).toEqual(plan);
    const { source } = plan;
    if (source.format.kind !== 'csv') throw new Error('the text is CSV');
    const dialect = { ...source.format.dialect, quote: '""' };
    const mistaken = { ...plan, source: { ...source, format: { ...source.format, dialect } } };
    expect(() => conversionPlan.parse(mistaken)).toThrow(/one ASCII character/);
  });
});
