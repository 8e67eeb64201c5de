import type { CellValue, TypeName } from '@parquetry/core';
import fc from 'fast-check';
import { column, table } from './compare-tables.ts';
import type { ReadColumn, ReadTable } from './read-table.ts';

export interface ArbitraryCsv {
  readonly table: ReadTable;
  readonly csv: string;
  readonly delimiter: string;
}

interface ArbitraryType {
  readonly type: TypeName;
  readonly value: fc.Arbitrary<CellValue>;
  readonly text: (value: CellValue) => string;
}

const FIRST_DAY = -719_162;
const LAST_DAY = 2_932_896;
const DAY_MICROS = 86_400_000_000n;
const MAX_SAFE = 2n ** 53n - 1n;
const MAX_LONG = 2n ** 63n - 1n;

function micros(value: CellValue): string {
  const instant = value as bigint;
  const rest = ((instant % 1000n) + 1000n) % 1000n;
  const millis = Number((instant - rest) / 1000n);
  return new Date(millis).toISOString().slice(0, -1) + String(rest).padStart(3, '0');
}

function double(value: CellValue): string {
  const number = value as number;
  if (Object.is(number, -0)) return '-0.0';
  return Number.isSafeInteger(number) || !Number.isFinite(number) ? String(number) : number.toExponential();
}

const awkward = fc.constantFrom(
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\r',
  '\r\n',
  ' ',
  '\t',
  '\uFEFF',
  '😀',
  'é',
  'NaN',
  '0',
  "'",
  '\\',
);

export const anyText = fc
  .array(fc.oneof(awkward, fc.string({ unit: 'binary', maxLength: 4 }), fc.string({ unit: 'grapheme' })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(''))
  .filter((text) => text !== '' && !text.includes('\0'));

const timestamps = (
  type: 'timestamp' | 'local_timestamp',
  firstDay: number,
  lastDay: number,
): ArbitraryType => ({
  type,
  value: fc.bigInt({ min: BigInt(firstDay) * DAY_MICROS, max: BigInt(lastDay) * DAY_MICROS }),
  text: (value) => (type === 'timestamp' ? `${micros(value)}Z` : micros(value)),
});

/** What every engine can write. */
const plainTypes: readonly ArbitraryType[] = [
  { type: 'boolean', value: fc.boolean(), text: String },
  { type: 'int64', value: fc.bigInt({ min: -MAX_SAFE, max: MAX_SAFE }), text: String },
  {
    type: 'float64',
    value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    text: double,
  },
  {
    type: 'date',
    value: fc.integer({ min: FIRST_DAY, max: LAST_DAY }),
    text: (value) => new Date(Number(value) * 86_400_000).toISOString().slice(0, 10),
  },
  timestamps('timestamp', 0, 80_000),
  { type: 'string', value: anyText, text: String },
];

const hardTypes: readonly ArbitraryType[] = [
  ...plainTypes,
  { type: 'int64', value: fc.bigInt({ min: -MAX_LONG - 1n, max: MAX_LONG }), text: String },
  { type: 'float64', value: fc.double(), text: double },
  timestamps('timestamp', FIRST_DAY, LAST_DAY),
  timestamps('local_timestamp', FIRST_DAY, LAST_DAY),
];

const arbitraryColumn = (types: readonly ArbitraryType[], rows: number) =>
  fc
    .tuple(fc.constantFrom(...types), fc.boolean())
    .chain(([{ type, value, text }, nullable]) =>
      fc
        .array(nullable ? fc.option(value, { freq: 3 }) : value, { minLength: rows, maxLength: rows })
        .map((values) => ({ type, nullable, values, text })),
    );

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** avsc's records have a prototype, and hyparquet drops a BOM from the start of a name. */
const isShownByReaders = (name: string) => name !== '__proto__' && !name.startsWith('\uFEFF');

/** Tables with declared types and any names, as CSV with any delimiter, line end and superfluous quotes. */
export function arbitraryCsv(kind: 'plain' | 'hard'): fc.Arbitrary<ArbitraryCsv> {
  const types = kind === 'plain' ? plainTypes : hardTypes;
  const shape = fc.record({
    rows: fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 70 })),
    names: fc.uniqueArray(anyText.filter(isShownByReaders), { minLength: 1, maxLength: 5 }),
  });
  return shape.chain(({ rows, names }) =>
    fc
      .record({
        columns: fc.tuple(...names.map(() => arbitraryColumn(types, rows))),
        delimiter: fc.constantFrom(',', ';', '\t', '|'),
        lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
        endsWithLine: fc.boolean(),
        quotesAll: fc.boolean(),
        bom: fc.constantFrom('', '\uFEFF'),
      })
      .map(({ columns, delimiter, lineEnd, endsWithLine, quotesAll, bom }) => {
        const field = (text: string) =>
          quotesAll || text === '' || text.includes(delimiter) || /["\r\n]/.test(text) ? quoted(text) : text;
        const lines = Array.from({ length: rows }, (_, row) =>
          columns
            .map(({ values, text }) => field(values[row] === null ? '' : text(values[row]!)))
            .join(delimiter),
        );
        // Quoted, a name cannot be taken for a byte order mark or the magic bytes of another format.
        const header = names.map(quoted).join(delimiter);
        return {
          table: table(
            ...columns.map(
              ({ type, nullable, values }, at): ReadColumn =>
                column(names[at]!, nullable ? type : `${type}!`, values),
            ),
          ),
          csv: bom + [header, ...lines].join(lineEnd) + (endsWithLine ? lineEnd : ''),
          delimiter,
        };
      }),
  );
}
