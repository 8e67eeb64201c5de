import { daysFromCivil } from '@parquetry/core';
import { describe, expect, it } from 'vitest';
import { booleanText, dateText, doubleText, integerText, timestampText } from './cells-generated.ts';
import {
  BOOLEANS,
  type CellKind,
  DATES,
  DECLARED_DOUBLES,
  INTEGERS,
  LOCAL_TIMESTAMPS,
  lawfulValue,
  UTC_TIMESTAMPS,
} from './cells-kinds.ts';
import { compileCells, openCells, randomNumbers } from './cells-support.ts';

const { exports, parseAll } = openCells(await compileCells());
const DELIMITER = 0x2c;
const QUOTE = 0x22;
const NO_QUOTE = 0x100;

const TYPES: readonly [CellKind, (random: (below: number) => number) => string, string][] = [
  [INTEGERS, integerText, '42'],
  [DECLARED_DOUBLES, doubleText, '0.1'],
  [BOOLEANS[0]!, booleanText, 'true'],
  [DATES, dateText, '2024-02-29'],
  [UTC_TIMESTAMPS, timestampText, '2024-02-29T12:00:00Z'],
  [LOCAL_TIMESTAMPS, timestampText, '2024-02-29 12:00:00.5'],
];

const names = TYPES.map(([kind, make, sound]) => [kind.name, kind, make, sound] as const);

describe.each(names)('a column of %s', (_, kind, make, sound) => {
  const value = lawfulValue(sound, kind)!;

  /** So many cells that are values, in the order of a seed. */
  function values(random: (below: number) => number, count: number): string[] {
    const found: string[] = [];
    while (found.length < count) {
      const text = make(random);
      if (lawfulValue(text, kind) !== undefined) found.push(text);
    }
    return found;
  }

  it('has its values without gaps, and its nulls where fields are empty', () => {
    const random = randomNumbers(1);
    for (let batch = 0; batch < 40; batch += 1) {
      const cells = values(random, 500).map((text) =>
        random(4) === 0 ? '' : random(4) === 0 ? `"${text}"` : text,
      );
      const expected = cells.map((text) =>
        text === '' ? null : lawfulValue(text.replaceAll('"', ''), kind),
      );
      const shape = { width: 1 + random(3), endAdjust: random(2) };
      expect(parseAll({ kind, cells, ...shape })).toEqual(expected);
    }
  });

  it('fits with no row, and with nothing but nulls', () => {
    expect(parseAll({ kind, cells: [] })).toEqual([]);
    expect(parseAll({ kind, cells: ['', '', ''] })).toEqual([null, null, null]);
  });

  it('does not fit where a single cell is of another type, wherever that is', () => {
    for (let row = 0; row < 20; row += 1) {
      const cells = Array.from({ length: 20 }, (_, at) => (at === row ? 'other' : sound));
      expect(parseAll({ kind, cells })).toBeUndefined();
    }
  });

  it('takes no null where it is required', () => {
    expect(parseAll({ kind, cells: [sound, sound], isNullable: false })).toEqual([value, value]);
    expect(parseAll({ kind, cells: [sound, '', sound], isNullable: false })).toBeUndefined();
    expect(parseAll({ kind, cells: [sound, '""'], isNullable: false })).toBeUndefined();
  });

  it('has a null, or does not fit, where two quotes have nothing between them', () => {
    expect(parseAll({ kind, cells: [sound, '""'] })).toEqual([value, null]);
    exports.setDialect(DELIMITER, QUOTE, false);
    expect(parseAll({ kind, cells: [sound, '""'] })).toBeUndefined();
    exports.setDialect(DELIMITER, QUOTE, true);
  });

  it('takes off one pair of quotes, of the dialect’s character, and no half ones', () => {
    for (const text of [`"${sound}`, `${sound}"`, `""${sound}""`, '"', `'${sound}'`, `" ${sound}"`]) {
      expect([text, parseAll({ kind, cells: [text] })]).toEqual([text, undefined]);
    }
    exports.setDialect(DELIMITER, 0x27, true);
    expect(parseAll({ kind, cells: [`'${sound}'`] })).toEqual([value]);
    exports.setDialect(DELIMITER, NO_QUOTE, true);
    expect(parseAll({ kind, cells: [`"${sound}"`] })).toBeUndefined();
    exports.setDialect(DELIMITER, QUOTE, true);
  });

  it('is read up to 64 bytes before the end of memory', () => {
    const index = exports.allocate(64) + 8;
    const column = exports.makeColumn(kind.kind, true, kind.spellings, kind.takesNonFinite, 8);
    // Only now, since memory may have grown: the last bytes after which 64 can still be read.
    const last = exports.memory.buffer.byteLength - 64 - sound.length - 1;
    const memory = new Uint8Array(exports.memory.buffer);
    const saved = memory.slice(last);
    for (const text of [sound, 'x'.repeat(sound.length), '1'.repeat(sound.length)]) {
      memory.set(Buffer.from(`${text}\n`), last);
      const ends = new Uint32Array(exports.memory.buffer, index - 4, 2);
      ends.set([last - 1, last + text.length]);
      const parse = {
        int64: exports.parseIntegerColumnSlowly,
        float64: exports.parseDoubleColumn,
        boolean: exports.parseBooleanColumn,
        date: exports.parseDateColumn,
        timestamp: exports.parseTimestampColumn,
        string: undefined,
      }[kind.type.kind];
      expect(parse?.(column, index, 4, 1, 0, 0)).toBe(lawfulValue(text, kind) === undefined ? 0 : 1);
    }
    memory.set(saved, last);
  });

  it('leaves all memory around its values alone', () => {
    expect(exports.firstBrokenGuard()).toBe(0);
  });
});

const padded = (value: number, width: number) => String(value).padStart(width, '0');
const dateOf = (year: number, month: number, day: number) =>
  `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;

describe('dates', () => {
  it('are counted as core counts them on every day of the years 0001–9999', () => {
    for (let from = 1; from < 10_000; from += 40) {
      const cells: string[] = [];
      const days: string[] = [];
      for (let year = from; year < Math.min(from + 40, 10_000); year += 1) {
        const first = daysFromCivil(year, 1, 1);
        const last = daysFromCivil(year, 12, 31);
        for (let day = first; day <= last; day += 1) {
          const date = new Date(day * 86_400_000);
          cells.push(dateOf(year, date.getUTCMonth() + 1, date.getUTCDate()));
          days.push(String(day));
        }
      }
      expect(parseAll({ kind: DATES, cells })).toEqual(days);
    }
  });

  it('that no calendar has are none', () => {
    for (const year of [0, 1, 4, 100, 400, 1900, 2000, 2023, 2024, 9999]) {
      for (let month = 0; month < 100; month += 1) {
        for (let day = 0; day < 100; day += 1) {
          const text = dateOf(year, month, day);
          const found = parseAll({ kind: DATES, cells: [text] })?.[0];
          if (found !== lawfulValue(text, DATES)) expect.fail(`${text} is ${found}`);
        }
      }
    }
  });
});

describe('timestamps', () => {
  it('have every second of a day and every number of fraction digits', () => {
    for (let minute = 0; minute < 1_440; minute += 7) {
      const cells: string[] = [];
      for (let second = 0; second < 60; second += 1) {
        const time = `${padded(Math.floor(minute / 60), 2)}:${padded(minute % 60, 2)}`;
        for (const tail of ['', `:${padded(second, 2)}`]) cells.push(`1969-12-31T${time}${tail}`);
        for (let digits = 1; digits <= 6; digits += 1) {
          cells.push(`2038-01-19 ${time}:${padded(second, 2)}.${'987654'.slice(0, digits)}`);
        }
      }
      expect(parseAll({ kind: LOCAL_TIMESTAMPS, cells })).toEqual(
        cells.map((text) => lawfulValue(text, LOCAL_TIMESTAMPS)),
      );
      const instants = cells.map((text) => `${text}Z`);
      expect(parseAll({ kind: UTC_TIMESTAMPS, cells: instants })).toEqual(
        instants.map((text) => lawfulValue(text, UTC_TIMESTAMPS)),
      );
    }
  });

  it('have their offset taken off, over the bounds of days and years', () => {
    const cells = [
      '0001-01-01T00:00:00+23:59',
      '9999-12-31T23:59:59.999999-2359',
      '2024-03-01T00:30+01',
      '1970-01-01T00:00Z',
      '1969-12-31 23:59:59.000001-00:00',
    ];
    expect(parseAll({ kind: UTC_TIMESTAMPS, cells })).toEqual(
      cells.map((text) => lawfulValue(text, UTC_TIMESTAMPS)),
    );
  });
});
