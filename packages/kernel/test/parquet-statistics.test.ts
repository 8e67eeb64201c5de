import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  KIND_BOOLEAN,
  KIND_DATE,
  KIND_FLOAT64,
  KIND_INT64,
  KIND_STRING,
  KIND_TIMESTAMP_UTC,
  KIND_UNSEEN,
} from '../src/abi/layout.ts';
import type { ColumnKind } from '../src/parquet/parquet-format.ts';
import { makeFile } from './parquet-made-file.ts';
import type { Cell } from './parquet-made-pages.ts';
import { columnIndexOf, metadataOf } from './parquet-readers.ts';

/** A file of one column and one row group of these pages. */
const fileOf = (kind: ColumnKind, ...pages: (readonly Cell[])[]) => makeFile([{ kind, groups: [pages] }]);

function statisticsOf(kind: ColumnKind, ...pages: (readonly Cell[])[]) {
  return metadataOf(fileOf(kind, ...pages)).row_groups[0]!.columns[0]!.meta_data!.statistics!;
}

const boundsOf = (kind: ColumnKind, ...pages: (readonly Cell[])[]) => {
  const { min_value, max_value } = statisticsOf(kind, ...pages);
  return [min_value, max_value];
};

const indexOf = (kind: ColumnKind, ...pages: (readonly Cell[])[]) =>
  columnIndexOf(fileOf(kind, ...pages), 0, 0);

const texts = (bounds: readonly unknown[]) =>
  bounds.map((bound) => Buffer.from(bound as Uint8Array).toString());
const doubles = (bounds: readonly unknown[]) =>
  bounds.map((bound) => Buffer.from(bound as Uint8Array).readDoubleLE());

const HIGHEST = '\u{10ffff}'.repeat(17);

describe('statistics of a chunk', () => {
  it('are the least and the greatest of all its pages, by the order of the type', () => {
    expect(boundsOf(KIND_INT64, [5n], [-3n, 4n], [2n ** 40n])).toEqual([-3n, 2n ** 40n]);
    expect(boundsOf(KIND_INT64, [-1n], [-(2n ** 32n)], [2n ** 32n], [2n ** 31n])).toEqual([
      -(2n ** 32n),
      2n ** 32n,
    ]);
    expect(boundsOf(KIND_FLOAT64, [1.5], [-2, 0.1])).toEqual([-2, 1.5]);
    expect(boundsOf(KIND_FLOAT64, [Number.NEGATIVE_INFINITY], [7])).toEqual([Number.NEGATIVE_INFINITY, 7]);
    expect(boundsOf(KIND_BOOLEAN, [true], [true])).toEqual([true, true]);
    expect(boundsOf(KIND_BOOLEAN, [true], [false])).toEqual([false, true]);
    expect(boundsOf(KIND_DATE, [-5, 3], [null, -6])).toEqual([-6, 3]);
    expect(boundsOf(KIND_TIMESTAMP_UTC, [5n], [-6n])).toEqual([-6n, 5n]);
    expect(boundsOf(KIND_STRING, ['b', ''], ['é'], ['ba', '\u{1f600}', '\uffff'])).toEqual(['', '\u{1f600}']);
  });

  it('count nulls, and have no bounds where there is nothing else', () => {
    expect(statisticsOf(KIND_INT64, [1n, null], [null])).toMatchObject({ null_count: 2n, min_value: 1n });
    for (const kind of [KIND_INT64, KIND_STRING, KIND_UNSEEN] as const) {
      const { null_count, min_value, max_value } = statisticsOf(kind, [null, null], [null]);
      expect([null_count, min_value, max_value]).toEqual([3n, undefined, undefined]);
    }
  });

  it('have no bounds with a NaN in any page', () => {
    expect(boundsOf(KIND_FLOAT64, [1], [Number.NaN, 2], [3])).toEqual([undefined, undefined]);
  });

  it.each([
    [0, 5, -0, 5],
    [-0, 5, -0, 5],
    [-5, -0, -5, 0],
    [-5, 0, -5, 0],
    [0, -0, -0, 0],
  ])('of %d and %d have −0 as least and +0 as greatest zero', (a, b, least, greatest) => {
    expect(boundsOf(KIND_FLOAT64, [a, b])).toEqual([least, greatest]);
    expect(boundsOf(KIND_FLOAT64, [a], [b])).toEqual([least, greatest]);
  });

  it('of integers keep zero as it is', () => {
    expect(boundsOf(KIND_INT64, [0n], [0n])).toEqual([0n, 0n]);
    expect(boundsOf(KIND_DATE, [0], [0])).toEqual([0, 0]);
  });

  it('of strings up to 64 bytes are exact', () => {
    const [low, high] = ['a'.repeat(64), 'é'.repeat(32)];
    expect(statisticsOf(KIND_STRING, [low, high])).toMatchObject({
      min_value: low,
      is_min_value_exact: true,
      max_value: high,
      is_max_value_exact: true,
    });
  });

  it('of longer strings are cut between characters, the greatest raised, and said to be inexact', () => {
    const high = `${'é'.repeat(31)}x😀${'y'.repeat(100)}`;
    expect(statisticsOf(KIND_STRING, ['a'.repeat(65)], [high])).toMatchObject({
      min_value: 'a'.repeat(64),
      is_min_value_exact: false,
      max_value: `${'é'.repeat(31)}y`,
      is_max_value_exact: false,
    });
  });

  it('tell a string of 64 bytes from longer ones that begin with it', () => {
    const exact = 'a'.repeat(64);
    expect(statisticsOf(KIND_STRING, [`${exact}b`], [exact])).toMatchObject({
      min_value: exact,
      is_min_value_exact: true,
      max_value: `${'a'.repeat(63)}b`,
      is_max_value_exact: false,
    });
  });

  it('have no greatest string where none of that length is greater', () => {
    const { max_value, is_max_value_exact, min_value } = statisticsOf(KIND_STRING, ['a'], [HIGHEST]);
    expect([max_value, is_max_value_exact, min_value]).toEqual([undefined, undefined, 'a']);
  });
});

describe('the index of a column', () => {
  it('has the bounds and nulls of every page', () => {
    const index = indexOf(KIND_STRING, ['b', null, 'a'], [null], ['c'])!;
    expect(index.null_pages).toEqual([false, true, false]);
    expect(texts(index.min_values)).toEqual(['a', '', 'c']);
    expect(texts(index.max_values)).toEqual(['b', '', 'c']);
    expect(index.null_counts).toEqual([1n, 1n, 0n]);
  });

  it.each([
    ['ASCENDING', [[1n, 2n], [2n, 5n], [null], [2n, 5n]]],
    ['ASCENDING', [[7n]]],
    ['DESCENDING', [[5n, 9n], [null], [5n], [-1n]]],
    [
      'UNORDERED',
      [
        [1n, 5n],
        [2n, 4n],
      ],
    ],
    ['UNORDERED', [[1n], [3n], [2n]]],
  ] as const)('is %s for %o', (order, pages) => {
    expect(indexOf(KIND_INT64, ...pages)!.boundary_order).toBe(order);
  });

  it('orders numbers by value and strings by bytes', () => {
    expect(indexOf(KIND_FLOAT64, [-10], [-9], [1e300])!.boundary_order).toBe('ASCENDING');
    expect(indexOf(KIND_INT64, [-(2n ** 33n)], [-1n], [2n ** 32n])!.boundary_order).toBe('ASCENDING');
    expect(indexOf(KIND_STRING, ['z'], ['é'], ['\uffff'], ['😀'])!.boundary_order).toBe('ASCENDING');
    expect(indexOf(KIND_STRING, ['b'], ['a'.repeat(99)], ['a'])!.boundary_order).toBe('DESCENDING');
  });

  it('orders cut strings as they are written', () => {
    const start = 'x'.repeat(63);
    const index = indexOf(KIND_STRING, [`${start}yy`], [`${start}é`])!;
    expect(texts(index.min_values)).toEqual([`${start}y`, start]);
    expect(texts(index.max_values)).toEqual([`${start}z`, `${'x'.repeat(62)}y`]);
    // As noted, both bounds ascend.
    expect(index.boundary_order).toBe('UNORDERED');
  });

  it('writes zero as −0 and +0', () => {
    const index = indexOf(KIND_FLOAT64, [0, 1], [-1, -0])!;
    expect(doubles(index.min_values)).toEqual([-0, -1]);
    expect(doubles(index.max_values)).toEqual([1, 0]);
  });

  it('is absent where a page has a NaN', () => {
    expect(indexOf(KIND_FLOAT64, [1], [Number.NaN])).toBeUndefined();
  });

  it('is absent where a page has no greatest string', () => {
    expect(indexOf(KIND_STRING, ['a'], [HIGHEST])).toBeUndefined();
  });

  it('is there for pages that are all null', () => {
    expect(indexOf(KIND_UNSEEN, [null], [null, null])!.null_counts).toEqual([1n, 2n]);
  });
});

describe('for any strings', () => {
  const letter = fc.constantFrom('a', 'é', '\u007f', '\u07ff', '\uffff', '😀', '\u{10ffff}', 'z');
  const long = fc
    .tuple(letter, fc.nat({ max: 70 }), letter, fc.nat({ max: 40 }))
    .map(([a, many, b, some]) => a.repeat(many) + b.repeat(some));
  const pages = fc.array(fc.array(fc.option(long), { minLength: 1, maxLength: 5 }), {
    minLength: 1,
    maxLength: 6,
  });
  const compare = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  const wrongOrder = (order: string, bounds: readonly string[]) => {
    const signs = bounds.slice(1).map((bound, at) => compare(bounds[at]!, bound));
    if (order === 'ASCENDING') return signs.some((sign) => sign > 0);
    return order === 'DESCENDING' && signs.some((sign) => sign < 0);
  };

  it('bounds hold, exact ones are values, and the order is as stated', () => {
    fc.assert(
      fc.property(pages, (some) => {
        const { min_value: min, max_value: max, ...stated } = statisticsOf(KIND_STRING, ...some);
        const values = some.flat().filter((value) => value !== null);
        expect(stated.null_count).toBe(BigInt(some.flat().length - values.length));
        for (const value of values) {
          expect(compare(min as string, value)).toBeLessThanOrEqual(0);
          if (max !== undefined) expect(compare(max as string, value)).toBeGreaterThanOrEqual(0);
        }
        if (stated.is_min_value_exact) expect(values).toContain(min);
        if (stated.is_max_value_exact) expect(values).toContain(max);
        const index = indexOf(KIND_STRING, ...some);
        if (index === undefined) return;
        const known = (bounds: readonly string[]) => bounds.filter((_, page) => !index.null_pages[page]);
        expect(wrongOrder(index.boundary_order, known(texts(index.min_values)))).toBe(false);
        expect(wrongOrder(index.boundary_order, known(texts(index.max_values)))).toBe(false);
        for (const [page, cells] of some.entries()) {
          for (const value of cells.filter((cell) => cell !== null)) {
            expect(compare(texts(index.min_values)[page]!, value)).toBeLessThanOrEqual(0);
            expect(compare(texts(index.max_values)[page]!, value)).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
