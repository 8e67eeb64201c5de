import { describe, expect, it } from 'vitest';
import {
  booleanText,
  dateText,
  doubleText,
  integerText,
  type MakeText,
  nearly,
  timestampText,
} from './cells-generated.ts';
import {
  BOOLEANS,
  type CellKind,
  DATES,
  DECLARED_DOUBLES,
  GUESSED_DOUBLES,
  INTEGERS,
  LOCAL_TIMESTAMPS,
  lawfulValue,
  UTC_TIMESTAMPS,
} from './cells-kinds.ts';
import { compileCells, openCells, randomNumbers } from './cells-support.ts';

const TEXTS = 200_000;
const { exports, parseOne, parseAll } = openCells(await compileCells());

const ALL = [
  INTEGERS,
  GUESSED_DOUBLES,
  DECLARED_DOUBLES,
  ...BOOLEANS,
  DATES,
  UTC_TIMESTAMPS,
  LOCAL_TIMESTAMPS,
];

/** Compares both ways to parse with core's; how many cells were values. */
function compare(text: string, kind: CellKind): number {
  const lawful = lawfulValue(text, kind);
  const one = parseOne(text, kind);
  if (one !== lawful)
    expect.fail(`${JSON.stringify(text)} as ${kind.name}: ${one}, and by the law ${lawful}`);
  // In a field, quotes around text are no part of it, and nothing is null.
  if (text === '' || (text.startsWith('"') && text.endsWith('"'))) return 0;
  const column = parseAll({ kind, cells: [text] })?.[0];
  if (column !== lawful)
    expect.fail(`column of ${JSON.stringify(text)} as ${kind.name}: ${column}, not ${lawful}`);
  return lawful === undefined ? 0 : 1;
}

describe('cells', () => {
  it.each<[string, readonly CellKind[], MakeText]>([
    ['integers', [INTEGERS], integerText],
    ['doubles', [GUESSED_DOUBLES, DECLARED_DOUBLES], doubleText],
    ['booleans', BOOLEANS, booleanText],
    ['dates', [DATES], dateText],
    ['timestamps', [UTC_TIMESTAMPS, LOCAL_TIMESTAMPS], timestampText],
  ])('of %s are what core says they are, and no others', (_, kinds, make) => {
    const random = randomNumbers(20_260);
    const text = nearly(make);
    const values = kinds.map(() => 0);
    for (let count = 0; count < TEXTS; count += 1) {
      const cell = text(random);
      kinds.forEach((kind, place) => {
        values[place]! += compare(cell, kind);
      });
    }
    // The texts test nothing unless many of them are values, and many are none.
    for (const count of values) {
      expect(count).toBeGreaterThan(TEXTS / 20);
      expect(count).toBeLessThan(TEXTS * 0.95);
    }
  });

  it('of one type are judged by the law in columns of all others', () => {
    const random = randomNumbers(7);
    for (const make of [integerText, doubleText, booleanText, dateText, timestampText]) {
      for (let count = 0; count < 4_000; count += 1) {
        const cell = nearly(make)(random);
        for (const kind of ALL) compare(cell, kind);
      }
    }
  });

  it('of any length are judged by the law', () => {
    for (const part of ['0', '1', '9', '.', '-', 'e', '0.', '1e', ' ', '\0', 'true', '2024-']) {
      for (let length = 0; length < 70; length += 1) {
        const long = part.repeat(length).slice(0, length);
        for (const kind of ALL) {
          for (const cell of [
            long,
            `1.${long}`,
            `0.${long}1`,
            `${long}.5`,
            `1e${long}`,
            `-${long}`,
            `true${long}`,
          ])
            compare(cell, kind);
        }
      }
    }
  });

  it('leave all memory around their values alone', () => {
    expect(exports.firstBrokenGuard()).toBe(0);
  });
});
