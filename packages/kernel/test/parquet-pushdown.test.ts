/** Readers that skip row groups and pages by what the file says of them must still find every row. */
import { describe, expect, it } from 'vitest';
import { KIND_DATE, KIND_FLOAT64, KIND_INT64, KIND_STRING } from '../src/abi/layout.ts';
import { cellsOf, type MadeColumn, makeFile } from './parquet-made-file.ts';
import type { Cell } from './parquet-made-pages.ts';
import { duckDb, polars, queryDuckDb, rowsOf, withFile } from './parquet-readers.ts';

const GROUPS = 6;
const PAGES = 4;
const PAGE_ROWS = 25;

/** Cells by row, cut into row groups and pages. */
const cut = (cell: (row: number) => Cell): Cell[][][] =>
  Array.from({ length: GROUPS }, (_, group) =>
    Array.from({ length: PAGES }, (_, page) =>
      Array.from({ length: PAGE_ROWS }, (_, at) => cell((group * PAGES + page) * PAGE_ROWS + at)),
    ),
  );

/** The last one has no greatest bound of 64 bytes. */
const WORDS = [
  ...['a', 'z', '\uffff', '😀', '\u{10ffff}', `${'😀'.repeat(40)}!`, `${'q'.repeat(64)}é`],
  '\u{10ffff}'.repeat(17),
];
const numbers: MadeColumn = { name: 'n', kind: KIND_INT64, groups: cut((row) => BigInt(row * 7 - 900)) };
const words: MadeColumn = {
  name: 's',
  kind: KIND_STRING,
  groups: cut((row) => (row % 11 === 0 ? null : WORDS[(row >> 4) % WORDS.length]!)),
};
const floats: MadeColumn = {
  name: 'f',
  kind: KIND_FLOAT64,
  groups: cut((row) => (row > 400 && row % 5 === 0 ? Number.NaN : row % 3 === 0 ? -0 : row)),
};
const days: MadeColumn = { name: 'd', kind: KIND_DATE, groups: cut((row) => (row < 100 ? null : row - 300)) };
const file = makeFile([numbers, words, floats, days]);

const countOf = ({ groups }: MadeColumn, matches: (cell: Exclude<Cell, null>) => boolean) =>
  groups.flat(2).filter((cell) => cell !== null && matches(cell)).length;

describe.skipIf(!duckDb)('DuckDB finds every row', () => {
  const count = async (condition: string) =>
    Number((await queryDuckDb(file, `select count(*) from FILE where ${condition}`))[0]![0]);

  it('by integers', async () => {
    for (const limit of [-900, 0, 1, 3000, 3293, 9999]) {
      expect(await count(`n > ${limit}`)).toBe(countOf(numbers, (cell) => (cell as bigint) > BigInt(limit)));
      expect(await count(`n = ${limit}`)).toBe(countOf(numbers, (cell) => cell === BigInt(limit)));
    }
  });

  it('by strings, cut ones and others', async () => {
    for (const word of WORDS) {
      expect(await count(`s = '${word}'`)).toBe(countOf(words, (cell) => cell === word));
    }
    expect(await count('s is null')).toBe(cellsOf(words).filter((cell) => cell === null).length);
  });

  it('by zero of either sign, and NaN', async () => {
    expect(await count('f = 0')).toBe(countOf(floats, (cell) => cell === 0));
    expect(await count('f < 0.5')).toBe(countOf(floats, (cell) => (cell as number) < 0.5));
    expect(await count('isnan(f)')).toBe(countOf(floats, Number.isNaN));
    expect(await count('f > 1e9')).toBe(countOf(floats, Number.isNaN));
  });

  it('by days', async () => {
    expect(await count("d >= date '1970-01-01'")).toBe(countOf(days, (cell) => (cell as number) >= 0));
  });

  it('and its statistics are those of the values', async () => {
    const [row] = await queryDuckDb(file, 'select min(n), max(n), min(s), max(s), count(s) from FILE');
    expect(row!.map(String)).toEqual(['-900', '3293', 'a', WORDS.at(-1), String(countOf(words, () => true))]);
  });
});

describe.skipIf(!polars)('Polars finds every row', () => {
  const count = (condition: unknown) =>
    withFile(file, (path) => polars!.scanParquet(path).filter(condition).collectSync().rows().length);

  it('by integers and strings', async () => {
    expect(await count(polars!.col('n').gt(3000))).toBe(countOf(numbers, (cell) => (cell as bigint) > 3000n));
    for (const word of WORDS) {
      expect(await count(polars!.col('s').eq(polars!.lit(word)))).toBe(
        countOf(words, (cell) => cell === word),
      );
    }
  });

  it('by floats, of which NaN is the greatest', async () => {
    expect(await count(polars!.col('f').eq(0))).toBe(countOf(floats, (cell) => cell === 0));
    expect(await count(polars!.col('f').gt(1e9))).toBe(countOf(floats, Number.isNaN));
  });
});

describe('hyparquet finds every row by page indexes', () => {
  const found = async (filter: Record<string, object>) =>
    (await rowsOf(file, { filter: filter as never, usePageIndex: true })).length;

  it('by integers and strings', async () => {
    expect(await found({ n: { $gt: 3000n } })).toBe(countOf(numbers, (cell) => (cell as bigint) > 3000n));
    for (const word of WORDS) {
      expect(await found({ s: { $eq: word } })).toBe(countOf(words, (cell) => cell === word));
    }
  });
});
