import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ScannedText, scannerFor } from '../../src/csv/scanner.ts';
import { type CsvDialect, DEFAULT_DIALECT } from '../../src/index.ts';
import { scanAll } from './support/scan-all.ts';
import { DialectWriter, type StyledCell } from './support/write-dialect.ts';

type Options = Partial<CsvDialect> & Partial<Omit<ScannedText, 'dialect'>>;

const textOf = ({ nulls = [], quotedEmpty = 'null', ...dialect }: Options): ScannedText => ({
  dialect: { ...DEFAULT_DIALECT, ...dialect },
  nulls,
  quotedEmpty,
});

function scan(csv: string, width: number, options: Options) {
  const bytes = Buffer.from(csv);
  const whole = scanAll(scannerFor(textOf(options)), bytes, width, 0x22, bytes.length + 1);
  for (const chunk of [1, 2, 3, 7]) {
    expect(scanAll(scannerFor(textOf(options)), bytes, width, 0x22, chunk)).toEqual(whole);
  }
  return whole;
}

const rows = (csv: string, width: number, options: Options) => {
  const { rows: found, troubles } = scan(csv, width, options);
  expect(troubles).toEqual([]);
  return found;
};

const troubles = (csv: string, width: number, options: Options) =>
  scan(csv, width, options).troubles.map(({ reason, start }) => `${reason} @${start}`);

describe('a delimiter', () => {
  it.each(['::', '||', 'é', '→', '😀', ', ', ' '])('can be %j', (delimiter) => {
    expect(rows(['a', '"b"', ''].join(delimiter), 3, { delimiter, trim: delimiter !== ' ' })).toEqual([
      ['a', 'b', null],
    ]);
  });

  it('of several characters is text where only its beginning stands', () => {
    expect(rows('a:b::c:\n:::x\n":"::y\n', 2, { delimiter: '::' })).toEqual([
      ['a:b', 'c:'],
      [null, ':x'],
      [':', 'y'],
    ]);
    expect(troubles('"a":\n', 1, { delimiter: '::' })).toEqual(['text after a closing quote @0']);
  });
});

describe('quotes', () => {
  it('are text where nothing is quoted', () => {
    expect(rows('"a,b"\n""",\n', 2, { quote: '' })).toEqual([
      ['"a', 'b"'],
      ['"""', null],
    ]);
  });

  it('cannot be written inside quotes without an escape', () => {
    expect(rows('"a,b","",c\n', 3, { escape: '' })).toEqual([['a,b', null, 'c']]);
    expect(troubles('"a""b",c\n', 2, { escape: '' })).toEqual(['text after a closing quote @0']);
  });

  it('of another kind are doubled, too, when no escape is named', () => {
    expect(rows("'it''s',\"\n", 2, { quote: "'", comment: '#' })).toEqual([["it's", '"']]);
  });
});

describe('a backslash as escape', () => {
  const backslash = { escape: '\\' };

  it('makes a quote or a backslash inside quotes text, and is text before anything else', () => {
    expect(rows(String.raw`"say \"hi\"","\\","\n \d"`, 3, backslash)).toEqual([
      ['say "hi"', '\\', String.raw`\n \d`],
    ]);
  });

  it('leaves doubled quotes inside quotes one', () => {
    expect(rows('"a""b",c', 2, backslash)).toEqual([['a"b', 'c']]);
  });

  it('makes delimiters, quotes, backslashes and line ends outside quotes text', () => {
    expect(rows('a\\,b,\\"c\nd\\\\,e\\\nf\ng\\\r\nh,i\\\rj\n', 2, backslash)).toEqual([
      ['a,b', '"c'],
      ['d\\', 'e\nf'],
      ['g\r\nh', 'i\rj'],
    ]);
    expect(rows('a\\::b::c', 2, { ...backslash, delimiter: '::' })).toEqual([['a::b', 'c']]);
  });

  it('is text at the very end', () => {
    expect(rows('a,b\\', 2, backslash)).toEqual([['a', 'b\\']]);
    expect(troubles('a,"b\\"', 2, backslash)).toEqual(['a quote is opened and never closed @0']);
  });

  it(String.raw`leaves \N alone, so that it can spell null, and \\N is a value`, () => {
    expect(rows('\\N,\\\\N,a\\N\n', 3, { ...backslash, nulls: ['\\N'] })).toEqual([[null, '\\N', 'a\\N']]);
  });

  it('can be another character', () => {
    expect(rows('"a^"b^^",c^,d', 2, { escape: '^' })).toEqual([['a"b^', 'c,d']]);
  });
});

describe('comments', () => {
  it('are skipped wherever a record may begin, and only there', () => {
    expect(rows('# one, "two\na,b\n#\n\n# x\r\nc,#d\r"e\n#f",g\n# last', 2, { comment: '#' })).toEqual([
      ['a', 'b'],
      ['c', '#d'],
      ['e\n#f', 'g'],
    ]);
  });

  it('may have a prefix of several characters', () => {
    expect(rows('// no\n/ yes\n/', 1, { comment: '//' })).toEqual([['/ yes'], ['/']]);
  });

  it('may stand after blanks that are trimmed', () => {
    expect(rows('  # no\n a \n', 1, { comment: '#', trim: true })).toEqual([['a']]);
    expect(rows('  # yes\n', 1, { comment: '#' })).toEqual([['  # yes']]);
  });
});

describe('trimming', () => {
  const trim = true;

  it('takes spaces and tabs off fields and off what surrounds quotes, not off what is inside', () => {
    expect(rows(' a\t, " b "\t\n  "c"  ,d e \n', 2, { trim })).toEqual([
      ['a', ' b '],
      ['c', 'd e'],
    ]);
  });

  it('makes blank fields null, and lines of nothing but blanks empty', () => {
    expect(rows(' ,\t\n \t \na,b\n  ', 2, { trim })).toEqual([
      [null, null],
      ['a', 'b'],
    ]);
    expect(rows(' \na\n', 1, { trim })).toEqual([[null], ['a']]);
  });

  it('spares blanks that are delimiters', () => {
    expect(rows('\ta \t b', 3, { trim, delimiter: '\t' })).toEqual([[null, 'a', 'b']]);
    expect(rows('  | b |  | \n', 4, { trim, delimiter: ' | ' })).toEqual([[null, 'b', null, null]]);
  });
});

describe('a trailing delimiter', () => {
  const trailingDelimiter = true;

  it('may end a record or not', () => {
    expect(rows('a,b,\nc,d\ne,,\n,\n', 2, { trailingDelimiter })).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', null],
      [null, null],
    ]);
    expect(rows('a,\nb\n', 1, { trailingDelimiter })).toEqual([['a'], ['b']]);
  });

  it('is one, with nothing after it', () => {
    expect(troubles('a,b,,\na,b,c\na,b,""\na\n', 2, { trailingDelimiter })).toEqual([
      '4 fields, the header has 2 @0',
      '3 fields, the header has 2 @6',
      '3 fields, the header has 2 @12',
      '1 field, the header has 2 @19',
    ]);
  });
});

describe('null spellings', () => {
  it('stand for null as whole fields, quoted or not', () => {
    expect(rows('NA,"NA",NAN,\n', 4, { nulls: ['NA'], comment: '#' })).toEqual([[null, null, 'NAN', null]]);
    expect(rows('NA,"NA",NAN,\n', 4, { nulls: ['NA'] })).toEqual([[null, null, 'NAN', null]]);
  });

  it.each(['', '#'])('are values in quotes where quoted fields are (comments: %j)', (comment) => {
    expect(rows('NA,"NA","",\n', 4, { nulls: ['NA'], quotedEmpty: 'string', comment })).toEqual([
      [null, 'NA', '', null],
    ]);
  });
});

const anyText = fc
  .record({
    delimiter: fc.constantFrom(',', ';', ' ', '\t', '::', '=>', 'é', '→|', ' | '),
    quote: fc.constantFrom('"', "'", ''),
    escape: fc.constantFrom('doubled', '\\', ''),
    comment: fc.constantFrom('', '#', '//'),
    trim: fc.boolean(),
    trailingDelimiter: fc.boolean(),
    nulls: fc.constantFrom([], ['NA'], ['\\N', 'NULL']),
    quotedEmpty: fc.constantFrom('null' as const, 'string' as const),
  })
  .map((options) =>
    textOf({ ...options, escape: options.escape === 'doubled' ? options.quote : options.escape }),
  );

const cell: fc.Arbitrary<StyledCell> = fc.record({
  value: fc.option(
    fc.string({ unit: fc.constantFrom(...'aé😀"\'\\,;: #/=>|\t\n\r', 'NA', '\\N', '\r\n'), maxLength: 5 }),
  ),
  style: fc.nat(15),
});

it('any table in any dialect reads back equal, at any chunk size', () => {
  fc.assert(
    fc.property(
      anyText,
      fc
        .integer({ min: 1, max: 3 })
        .chain((width) =>
          fc.tuple(
            fc.constant(width),
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }),
          ),
        ),
      fc.constantFrom(['\n'], ['\r\n'], ['\r'], ['\n', '\r\n'], ['\r', '\r\n']),
      fc.integer({ min: 1, max: 60 }),
      (text, [width, table], lineEnds, chunk) => {
        const writer = new DialectWriter(text);
        const written = table.map((row) => row.map((one, index) => writer.cell(one, index === 0)));
        const lines = written.map((row, index) => {
          const { delimiter, trailingDelimiter } = text.dialect;
          const end = trailingDelimiter && row.length > 1 && index % 2 === 0 ? delimiter : '';
          const lineEnd = lineEnds[index % lineEnds.length];
          return row.map((one) => one.text).join(delimiter) + end + lineEnd;
        });
        const bytes = Buffer.from(lines.join(''));
        const expected = { rows: written.map((row) => row.map(({ value }) => value)), troubles: [] };
        const quote = text.dialect.quote === '' ? -1 : text.dialect.quote.charCodeAt(0);
        expect(scanAll(scannerFor(text), bytes, width, quote, chunk)).toEqual(expected);
      },
    ),
    { numRuns: 3000 },
  );
});
