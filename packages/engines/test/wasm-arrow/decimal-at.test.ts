import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalAt } from '../../src/wasm-arrow/columns/decimal-at.ts';

const read = (text: string) => decimalAt(Buffer.from(text), 0, text.length);

/** Plain decimals of so many digits, the point anywhere among them. */
const plainDecimal = (minLength: number, maxLength: number) =>
  fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.integer({ min: 1, max: 9 }),
      fc.string({
        unit: fc.constantFrom(...'0123456789'),
        minLength: minLength - 1,
        maxLength: maxLength - 1,
      }),
      fc.nat(),
    )
    .map(([sign, first, rest, point]) => {
      const digits = `${first}${rest}`;
      const at = 1 + (point % digits.length);
      return `${sign}${digits.slice(0, at)}.${digits.slice(at)}`;
    });

describe('a decimal text', () => {
  it('of up to 15 digits is always read, as the nearest double', () => {
    const property = fc.property(plainDecimal(1, 15), (text) => {
      expect(read(text)).toBe(Number(text));
    });
    fc.assert(property, { numRuns: 5000 });
  });

  it('of 16 or 17 digits is read as the nearest double, or left to slower means', () => {
    let left = 0;
    const numRuns = 20_000;
    const property = fc.property(plainDecimal(16, 17), (text) => {
      const value = read(text);
      if (Number.isNaN(value)) left += 1;
      else expect(value).toBe(Number(text));
    });
    fc.assert(property, { numRuns });
    expect(left).toBeLessThan(numRuns / 100);
  });

  it('halfway between two doubles is left to slower means or rounded to even', () => {
    // Halves above 2^53 and tenths that come close to the middle of two doubles.
    for (const text of [
      '4503599627370496.5',
      '4503599627370497.5',
      '9007199254740991.5',
      '900719925474099.25',
    ]) {
      const value = read(text);
      if (!Number.isNaN(value)) expect(value).toBe(Number(text));
    }
  });

  it('as JavaScript prints a double is read as that double, or left to slower means', () => {
    const property = fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = Object.is(value, -0) ? '-0.0' : String(value);
      const found = read(text);
      if (!Number.isNaN(found)) expect(found).toBe(value);
    });
    fc.assert(property, { numRuns: 20_000 });
  });

  it('keeps the sign of zero', () => {
    expect(read('-0.0')).toBe(-0);
    expect(read('-0e5')).toBe(-0);
    expect(read('0.000')).toBe(0);
  });
});
