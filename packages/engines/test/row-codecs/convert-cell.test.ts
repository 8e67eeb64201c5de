import { type ColumnType, parseCell, type TypeGuess, typeFromName, typeNames } from '@parquetry/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellConverter } from '../../src/row-codecs/convert-cell.ts';

const digits = fc.stringMatching(/^-?[0-9]{1,20}$/);
const decimals = fc.stringMatching(/^-?[0-9]{0,12}\.?[0-9]{0,12}([eE][-+]?[0-9]{1,3})?$/);
const times = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.constantFrom('', 'Z', '+05:30', '-11', '123Z', '123'),
  )
  .map(([date, rest]) => date.toISOString().replace('Z', rest));
const words = fc.constantFrom(
  'true',
  'false',
  'False',
  'TRUE',
  'tRUE',
  'NaN',
  '-Infinity',
  '-0',
  '-0.0',
  '007',
  '',
  'x',
);
const cells = fc.option(
  fc.oneof(
    digits,
    decimals,
    times,
    times.map((time) => time.slice(0, 10)),
    words,
  ),
  { freq: 20 },
);

/** The value of a row object in core's vocabulary. */
function asCellValue(value: unknown, type: ColumnType): unknown {
  if (value instanceof Date) return value.getTime() / 86_400_000;
  const isInteger = type.kind === 'int64' || type.kind === 'timestamp';
  return isInteger && typeof value === 'number' ? BigInt(value) : value;
}

const guesses: Record<string, TypeGuess[]> = {
  boolean: [{}, { spelling: 'true' }, { spelling: 'TRUE' }, { spelling: 'True' }],
  string: [{}, { isUnseen: true }, { isJsonText: true }],
};

const cases = typeNames.flatMap((typeName) =>
  [undefined, ...(guesses[typeName] ?? [{}])].map((guess) => ({
    typeName,
    guess,
    how: guess ? `guessed as ${JSON.stringify(guess)}` : 'declared',
  })),
);

describe('cellConverter', () => {
  it.each(cases)('gives a $typeName, $how, the value that parseCell gives it', ({ typeName, guess }) => {
    const type = typeFromName(typeName);
    const convert = cellConverter({ name: 'c', type, nullable: true, ...(guess && { guess }) });
    fc.assert(
      fc.property(cells, (text) => {
        expect(asCellValue(convert(text), type)).toEqual(parseCell(text, type, guess));
      }),
      { numRuns: 1500 },
    );
  });

  it('takes no null in a required column, but the empty string in one of text', () => {
    const convert = cellConverter({ name: 'c', type: { kind: 'string' }, nullable: false });
    expect(convert(null)).toBeUndefined();
    expect(convert('')).toBe('');
  });

  it('makes one Date of equal days', () => {
    const convert = cellConverter({ name: 'c', type: { kind: 'date' }, nullable: true });
    expect(convert('1969-07-20')).toBe(convert('1969-07-20'));
  });
});
