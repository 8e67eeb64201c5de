import {
  type CellValue,
  type Column,
  DEFAULT_DIALECT,
  parseCell,
  type RecordBlock,
  readCsv,
  type TypeName,
  typeFromName,
  typeNames,
} from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnBuilder } from '../../src/wasm-arrow/columns/column-builder.ts';
import { cellAt } from './cell-at.ts';

async function* once(text: string) {
  yield Buffer.from(text);
}

async function blockOf(texts: readonly string[]): Promise<RecordBlock> {
  const lines = texts.map((text) => `"${text.replaceAll('"', '""')}",\n`);
  const { blocks } = await readCsv(once(`a,b\n${lines.join('')}`), { dialect: DEFAULT_DIALECT, name: 'x' });
  for await (const block of blocks) return block;
  throw new Error('no rows');
}

const builderFor = (type: TypeName, nullable = true) => {
  const column: Column = { name: 'a', type: typeFromName(type), nullable };
  return new ColumnBuilder(column, 0, 2, DEFAULT_DIALECT);
};

const REJECTED = 'rejected';

/** Every cell parsed by itself, after a cell that has to stay as it is. */
async function parsedCells(type: TypeName, texts: readonly string[]) {
  const block = await blockOf(texts);
  const builder = builderFor(type);
  const cells: (CellValue | typeof REJECTED)[] = [];
  let taken = 0;
  for (let row = 0; row < block.rowCount; row += 1) {
    const accepted = builder.append(block, row, row + 1) === row + 1;
    cells.push(accepted ? cellAt(builder.column(), taken) : REJECTED);
    if (accepted) taken += 1;
  }
  return cells;
}

const expectedCells = (type: TypeName, texts: readonly string[]) =>
  texts.map((text) => {
    const value = parseCell(text, typeFromName(type));
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

describe.each(typeNames)('a cell of a %s column', (type) => {
  it('has the value, or is rejected, as the reference says', async () => {
    const texts = fc.array(text, { minLength: 1, maxLength: 40 });
    const property = fc.asyncProperty(texts, async (cells) => {
      expect(await parsedCells(type, cells)).toEqual(expectedCells(type, cells));
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('stops at an empty cell where nulls are forbidden', async () => {
    const block = await blockOf(['', 'x']);
    expect(builderFor(type, false).append(block, 0, 2)).toBe(0);
  });
});

describe('a column built anew', () => {
  it('keeps neither nulls nor values of the batch before', async () => {
    const builder = builderFor('int64');
    const before = await blockOf(['', '1', '']);
    builder.append(before, 0, 3);
    builder.clear();
    builder.append(await blockOf(['7', '8']), 0, 2);
    expect(builder.column()).toEqual({
      kind: 'int64',
      validity: undefined,
      values: BigInt64Array.of(7n, 8n),
    });
  });
});
