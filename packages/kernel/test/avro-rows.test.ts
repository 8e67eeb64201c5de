import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  LAYOUT_BOOLEANS,
  LAYOUT_DECIMALS,
  LAYOUT_DOUBLES,
  LAYOUT_IDS,
  LAYOUT_INTEGERS,
  LAYOUT_TEXT,
} from '../src/abi/layout.ts';
import {
  type AvroExports,
  avscRows,
  compileAvroRows,
  type MadeCell,
  type MadeColumn,
  type MadeType,
  putColumns,
} from './avro-support.ts';

const kernel: AvroExports = await compileAvroRows();

beforeEach(() => {
  kernel.freeAll();
});

interface Piece {
  readonly rows: number;
  readonly bytes: Buffer;
}

/** Encodes all rows in pieces of at most `capacity` bytes; a row that is longer gets what it needs. */
function encodeIn(columns: readonly MadeColumn[], capacity: number): Piece[] {
  kernel.setUpAvro(columns.length);
  const address = putColumns(kernel, columns);
  const rowCount = columns[0]!.cells.length;
  const pieces: Piece[] = [];
  kernel.beginAvroBatch();
  for (let row = 0, room = capacity; row < rowCount; ) {
    const target = kernel.allocate(room);
    const end = kernel.encodeAvroRows(address, columns.length, row, rowCount, target, room);
    expect(end - target).toBeLessThanOrEqual(room);
    const rows = kernel.nextAvroRow() - row;
    row += rows;
    if (rows > 0) pieces.push({ rows, bytes: Buffer.from(kernel.memory.buffer.slice(target, end)) });
    room = rows > 0 ? capacity : kernel.nextAvroRowBytes(columns.length);
    if (rows === 0) expect(room).toBeGreaterThan(capacity);
  }
  expect(kernel.firstBrokenGuard()).toBe(0);
  return pieces;
}

const encode = (columns: readonly MadeColumn[]): Buffer =>
  Buffer.concat(encodeIn(columns, 1 << 20).map(({ bytes }) => bytes));

function column(
  type: MadeType,
  layout: number,
  cells: readonly MadeCell[],
  options: Partial<MadeColumn> = {},
): MadeColumn {
  return { type, layout, cells, isNullable: true, ...options };
}

/** The pieces that rows alone decide: as many as fit, at least one. */
function expectedPieces(rows: readonly Buffer[], capacity: number): Piece[] {
  const pieces: Piece[] = [];
  for (let row = 0; row < rows.length; ) {
    let end = row + 1;
    let bytes = rows[row]!.length;
    while (end < rows.length && bytes + rows[end]!.length <= capacity) bytes += rows[end++]!.length;
    pieces.push({ rows: end - row, bytes: Buffer.concat(rows.slice(row, end)) });
    row = end;
  }
  return pieces;
}

const string = fc.oneof(
  { weight: 8, arbitrary: fc.string({ maxLength: 20, unit: 'binary' }) },
  fc.string({ minLength: 100, maxLength: 400 }),
);

const LAYOUTS: readonly { type: MadeType; layout: number; cell: fc.Arbitrary<MadeCell> }[] = [
  { type: 'long', layout: LAYOUT_INTEGERS, cell: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) },
  { type: 'long', layout: LAYOUT_INTEGERS, cell: fc.bigInt({ min: -300n, max: 300n }) },
  {
    type: 'double',
    layout: LAYOUT_DECIMALS,
    cell: fc.maxSafeInteger().map((integer) => BigInt(integer)),
  },
  { type: 'double', layout: LAYOUT_DOUBLES, cell: fc.double({ noNaN: true }) },
  { type: 'boolean', layout: LAYOUT_BOOLEANS, cell: fc.boolean() },
  { type: 'string', layout: LAYOUT_IDS, cell: string },
  { type: 'string', layout: LAYOUT_TEXT, cell: string },
];

const columnOf = (rowCount: number): fc.Arbitrary<MadeColumn> =>
  fc
    .record({ kind: fc.constantFrom(...LAYOUTS), isNullable: fc.boolean(), scale: fc.nat(22) })
    .chain(({ kind: { cell, ...kind }, ...rest }) => {
      const maybe = rest.isNullable ? fc.option(cell, { freq: 3 }) : cell;
      const cells = fc.array(maybe, { minLength: rowCount, maxLength: rowCount });
      return cells.map((made) => ({ ...kind, ...rest, cells: made }));
    });

const table = fc
  .integer({ min: 1, max: 150 })
  .chain((rowCount) => fc.array(columnOf(rowCount), { minLength: 1, maxLength: 20 }));

describe('Avro rows of the kernel', () => {
  it('are the bytes that avsc makes, cut where rows alone decide', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 5000 }), (columns, capacity) => {
        kernel.freeAll();
        expect(encodeIn(columns, capacity)).toEqual(expectedPieces(avscRows(columns), capacity));
      }),
      { numRuns: 200 },
    );
  });

  it('hold integers of every length, at both sides of each step', () => {
    const cells = Array.from({ length: 63 }, (_, bits) => 2n ** BigInt(bits)).flatMap((power) => [
      ...[power - 1n, power, -power, -power - 1n],
    ]);
    const extremes = [...cells, 2n ** 63n - 1n, -(2n ** 63n)];
    for (const isNullable of [true, false]) {
      const columns = [column('long', LAYOUT_INTEGERS, extremes, { isNullable })];
      expect(encode(columns)).toEqual(Buffer.concat(avscRows(columns)));
    }
  });

  it('hold strings of every length', () => {
    const lengths = [...Array.from({ length: 300 }, (_, length) => length), 8191, 8192, 70_000];
    const cells = lengths.map((length) => 'äbc'.repeat(length).slice(0, length));
    for (const layout of [LAYOUT_IDS, LAYOUT_TEXT]) {
      for (const isNullable of [true, false]) {
        const columns = [column('string', layout, cells, { isNullable })];
        expect(encode(columns)).toEqual(Buffer.concat(avscRows(columns)));
      }
    }
  });

  it('hold decimals of every scale as the nearest float64', () => {
    for (let scale = 0; scale <= 22; scale += 1) {
      const cells = [0n, 1n, -1n, 7n, 123_456_789n, 2n ** 53n - 1n, -(2n ** 53n) + 1n];
      const columns = [column('double', LAYOUT_DECIMALS, cells, { scale })];
      expect(encode(columns)).toEqual(Buffer.concat(avscRows(columns)));
    }
  });

  it('keep negative zero, infinities and NaN', () => {
    const cells = [-0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
    const columns = [column('double', LAYOUT_DOUBLES, cells)];
    expect(encode(columns)).toEqual(Buffer.concat(avscRows(columns)));
  });

  it('know columns without a value', () => {
    const nothing = new Array<null>(100).fill(null);
    const columns = LAYOUTS.map(({ type, layout }) => column(type, layout, nothing));
    expect(encode(columns)).toEqual(Buffer.alloc(100 * columns.length));
  });

  it('know tables of thousands of columns', () => {
    const cells = Array.from({ length: 20 }, (_, row) => BigInt(row * 1000));
    const columns = Array.from({ length: 5000 }, () => column('long', LAYOUT_INTEGERS, cells));
    expect(encode(columns)).toEqual(Buffer.concat(avscRows(columns)));
  });

  it('begin anew with every batch', () => {
    const columns = [column('string', LAYOUT_TEXT, ['first', 'second', 'third'])];
    kernel.setUpAvro(1);
    const address = putColumns(kernel, columns);
    const target = kernel.allocate(100);
    for (let batch = 0; batch < 2; batch += 1) {
      kernel.beginAvroBatch();
      const end = kernel.encodeAvroRows(address, 1, 0, 2, target, 100);
      expect(Buffer.from(kernel.memory.buffer.slice(target, end)).toString()).toBe(
        '\u0002\nfirst\u0002\fsecond',
      );
    }
    const end = kernel.encodeAvroRows(address, 1, 2, 3, target, 100);
    expect(Buffer.from(kernel.memory.buffer.slice(target, end)).toString()).toBe('\u0002\nthird');
  });

  it('that do not fit are left, with the room that they need', () => {
    const columns = [column('string', LAYOUT_TEXT, ['short', 'x'.repeat(1000)])];
    kernel.setUpAvro(1);
    const address = putColumns(kernel, columns);
    const target = kernel.allocate(100);
    kernel.beginAvroBatch();
    expect(kernel.encodeAvroRows(address, 1, 0, 2, target, 100)).toBe(target + 7);
    expect(kernel.nextAvroRow()).toBe(1);
    expect(kernel.nextAvroRowBytes(1)).toBe(1003);
    expect(kernel.encodeAvroRows(address, 1, 1, 2, target, 1002)).toBe(target);
    expect(kernel.firstBrokenGuard()).toBe(0);
  });
});
