import {
  type Column,
  parseCell,
  type RecordBlock,
  type TypeGuess,
  type TypeName,
  typeFromName,
  typeName,
  typeNames,
} from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnBuilder } from '../../src/wasm-arrow/columns/column-builder.ts';
import { cellAt } from './cell-at.ts';

/** A block of two columns, of which the first holds the texts; quotes are doubled where there is a quote. */
function blockOf(texts: readonly (string | null)[], quote: '"' | '' = '"'): RecordBlock {
  const parts: Buffer[] = [];
  const starts = new Int32Array(texts.length * 2);
  const ends = new Int32Array(texts.length * 2);
  let length = 0;
  for (const [row, text] of texts.entries()) {
    const isMarked = text === '' || (quote !== '' && text?.includes(quote));
    const part = Buffer.from(quote === '' ? (text ?? '') : (text ?? '').replaceAll(quote, quote + quote));
    parts.push(part);
    starts[2 * row] = isMarked ? ~length : length;
    ends[2 * row] = length + part.length;
    length += part.length;
  }
  return {
    bytes: Buffer.concat(parts),
    starts,
    ends,
    rowCount: texts.length,
    width: 2,
    quote: quote === '' ? -1 : quote.charCodeAt(0),
    place: (row) => ({ row: row + 1, byteOffset: row }),
    raw: () => new Uint8Array(),
  };
}

const columnOf = (type: TypeName, guess?: TypeGuess): Column => ({
  name: 'a',
  type: typeFromName(type),
  nullable: true,
  ...(guess && { guess }),
});

const REJECTED = 'rejected';

/** Every cell parsed by itself, after cells that have to stay as they are. */
function parsedCells(column: Column, texts: readonly (string | null)[], quote: '"' | '') {
  const block = blockOf(texts, quote);
  const builder = new ColumnBuilder(column, 0);
  const accepted = texts.map((_, row) => builder.append(block, row, row + 1));
  const built = builder.column();
  let taken = 0;
  return accepted.map((isAccepted) => (isAccepted ? cellAt(built, taken++) : REJECTED));
}

const expectedCells = ({ type, guess }: Column, texts: readonly (string | null)[]) =>
  texts.map((text) => {
    const value = parseCell(text, type, guess);
    return value === undefined ? REJECTED : value;
  });

const digits = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 0, maxLength });
const numberLike = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    fc.oneof(digits(4), digits(20)),
    fc.oneof(
      fc.constant(''),
      digits(20).map((fraction) => `.${fraction}`),
    ),
    fc.oneof(
      fc.constant(''),
      fc.tuple(fc.constantFrom('e', 'E', 'e-', 'e+'), digits(4)).map((e) => e.join('')),
    ),
  )
  .map((parts) => parts.join(''));
const aroundInt64 = fc
  .tuple(
    fc.constantFrom(2n ** 63n, -(2n ** 63n), 2n ** 53n, 10n ** 15n, 10n ** 9n, 2n ** 31n),
    fc.bigInt(-3n, 3n),
  )
  .map(([base, offset]) => String(base + offset));
const two = fc.integer({ min: 0, max: 61 }).map((part) => String(part).padStart(2, '0'));
const year = fc.integer({ min: 0, max: 9999 }).map((part) => String(part).padStart(4, '0'));
const dateLike = fc.tuple(year, two, two).map((parts) => parts.join('-'));
const timestampLike = fc
  .tuple(
    dateLike,
    fc.constantFrom('T', ' ', 't'),
    fc.array(two, { minLength: 2, maxLength: 3 }).map((parts) => parts.join(':')),
    fc.oneof(
      fc.constant(''),
      digits(8).map((fraction) => `.${fraction}`),
    ),
    fc.oneof(
      fc.constantFrom('', 'Z', 'z'),
      fc.tuple(fc.constantFrom('+', '-'), two, fc.constantFrom('', ':'), two).map((parts) => parts.join('')),
    ),
  )
  .map((parts) => parts.join(''));
const booleanLike = fc
  .tuple(fc.constantFrom('true', 'false'), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
  .map(([word, upper]) =>
    [...word].map((letter, at) => (upper[at] ? letter.toUpperCase() : letter)).join(''),
  );
const particular = fc.constantFrom(
  ...['', '-0', '-0.0', '0', '.', '-', '1.', '.5', '-.5', '1e-400', '0e-400', '1e400', 'NaN', '-NaN'],
  ...['Infinity', '-Infinity', '+Infinity', '9007199254740993', '9007199254740992', '0.1234567890123456789'],
  ...['true', 'false', 'TRUE', 'FALSE', 'True', 'False', 'fALSE', '2024-02-29', '2023-02-29', '0000-01-01'],
  ...[
    '9999-12-31T23:59:59.999999Z',
    '0001-01-01 00:00:00+23:59',
    '1969-12-31T23:59:59.999999',
    '"',
    '""',
    'a"b',
  ],
);
const text = fc.oneof(
  particular,
  numberLike,
  aroundInt64,
  dateLike,
  timestampLike,
  booleanLike,
  fc.double().map(String),
  fc.bigInt(-(2n ** 64n), 2n ** 64n).map(String),
  fc.string({ unit: 'binary' }).map((any) => any.toWellFormed()),
);

const declared = typeNames.map((type) => columnOf(type));
const guessed = [
  ...typeNames.map((type) => columnOf(type, {})),
  ...(['true', 'TRUE', 'True'] as const).map((spelling) => columnOf('boolean', { spelling })),
  columnOf('string', { isUnseen: true }),
  columnOf('string', { isJsonText: true }),
];
const named = [...declared, ...guessed].map((column) => ({
  column,
  title: `${typeName(column.type)} column, ${column.guess ? `guessed ${JSON.stringify(column.guess)}` : 'declared'}`,
}));

describe.each(named)('a cell of a $title', ({ column }) => {
  it('has the value, or is rejected, as the reference says', () => {
    const texts = fc.array(fc.option(text, { freq: 8 }), { minLength: 1, maxLength: 40 });
    const property = fc.property(texts, fc.constantFrom('"' as const, '' as const), (cells, quote) => {
      expect(parsedCells(column, cells, quote)).toEqual(expectedCells(column, cells));
    });
    fc.assert(property, { numRuns: 300 });
  });

  it('is rejected without a trace of the rows before it', () => {
    const texts = fc.array(fc.option(text, { freq: 3 }), { minLength: 1, maxLength: 40 });
    const property = fc.property(texts, (cells) => {
      const builder = new ColumnBuilder(column, 0);
      const expected = expectedCells(column, cells);
      const areAccepted = builder.append(blockOf(cells), 0, cells.length);
      expect(areAccepted).toBe(!expected.includes(REJECTED));
      const nulls = [null, null, null];
      const before = areAccepted ? expected : [];
      expect(builder.append(blockOf(nulls), 0, 3)).toBe(true);
      const built = builder.column();
      expect([...before, ...nulls].map((_, row) => cellAt(built, row))).toEqual([...before, ...nulls]);
      expect(builder.length).toBe(before.length + 3);
    });
    fc.assert(property);
  });

  it('is rejected when it is null where nulls are forbidden', () => {
    const builder = new ColumnBuilder({ ...column, nullable: false }, 0);
    expect(builder.append(blockOf([null, 'x']), 0, 2)).toBe(false);
    expect(builder.length).toBe(0);
  });
});

describe('a column built anew', () => {
  const isInt64 = columnOf('int64');
  const firstTwo = (builder: ColumnBuilder) => {
    expect(builder.append(blockOf(['7', '8']), 0, 2)).toBe(true);
    expect(builder.column()).toEqual({
      kind: 'int64',
      validity: undefined,
      values: BigInt64Array.of(7n, 8n),
    });
  };

  it('keeps neither nulls nor values of the batch before', () => {
    const builder = new ColumnBuilder(isInt64, 0);
    builder.append(blockOf([null, '1', null]), 0, 3);
    builder.clear();
    firstTwo(builder);
  });

  it('keeps neither nulls nor values that were taken back', () => {
    const builder = new ColumnBuilder(isInt64, 0);
    builder.append(blockOf(['5', null, '1', null]), 0, 4);
    builder.truncate(1);
    expect(builder.append(blockOf([null, '6']), 1, 2)).toBe(true);
    expect(builder.column()).toEqual({
      kind: 'int64',
      validity: undefined,
      values: BigInt64Array.of(5n, 6n),
    });
    builder.truncate(0);
    firstTwo(builder);
  });
});
