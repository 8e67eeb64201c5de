import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CellValue,
  type ColumnType,
  cellComplaint,
  cellEvidence,
  Evidence,
  guessFromEvidence,
  parseCell,
  type TypeName,
  typeFromEvidence,
  typeFromName,
  typeName,
} from '../src/index.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const evidenceOf = (...cells: string[]) =>
  cells.reduce(
    (all, cell) => all | cellEvidence(encode(cell), 0, encode(cell).length),
    Evidence.none as number,
  );
const inferred = (...cells: string[]) => typeName(typeFromEvidence(evidenceOf(...cells)));

describe('the type of a column of text', () => {
  const cases: [TypeName, string[]][] = [
    ['boolean', ['true', 'false']],
    ['boolean', ['TRUE', 'FALSE', '']],
    ['boolean', ['True']],
    ['string', ['true', 'TRUE']],
    ['string', ['tRue']],
    ['string', ['true', '1']],
    ['int64', ['0', '-1', '9223372036854775807', '-9223372036854775808']],
    ['string', ['9223372036854775808']],
    ['string', ['-9223372036854775809']],
    ['string', ['-0']],
    ['string', ['+5']],
    ['string', ['007']],
    ['string', ['0042', '17']],
    ['string', ['1 ']],
    ['string', ['1,5']],
    ['float64', ['1.5', '-0.0', '1e3', '2E-5', '1.', '.5']],
    ['float64', ['1', '2.5']],
    ['float64', ['1.2345678901234567']],
    ['string', ['1.23456789012345678']],
    ['string', ['00.5']],
    ['string', ['1e999']],
    ['string', ['1e-999']],
    ['string', [`0.${'0'.repeat(330)}1`]],
    ['float64', [`0.${'0'.repeat(310)}1`, `0.${'0'.repeat(400)}`]],
    ['string', ['1.5e']],
    ['string', ['1.5x']],
    ['float64', ['0e-999']],
    ['string', ['.']],
    ['string', ['-']],
    ['string', ['1e']],
    ['string', ['NaN']],
    ['string', ['Infinity', '1.5']],
    ['float64', ['9007199254740992', '0.5']],
    ['string', ['9007199254740993', '0.5']],
    ['int64', ['9007199254740993', '5']],
    ['date', ['2024-02-29', '0001-01-01', '9999-12-31']],
    ['string', ['2023-02-29']],
    ['string', ['2024-13-01']],
    ['string', ['0000-01-01']],
    ['string', ['2024-1-1']],
    ['timestamp', ['2024-01-01T00:00:00Z', '2024-01-01 00:00:00.123456+05:30', '2024-01-01T00:00-0800']],
    ['local_timestamp', ['2024-01-01T00:00:00', '2024-01-01 23:59:59.5']],
    ['string', ['2024-01-01T00:00:00Z', '2024-01-01T00:00:00']],
    ['string', ['2024-01-01', '2024-01-01T00:00:00']],
    ['string', ['2024-01-01T24:00:00']],
    ['string', ['2024-01-01T00:00:00.1234567']],
    ['string', ['2024-01-01T00:00:60Z']],
    ['string', ['2024-01-01T00:00:00.']],
    ['string', ['', '']],
    ['string', ['1', 'x']],
  ];
  it.each(cases)('is %s for %j', (type, cells) => {
    expect(inferred(...cells)).toBe(type);
  });

  it('does not depend on the order of the cells', () => {
    const cell = fc.constantFrom('1', '9007199254740993', '1.5', 'true', 'TRUE', '', '2024-01-01', 'x', '-0');
    fc.assert(
      fc.property(fc.array(cell), (cells) => {
        expect(inferred(...cells)).toBe(inferred(...cells.toReversed()));
      }),
    );
  });

  it('holds every cell it was inferred from', () => {
    const cell = fc.oneof(
      fc.constantFrom('true', 'FALSE', 'False', '', '-0', '007', '.5', '2024-02-29', '2024-01-01T00:00Z'),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.bigInt({ min: -(2n ** 64n), max: 2n ** 64n }).map(String),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 4 }), (cells) => {
        const type = typeFromEvidence(evidenceOf(...cells));
        const guess = guessFromEvidence(evidenceOf(...cells));
        for (const text of cells) expect(parseCell(text || null, type, guess)).not.toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('is contradicted by just those cells that would have changed it', () => {
    const cell = fc.constantFrom(
      ...['true', 'FALSE', 'True', '', '-0', '1', '9007199254740993', '1.5', 'NaN', 'Infinity', 'x'],
      ...['99999999999999999999', '2024-02-29', '2024-01-01T00:00Z', '2024-01-01T00:00', '1e400', '1e-400'],
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 3 }), cell, (cells, next) => {
        const before = evidenceOf(...cells);
        const after = evidenceOf(...cells, next);
        const type = typeFromEvidence(before);
        const isContradiction = parseCell(next || null, type, guessFromEvidence(before)) === undefined;
        const isSame =
          typeName(type) === typeName(typeFromEvidence(after)) && (before === 0) === (after === 0);
        expect(isContradiction).toBe(!isSame);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the value of a cell', () => {
  const value = (text: string | null, type: TypeName) => parseCell(text, typeFromName(type));
  const cases: [string | null, TypeName, CellValue | undefined][] = [
    [null, 'int64', null],
    [null, 'string', null],
    ['', 'int64', undefined],
    ['', 'string', ''],
    ['true', 'boolean', true],
    ['False', 'boolean', false],
    ['yes', 'boolean', undefined],
    ['-9223372036854775808', 'int64', -(2n ** 63n)],
    ['1.5', 'int64', undefined],
    ['1.50', 'float64', 1.5],
    ['-0.0', 'float64', -0],
    ['7', 'float64', 7],
    ['9007199254740993', 'float64', undefined],
    ['NaN', 'float64', Number.NaN],
    ['-Infinity', 'float64', Number.NEGATIVE_INFINITY],
    ['valueOf', 'float64', undefined],
    ['1970-01-02', 'date', 1],
    ['1969-12-31', 'date', -1],
    ['2000-03-01', 'date', 11017],
    ['1970-01-01T00:00:00.000001Z', 'timestamp', 1n],
    ['1970-01-01T01:00:00+01:00', 'timestamp', 0n],
    ['1969-12-31T23:59:59.999999', 'local_timestamp', -1n],
    ['1970-01-01T00:00:00', 'timestamp', undefined],
    ['1970-01-01T00:00:00Z', 'local_timestamp', undefined],
    ['0042', 'string', '0042'],
  ];
  it.each(cases)('%j as %s is %s', (text, type, expected) => {
    expect(value(text, type)).toBe(expected);
  });

  it('agrees with the calendar of the language for every day', () => {
    const day = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString();
        expect(value(iso.slice(0, 10), 'date')).toBe(Math.floor(date.getTime() / 86_400_000));
        expect(value(iso, 'timestamp')).toBe(BigInt(date.getTime()) * 1000n);
      }),
    );
  });

  it('is complained about with the text and the type', () => {
    const complain = (text: string | null, type: ColumnType) => cellComplaint(text, type).reason;
    expect(complain('12x', { kind: 'int64' })).toBe('"12x" is not an int64');
    expect(complain(null, { kind: 'date' })).toBe('a null in a required column');
    expect(complain('y'.repeat(99), { kind: 'boolean' })).toBe(`"${'y'.repeat(40)}…" is not a boolean`);
  });

  it('is complained about without the text where that is to stay secret', () => {
    expect(cellComplaint('12x', { kind: 'int64' }).redactedReason).toBe('a cell is not an int64');
  });
});
