import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  LARGEST_EXPONENT,
  powersOfFiveSource,
  SMALLEST_EXPONENT,
  significandOfPowerOfFive,
} from '../scripts/powers-of-five.ts';
import { bitsOf, GUESSED_DOUBLES } from './cells-kinds.ts';
import { compileCells, openCells, randomNumbers } from './cells-support.ts';

const { exports, parseOne, parseAll } = openCells(await compileCells());
const random = randomNumbers(2_026);
const scratch = new DataView(new ArrayBuffer(8));

function doubleOf(bits: bigint): number {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
}

const randomBits = () => (BigInt(random(2 ** 32)) << 32n) | BigInt(random(2 ** 32));

function expectDoubles(texts: readonly string[]): void {
  const column = parseAll({ kind: GUESSED_DOUBLES, cells: texts });
  texts.forEach((text, row) => {
    const bits = bitsOf(Number(text));
    if (column?.[row] !== bits) expect.fail(`column of ${text}: ${column?.[row]}, not ${bits}`);
    const one = parseOne(text, GUESSED_DOUBLES);
    if (one !== bits) expect.fail(`${text}: ${one}, not ${bits}`);
  });
}

const batches = (count: number, make: () => string) => {
  for (let batch = 0; batch < count; batch += 1) expectDoubles(Array.from({ length: 2_000 }, make));
};

/** A number halfway between two doubles, or next to it where that takes more than 17 digits. */
function nearHalfway(): string {
  const odd = 2n * (2n ** 52n + (BigInt(random(2 ** 32)) << 20n)) + 1n;
  const text = String(odd << BigInt(random(10)));
  return `${text.slice(0, 17)}e${Math.max(0, text.length - 17)}`;
}

describe('doubles in the kernel', () => {
  it('are the nearest of every bit pattern in its shortest form', () => {
    batches(60, () => {
      const value = doubleOf(randomBits());
      return Number.isFinite(value) && value !== 0 ? value.toExponential() : '1.5';
    });
  });

  it('are the nearest to 16 and 17 digits', () => {
    batches(40, () => {
      const value = doubleOf(randomBits());
      return Number.isFinite(value) && Math.abs(value) < 1e308 && value !== 0
        ? value.toExponential(15 + random(2))
        : '0.5';
    });
    batches(40, () => `${random(2) ? '-' : ''}${random(1_000)}.${String(random(2 ** 32)).padStart(13, '1')}`);
    batches(40, () => (random(2 ** 32) / 2 ** 32 + random(2 ** 21) / 2 ** 53).toString());
  });

  it('are subnormal where they are small, and exact', () => {
    batches(30, () => doubleOf(BigInt(1 + random(2 ** random(32))) << BigInt(random(20))).toExponential());
    batches(30, () =>
      doubleOf(2n ** 52n - 1n - BigInt(random(2 ** 20)) + BigInt(random(2 ** 21))).toExponential(16),
    );
    expectDoubles([
      '5e-324',
      '4.9406564584124654e-324',
      '2.4703282292062329e-324',
      '2.2250738585072011e-308',
    ]);
    expectDoubles([
      '2.2250738585072014e-308',
      '2.225073858507201e-308',
      '1.7976931348623157e308',
      '1.7976931348623158e308',
    ]);
  });

  it('are even where they lie halfway', () => {
    expectDoubles(['9007199254740993.0', '9007199254740995.0', '9007199254740992.5', '4503599627370496.5']);
    expectDoubles([
      '9007199254740993e0',
      '90071992547409930e0',
      '90071992547409930e-1',
      '1801439850948198.5e1',
    ]);
    expectDoubles(['4503599627370497.5', '4503599627370498.5', '-4503599627370499.5', '18014398509481985e1']);
    batches(60, nearHalfway);
    // Multiples of powers of five meet the exact products of the powers of ten up to 10^23.
    batches(
      20,
      () => `${(2n ** 53n + 1n + 2n * BigInt(random(1_000))) / 5n ** BigInt(random(6))}e${random(24)}`,
    );
  });

  it('keep the sign of zero, whatever its exponent', () => {
    expectDoubles([
      '0',
      '0.0',
      '-0.0',
      '-0.',
      '-.0',
      '0e5',
      '-0e-999999999999999999999',
      '0.000e400',
      '0.0e308',
    ]);
  });

  it('are nothing where they would be zero or infinite', () => {
    for (const text of [
      '1.7976931348623159e308',
      '1e309',
      '17976931348623159e293',
      '1e99999999999999999999',
    ]) {
      expect([text, parseOne(text, GUESSED_DOUBLES)]).toEqual([text, undefined]);
      expect([text, parseAll({ kind: GUESSED_DOUBLES, cells: [text] })]).toEqual([text, undefined]);
    }
    for (const text of [
      '2.4703282292062327e-324',
      '2e-324',
      '1e-400',
      `0.${'0'.repeat(400)}1`,
      '1e-99999999999999999999',
    ]) {
      expect([text, parseOne(text, GUESSED_DOUBLES)]).toEqual([text, undefined]);
      expect([text, parseAll({ kind: GUESSED_DOUBLES, cells: [text] })]).toEqual([text, undefined]);
    }
  });

  it('are found behind a thousand zeros that an exponent takes back', () => {
    expectDoubles([`0.${'0'.repeat(1_000)}15e1001`, `-0.${'0'.repeat(330)}12345678901234567e335`]);
  });

  it('are the nearest to any significand of 64 bits, by the method for all numbers', () => {
    for (let count = 0; count < 100_000; count += 1) {
      const significand = randomBits() >> BigInt(random(64)) || 1n;
      const exponent = random(800) - 400;
      const found = exports.nearestDouble(significand, exponent);
      const nearest = Number(`${significand}e${exponent}`);
      if (!Object.is(found, nearest)) expect.fail(`${significand}e${exponent}: ${found}, not ${nearest}`);
    }
  });
});

describe('the table of powers of five', () => {
  it('is what its script writes', () => {
    const path = new URL('../assembly/cells/powers-of-five.ts', import.meta.url);
    expect(readFileSync(path, 'utf8')).toBe(powersOfFiveSource());
  });

  it('holds 128 bits of every power: cut where it is whole, up to one more than its reciprocal', () => {
    for (let exponent = SMALLEST_EXPONENT; exponent <= LARGEST_EXPONENT; exponent += 1) {
      const significand = significandOfPowerOfFive(exponent);
      expect(significand.toString(2)).toHaveLength(128);
      const power = 5n ** BigInt(Math.abs(exponent));
      const scale = power.toString(2).length - 128;
      if (exponent >= 0) {
        const whole = scale < 0 ? power << BigInt(-scale) : power >> BigInt(scale);
        expect(significand).toBe(whole);
      } else {
        // significand × power is 2^n, or more by no more than one power.
        const surplus = significand * power - 2n ** BigInt(127 + power.toString(2).length);
        expect(surplus > -power && surplus <= power).toBe(true);
      }
    }
  });
});
