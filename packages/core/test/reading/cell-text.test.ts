import { dateText, plainCell, showCell, timestampText } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('dates and timestamps as text', () => {
  it('agree with Date wherever Date can say them', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        const iso = date.toISOString();
        const micros = BigInt(date.getTime()) * 1000n;
        expect(dateText(Math.floor(date.getTime() / 86_400_000))).toBe(iso.slice(0, iso.indexOf('T')));
        const expected = iso.replace(/\.000Z$/, 'Z').replace(/(\.\d{3})Z$/, '$1000Z');
        expect(timestampText(micros, 6, true)).toBe(expected);
      }),
    );
  });

  it('keep microseconds, before 1970 as well', () => {
    expect(timestampText(-1n, 6, false)).toBe('1969-12-31T23:59:59.999999');
    expect(timestampText(1_709_210_096_000_001n, 6, true)).toBe('2024-02-29T12:34:56.000001Z');
  });
});

describe('cells as text', () => {
  it('survive JSON, whatever the value', () => {
    expect(plainCell(2n ** 63n - 1n, { kind: 'int64' })).toBe('9223372036854775807');
    expect(plainCell(-0, { kind: 'float64' })).toBe('-0');
    expect(plainCell(Number.NaN, { kind: 'float64' })).toBe('NaN');
    expect(plainCell(19_782, { kind: 'date' })).toBe('2024-02-29');
    expect(plainCell(null, { kind: 'date' })).toBe(null);
    expect(plainCell(1.5, { kind: 'float64' })).toBe(1.5);
  });

  it('are quoted and cut within a sentence when they are text', () => {
    expect(showCell('say "hi"', { kind: 'string' })).toBe('"say \\"hi\\""');
    expect(showCell('x'.repeat(50), { kind: 'string' })).toBe(`"${'x'.repeat(40)}…"`);
    expect(showCell(null, { kind: 'string' })).toBe('null');
    expect(showCell(12.5, { kind: 'float64' })).toBe('12.5');
  });
});
