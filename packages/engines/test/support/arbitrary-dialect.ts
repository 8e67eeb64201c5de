import type { CsvDialect, Encoding } from '@parquetry/core';
import fc from 'fast-check';
import { anyText } from './arbitrary-table.ts';
import { textTable } from './check-shape.ts';
import type { TextOptions } from './convert-csv.ts';
import type { ReadTable } from './read-table.ts';

/** A table of texts in some dialect, with what has to be said about it to read it. */
export interface WrittenText {
  readonly bytes: Buffer;
  readonly options: TextOptions;
  readonly expected: ReadTable;
}

interface Manner {
  readonly dialect: CsvDialect;
  readonly nulls: readonly string[];
  readonly lineEnds: readonly string[];
  readonly endsWithLine: boolean;
  readonly quotesAll: boolean;
  readonly encoding: Encoding;
  readonly hasMark: boolean;
}

const MARK = '\uFEFF';

const dialects: fc.Arbitrary<CsvDialect> = fc
  .record({
    delimiter: fc.constantFrom(',', ';', '\t', '|', '||', '::', '¦', 'ab'),
    quoting: fc.constantFrom(['"', '"'], ["'", "'"], ['"', '\\'], ["'", '\\']),
    comment: fc.constantFrom('', '', '#', '//'),
    trim: fc.boolean(),
    skipLines: fc.constantFrom(0, 0, 1, 3),
    trailingDelimiter: fc.boolean(),
  })
  .map(({ quoting, trim, ...rest }) => ({
    ...rest,
    quote: quoting[0]!,
    escape: quoting[1]!,
    trim: trim && rest.delimiter !== '\t',
  }));

const manners: fc.Arbitrary<Manner> = fc.record({
  dialect: dialects,
  nulls: fc.constantFrom([], [], ['NA'], ['\\N', '-']),
  lineEnds: fc.array(fc.constantFrom('\n', '\r\n', '\r'), { minLength: 1, maxLength: 4 }),
  endsWithLine: fc.boolean(),
  quotesAll: fc.boolean(),
  encoding: fc.constantFrom('utf-8', 'utf-8', 'utf-16le', 'utf-16be'),
  hasMark: fc.boolean(),
});

/** Whether a text would be read as something else without quotes. */
function needsQuotes(text: string, { dialect, nulls, quotesAll }: Manner): boolean {
  const { delimiter, quote, comment } = dialect;
  const special = [delimiter, quote, dialect.escape, '\r', '\n'];
  return (
    quotesAll ||
    text === '' ||
    nulls.includes(text) ||
    /^[ \t]|[ \t]$/.test(text) ||
    (comment !== '' && text.startsWith(comment[0]!)) ||
    // The end of one text and the beginning of a delimiter can make another delimiter.
    special.some((part) => text.includes(part)) ||
    text.endsWith(delimiter[0]!)
  );
}

function quoted(text: string, { quote, escape: mark }: CsvDialect): string {
  const escaped = mark === quote ? text : text.replaceAll(mark, mark + mark);
  return quote + escaped.replaceAll(quote, mark + quote) + quote;
}

function written(manner: Manner, rows: readonly (readonly (string | null)[])[], seed: number): string {
  const { dialect, nulls, lineEnds, endsWithLine } = manner;
  const pick = <Item>(items: readonly Item[], at: number) => items[(seed + at) % items.length]!;
  const padding = dialect.trim ? ['', ' ', '\t'] : [''];
  const field = (text: string | null, at: number) => {
    const meant =
      text === null ? pick(['', ...nulls], at) : needsQuotes(text, manner) ? quoted(text, dialect) : text;
    return pick(padding, at) + meant + pick(padding, at + 1);
  };
  const lines = rows.map((row, index) => {
    const fields = row.map((text, at) => field(text, index + at)).join(dialect.delimiter);
    const hasTrailing = dialect.trailingDelimiter && row.length > 1 && pick([true, false], index);
    return hasTrailing ? fields + dialect.delimiter : fields;
  });
  const skipped = Array.from({ length: dialect.skipLines }, (_, at) => `${dialect.quote}skipped ${at}`);
  const commented = lines.flatMap((line, index) =>
    dialect.comment !== '' && pick([true, false, false], index)
      ? [`${dialect.comment} ${dialect.quote} no record`, line]
      : [line],
  );
  const all = [...skipped, ...commented];
  return all
    .map((line, at) => (at + 1 < all.length || endsWithLine ? line + pick(lineEnds, at) : line))
    .join('');
}

function encodedAs(text: string, { encoding, hasMark }: Manner): Buffer {
  if (encoding === 'utf-8') return Buffer.from(hasMark ? MARK + text : text);
  const bytes = Buffer.from(MARK + text, 'utf16le');
  return encoding === 'utf-16be' ? bytes.swap16() : bytes;
}

/** In one column a null is an empty line: then lines must end in one way, the last one as well. */
const settled = (manner: Manner, width: number): Manner =>
  width > 1 ? manner : { ...manner, lineEnds: ['\n'], endsWithLine: true };

/** Any table of texts and nulls in any dialect, encoding and mixture of line ends. */
export const writtenText: fc.Arbitrary<WrittenText> = fc
  .record({
    manner: manners,
    hasHeader: fc.boolean(),
    width: fc.integer({ min: 1, max: 4 }),
    seed: fc.nat({ max: 1000 }),
  })
  .chain(({ manner: chosen, hasHeader: wantsHeader, width, seed }) =>
    fc
      .array(
        fc.array(fc.option(fc.oneof(anyText, fc.constant('')), { freq: 4 }), {
          minLength: width,
          maxLength: width,
        }),
        {
          minLength: 1,
          maxLength: 12,
        },
      )
      .map((rows): WrittenText => {
        const manner = settled(chosen, width);
        const { trim, trailingDelimiter } = manner.dialect;
        // Only a header tells a delimiter that ends records from one more column, or blanks from a blank line.
        const hasHeader = wantsHeader || width === 1 || trailingDelimiter || trim;
        const names = Array.from({ length: width }, (_, at) => `c${at} "x'`);
        const text = written(manner, hasHeader ? [names, ...rows] : rows, seed);
        const { dialect, nulls, encoding } = manner;
        return {
          bytes: encodedAs(text, manner),
          options: {
            ...dialect,
            kind: 'csv',
            encoding,
            nulls,
            quotedEmpty: 'string',
            hasHeader,
            ...(!hasHeader && { names }),
            declared: 'strings',
          },
          expected: textTable(names, ...rows),
        };
      }),
  );
