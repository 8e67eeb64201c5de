import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceOptions } from '../../src/conversion/source-options.ts';
import { type CsvDetection, detectCsv } from '../../src/csv/detect-csv.ts';

const detect = (text: string, given: SourceOptions = {}, isWhole = true): CsvDetection =>
  detectCsv(new TextEncoder().encode(text), isWhole, given);
const finding = (detection: CsvDetection, part: string) =>
  detection.findings.find((one) => one.part === part);
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
const cities = ['Porto', 'Lyon, old town', 'Graz; west', 'Turku', 'Bern|Basel'];

/** Name, text, and what it is: delimiter, width, and what is unusual. */
type Case = [name: string, text: string, delimiter: string, width: number, unusual?: Partial<Unusual>];
interface Unusual {
  quote: string;
  escape: string;
  trim: boolean;
  trailingDelimiter: boolean;
  hasHeader: boolean;
}

const cases: Case[] = [
  ['comma', 'a,b\n1,2\n3,4\n', ',', 2],
  ['semicolon', 'a;b\n1;2\n3;4\n', ';', 2],
  ['tab', 'a\tb\n1\t2\n3\t4\n', '\t', 2],
  ['pipe', 'a|b\n1|2\n3|4\n', '|', 2],
  ['caret', 'a^b\n1^2\n3^4\n', '^', 2],
  ['tilde', 'a~b~c\n1~2~x\n3~4~y\n', '~', 3],
  ['colon', `user:id:home\n${lines(9, (i) => `u${i}:${i}:/home/u${i}`)}`, ':', 3],
  ['space', `name id size\n${lines(9, (i) => `n${i} ${i} ${i}.5`)}`, ' ', 3],
  ['spaces with quoted texts', `name id\n${lines(9, (i) => `"n, ${i}" ${i}`)}`, ' ', 2],
  ['unit separator', 'a\x1fb\n1\x1f2, 3\n3\x1f4, 5\n', '\x1f', 2],
  ['start of heading', 'a\x01b\n1\x012, 3\n3\x014, 5\n', '\x01', 2],
  ['hash', `a#b#c\n${lines(9, (i) => `${i}#${i}#x`)}`, '#', 3],
  ['one line', 'a;b;c', ';', 3],
  ['header alone', 'id,name,price\n', ',', 3],
  ['decimal commas between semicolons', `a;b;c\n${lines(20, (i) => `${i},5;${i * 2},25;x`)}`, ';', 3],
  ['decimal commas, no header', lines(20, (i) => `${i},5;${i * 2},25;x`), ';', 3, { hasHeader: false }],
  ['commas in the texts of a tab file', `id\tcity\n${lines(20, (i) => `${i}\t${cities[i % 5]}`)}`, '\t', 2],
  ['last name, first name in a tab file', `name\tn\n${lines(9, (i) => `Doe, J${i}\t${i}`)}`, '\t', 2],
  ['one comma in each text of a pipe file', `n|t|u\n${lines(20, (i) => `${i}|a,${i}|x`)}`, '|', 3],
  ['lists of pipes within a comma file', `id,tags\n${lines(20, (i) => `${i},a|b|c|d`)}`, ',', 2],
  ['times', `id,at\n${lines(20, (i) => `${i},2020-01-01 10:0${i % 10}:00`)}`, ',', 2],
  ['newlines within quotes', `id,text,n\n${lines(20, (i) => `${i},"a\nb;c;d\n",${i}`)}`, ',', 3],
  ['a title before', `Sales; of 2020\n\nid,name,n\n${lines(20, (i) => `${i},n${i},${i}`)}`, ',', 3],
  ['a footer', `id,name,n\n${lines(20, (i) => `${i},n${i},${i}`)}\ntotal: 20; end\n`, ',', 3],
  [
    'two tables',
    `id,name,n\n${lines(30, (i) => `${i},n${i},${i}`)}\na,b,c,d,e\n${lines(9, () => '1,2,3,4,5')}`,
    ',',
    3,
  ],
  [
    'a fifth of the rows wider',
    `id,n,t\n${lines(40, (i) => `${i},${i},x; y${i % 5 === 1 ? ',z' : ''}`)}`,
    ',',
    3,
  ],
  [
    'a third of the rows of other widths',
    `id,n,t\n${lines(40, (i) => ['1', '1,2,3', '1,2,3', '1,2'][i % 4]!)}`,
    ',',
    3,
  ],
  ['all rows of different widths', 'a,b,c\n1,2\n1,2,3,4\n1,2,3,4,5\n1\n1,2,3,4,5,6\n', ',', 6],
  ['CR line ends', 'a,b\r1,2\r3,4\r', ',', 2],
  ['CRLF line ends', 'a;b\r\n1;2\r\n3;4\r\n', ';', 2],
  ['line ends of all kinds', 'a,b\r\n1,2\r3,4\n5,6', ',', 2],
  ['blank lines at both ends', '\n\na,b\n1,2\n3,4\n\n\n', ',', 2],
  ['one column of numbers', 'n\n1\n2\n3\n', ',', 1],
  ['one column of words', 'color\nred\ngreen\nblue\n', ',', 1],
  ['one column of times', 'at\n2020-01-01 10:00:00\n2020-01-02 10:00:00\n', ',', 1],
  ['one column of clock times, no header', '10:00:05\n10:00:06\n10:00:07\n', ',', 1, { hasHeader: false }],
  ['one column of links', 'url\nhttp://a.example/x\nhttp://b.example/y\n', ',', 1],
  ['one column of two words each', 'full name\nJane Doe\nJohn Roe\nJim Poe\n', ',', 1],
  ['one column of prose', 'remark\nwell, yes\nno\nperhaps, or not, who knows\nno\n', '\t', 1],
  ['one column of decimal commas', 'price\n1,5\n2,75\n3,25\n', '\t', 1],
  ['apostrophes', `a,b\n'x, y','1'\n'z','2'\n'it''s','3'\n`, ',', 2, { quote: "'", escape: "'" }],
  ['backslashes', `a,b\n${lines(9, (i) => `"x \\"${i}\\", y",${i}`)}`, ',', 2, { escape: '\\' }],
  ['backslashes and apostrophes', `a,b\n'it\\'s, x',1\n'z',2\n`, ',', 2, { quote: "'", escape: '\\' }],
  ['backslashes before separators', 'a,b\n"C:\\dir\\",1\n"D:\\",2\n"say ""x""",3\n', ',', 2],
  ['inches', `part,size\n${lines(9, (i) => `p${i},${i}"`)}`, ',', 2, { quote: '', escape: '' }],
  [
    'a dump without quoting',
    `id\ttitle\n${lines(30, (i) => (i % 3 ? `${i}\tplain` : `${i}\t"Ace" and "King"`))}`,
    '\t',
    2,
    { quote: '', escape: '' },
  ],
  ['one stray quote among quoted rows', `a,b\n${lines(20, (i) => (i === 7 ? '1,x"y' : '"p, q",2'))}`, ',', 2],
  [
    'titles between apostrophes here and there',
    `name,title,year\nAnn,'Hamlet',2001\nBob,Macbeth,2002\nCarl,Lear,2003\nDan,'Othello',2004\n`,
    ',',
    3,
  ],
  ['one text that needs its apostrophes', `a,b\n'x, z',1\ny,2\n`, ',', 2, { quote: "'", escape: "'" }],
  [
    'a column between apostrophes',
    `a,b\n${lines(9, (i) => `'x${i}',${i}`)}`,
    ',',
    2,
    { quote: "'", escape: "'" },
  ],
  ['apostrophes within words', `a,b\n${lines(9, (i) => `it's,'${i}`)}`, ',', 2],
  ['comma and space before quotes', `a, b\n${lines(9, (i) => `${i}, "x, ${i}"`)}`, ',', 2, { trim: true }],
  ['comma and space, no quotes', `a, b\n${lines(9, (i) => `${i}, x`)}`, ',', 2],
  ['one space before a quote', `a,b\n${lines(9, (i) => (i === 4 ? '1, "x, y"' : `${i},"x, ${i}"`))}`, ',', 2],
  ['a trailing delimiter in the rows alone', 'a,b\n1,2,\n3,4,\n', ',', 2, { trailingDelimiter: true }],
  ['a trailing delimiter everywhere', 'a,b,\n1,2,\n3,4,\n', ',', 3],
  ['nothing', '', ',', 0],
];

describe('the shape of a CSV text', () => {
  it.each(cases)('is found: %s', (_name, text, delimiter, width, unusual = {}) => {
    const { shape, width: found } = detect(text);
    const { quote, escape: escaping, trim, trailingDelimiter } = shape.dialect;
    expect({ delimiter: shape.dialect.delimiter, width: found }).toEqual({ delimiter, width });
    expect({ quote, escape: escaping, trim, trailingDelimiter, hasHeader: shape.hasHeader }).toEqual({
      quote: '"',
      escape: '"',
      trim: false,
      trailingDelimiter: false,
      hasHeader: true,
      ...unusual,
    });
  });

  it('is the same in every sample of the text that is long enough', () => {
    const text = `id;city;n\n${lines(300, (i) => `${i};"${cities[i % 5]}\n";${i},5`)}`;
    for (let length = 200; length < text.length; length += 97) {
      const { shape, width } = detect(text.slice(0, length), {}, false);
      expect({ delimiter: shape.dialect.delimiter, width, hasHeader: shape.hasHeader }).toEqual({
        delimiter: ';',
        width: 3,
        hasHeader: true,
      });
    }
  });

  it('is found in UTF-16', () => {
    const sample = Buffer.from('\ufeffnäme;n\nJosé;1\nÅsa;2\n', 'utf16le');
    expect(detectCsv(sample, true, {}).shape).toMatchObject({
      encoding: 'utf-16le',
      dialect: { delimiter: ';' },
    });
  });

  const letter = fc.constantFrom('a', 'B', 'é', '7', '0', '.', '-', ' ', '"', ',', ';', '\t', '|', '\n', "'");
  const cell = fc.oneof(
    fc.integer().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.constantFrom('', 'true', '2020-01-31', 'http://shop.example/?a=1'),
    fc.string({ unit: letter, maxLength: 12 }),
  );
  const table = fc
    .integer({ min: 2, max: 6 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 5, maxLength: 30 }),
    );

  it('is found whatever the cells, where they are quoted by the rules', () => {
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t', '|'), (rows, delimiter) => {
        const quoted = (text: string) =>
          /[",;\t|\r\n ']/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
        const header = rows[0]!.map((_, column) => `name${column}`);
        const text = [header, ...rows].map((row) => `${row.map(quoted).join(delimiter)}\n`).join('');
        const { shape, width } = detect(text);
        expect(shape.dialect).toMatchObject({ delimiter, quote: '"', escape: '"' });
        expect(width).toBe(header.length);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what is given', () => {
  it('is taken as it is, and said so', () => {
    const given = {
      encoding: 'latin1',
      delimiter: '::',
      quote: "'",
      escape: '\\',
      hasHeader: false,
    } as const;
    const detection = detect('a,b\n1,2\n', given);
    expect(detection.shape).toMatchObject({
      encoding: 'latin1',
      hasHeader: false,
      dialect: { delimiter: '::', quote: "'", escape: '\\' },
    });
    for (const part of ['encoding', 'delimiter', 'quote', 'escape', 'header']) {
      expect(finding(detection, part)).toMatchObject({ confidence: 1, because: 'it was given' });
      expect(finding(detection, part)).not.toHaveProperty('override');
    }
  });

  it('helps to find the rest', () => {
    const text = 'title, of it\nid;n\n1;2\n3;4\n';
    expect(detect(text, { skipLines: 1 })).toMatchObject({ shape: { dialect: { skipLines: 1 } }, width: 2 });
    expect(finding(detect(text, { skipLines: 1 }), 'skip-lines')).toBeUndefined();
    expect(detect('% x\n% y\n1;2\n3;4\n', { comment: '%' })).toMatchObject({
      shape: { hasHeader: false },
      width: 2,
    });
    expect(detect('a::b\n1::2\n', { delimiter: '::' }).width).toBe(2);
  });

  it('is no trimming where that is refused', () => {
    const text = `a, b\n${lines(9, (i) => `${i}, "x, ${i}"`)}`;
    expect(detect(text, { trim: false }).shape.dialect.trim).toBe(false);
  });
});

describe('findings', () => {
  it('name every part, with the option that says it otherwise', () => {
    const detection = detect('a;b\n1;2\n3;4\n');
    expect(detection.findings.map(({ part, value, override }) => [part, value, override])).toEqual([
      ['encoding', 'UTF-8', '--encoding windows-1252'],
      ['delimiter', '";"', "--delimiter ','"],
      ['quote', `'"'`, '--quote none'],
      ['escape', 'double', "--escape '\\'"],
      ['header', 'present', '--no-header'],
      ['line-ends', 'LF', undefined],
    ]);
    expect(finding(detection, 'delimiter')).toMatchObject({ because: 'all 3 records have 2 fields' });
  });

  it('say how many records are of the usual width, and are the less sure the fewer they are', () => {
    const ragged = detect(`a,b\n${lines(9, (i) => (i % 3 ? '1,2' : '1'))}`);
    const even = detect(`a,b\n${lines(9, () => '1,2')}`);
    expect(finding(ragged, 'delimiter')!.because).toBe('7 of 10 records have 2 fields');
    expect(finding(ragged, 'delimiter')!.confidence).toBeLessThan(finding(even, 'delimiter')!.confidence);
  });

  const people = [
    ['id', 'name', 'city'],
    ['1', 'ann', 'paris'],
    ['2', 'bob lee', 'rome'],
    ['3', 'carl', 'oslo'],
    ['4', 'dan', 'bern'],
  ];

  it.each(['§', '¦', '::', '<>', '||', '~|~', '@@@', '/', '_', '\t\t'])(
    'name the delimiter that is never chosen unasked: %s',
    (delimiter) => {
      const detection = detect(people.map((row) => `${row.join(delimiter)}\n`).join(''));
      expect(finding(detection, 'delimiter')).toMatchObject({
        confidence: 0.4,
        because: expect.stringContaining(`${JSON.stringify(delimiter)} stands`),
        override: `--delimiter '${delimiter.replaceAll('\t', '\\t')}'`,
      });
    },
  );

  it.each([
    ['sentences', 'All is well.\nOh no.\nSo be it.\nWell done.\nGood bye.\n'],
    ['dates', 'day\n2020-01-01\n2020-01-02\n2020-01-03\n'],
    ['words', 'color\nred\ngreen\nblue\nyellow\n'],
    ['columns that are empty at the end', 'id,,\n1,,\n2,,\n3,,\n4,,\n'],
  ])('name no other delimiter for %s', (_name, text) => {
    expect(finding(detect(text), 'delimiter')!.because).not.toContain('stands');
  });

  it('tell spaces behind delimiters, which are kept', () => {
    const detection = detect('id, name, city\n1, ann, paris\n2, bob, rome\n');
    expect(detection.shape.dialect.trim).toBe(false);
    expect(finding(detection, 'trim')).toEqual({
      part: 'trim',
      value: 'off',
      confidence: 0.5,
      because: 'most fields begin with a space, which is kept',
      override: '--trim',
    });
    expect(finding(detect('id,name,city\n1, ann,paris\n2,bob,rome\n'), 'trim')).toBeUndefined();
  });

  it('tell spaces that are dropped', () => {
    const detection = detect(`a, b\n${lines(9, (i) => `${i}, "x, ${i}"`)}`);
    expect(finding(detection, 'trim')).toMatchObject({
      because: expect.stringContaining('9 quoted fields stand behind'),
    });
  });

  it('tell apostrophes around whole fields, which are kept', () => {
    expect(finding(detect("id,name\n1,ann\n'2','bob'\n3,carl\n"), 'quote')).toEqual({
      part: 'quote',
      value: `'"'`,
      confidence: 0.4,
      because: 'no field is quoted so far, but 2 fields stand between apostrophes, which are kept',
      override: `--quote "'"`,
    });
  });

  it('are the surer of apostrophes the more texts stand between them', () => {
    const few = finding(detect(`a,b\n'x, z',1\n${lines(9, () => 'y,2')}`), 'quote')!;
    const many = finding(detect(`a,b\n${lines(9, () => "'x, z',1")}`), 'quote')!;
    expect(few).toMatchObject({ value: `"'"`, because: '1 more record is whole where apostrophes quote' });
    expect(few.confidence).toBeLessThan(0.6);
    expect(many.confidence).toBeGreaterThan(0.9);
  });

  it('count the ways in which lines end', () => {
    expect(finding(detect('a,b\r\n1,2\r3,4\n'), 'line-ends')).toMatchObject({
      value: 'mixed',
      because: '1 CRLF, 1 LF, 1 CR',
    });
  });
});

describe('lines before the table', () => {
  const table = `id,name,n\n${lines(9, (i) => `${i},x,${i}`)}`;

  it.each([
    ['a title', 'Sales of 2020\n', 1],
    ['a title with a comma, a date and a blank line', 'Sales, north\n2020-05-01\n\n', 3],
    ['a title filled up with delimiters', 'Sales,,\n', 1],
    ['a title and an empty record', 'Sales of 2020,,\n,,\n', 2],
    ['names of groups of columns', 'Group A,,Group B\n', 1],
    ['an empty record', ',,\n', 1],
  ])('are never skipped, but told: %s', (_name, preamble, count) => {
    const detection = detect(preamble + table);
    expect(detection.shape.dialect.skipLines).toBe(0);
    expect(finding(detection, 'skip-lines')).toMatchObject({ value: '0', override: `--skip-lines ${count}` });
    expect(detection.advice).toEqual({
      says: expect.stringContaining(`not look like part of the table: --skip-lines ${count}`),
      affects: 'table',
    });
    expect(detect(preamble + table, { skipLines: count }).advice).toBeUndefined();
  });

  it('that begin with # are never taken for comments, but told', () => {
    const detection = detect(`# made by hand\n# in May\n${table}`);
    expect(detection.shape.dialect.comment).toBe('');
    expect(finding(detection, 'comment')).toMatchObject({ value: 'none', override: "--comment '#'" });
    expect(detection.advice).toEqual({ says: expect.stringContaining("--comment '#'"), affects: 'table' });
    expect(finding(detection, 'skip-lines')).toBeUndefined();
  });

  it('do no harm where there is no header', () => {
    const detection = detect(`Sales of 2020\n${lines(9, (i) => `${i},x,${i}`)}`);
    expect(detection).toMatchObject({
      width: 3,
      shape: { hasHeader: false },
      advice: { affects: 'few-records' },
    });
  });

  it('are none where the header is a little too narrow: that is told instead', () => {
    const detection = detect(`id,name\n${lines(9, (i) => `${i},x,${i}`)}`);
    expect(finding(detection, 'skip-lines')).toBeUndefined();
    expect(detection.advice).toEqual({
      says: 'the header has 2 fields, most records 3: correct it, or name the columns yourself: --skip-lines 1 --no-header --names …',
      affects: 'long-records',
    });
  });

  it.each([
    ['names that are missing', 'first,,third\nx,y,z\nb,q,r\n'],
    ['no names at all', ',,\nx,y,z\nb,q,r\n'],
    ['a sparse table', 'a,b,c,d\n1,,,\n,2,,\nx,y,z,w\n,,,4\n'],
    ['a sparse table without a header', '1,,,\n,2,,\nx,y,z,w\n,,,4\n5,,,\n'],
  ])('are none in a table that is so: %s', (_name, text) => {
    expect(detect(text).advice).toBeUndefined();
  });

  it('are none where another table comes first', () => {
    expect(
      finding(detect(`a,b\n${lines(9, () => '1,2')}\n${lines(30, () => '1,2,3,4')}`), 'skip-lines'),
    ).toBeUndefined();
  });
});
