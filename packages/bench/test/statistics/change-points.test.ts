import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { changePoints } from '../../src/statistics/change-points.ts';
import { bestSplit } from '../../src/statistics/energy-divergence.ts';
import { normal, uniformOf } from './support/truths.ts';

const at = (level: number, seed = 1) => ({ random: xoroshiro128plus(seed), level });

/** Values about each level, `count` of them. */
function series(levels: readonly number[], count: number, seed: number): number[] {
  const uniform = uniformOf(seed);
  return levels.flatMap((level) => Array.from({ length: count }, () => level + normal(uniform)));
}

const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;

/** Equations 5 to 7 of Matteson and James, word for word. */
function divergenceOf(left: readonly number[], right: readonly number[]): number {
  const within = (side: readonly number[]) =>
    mean(side.flatMap((one, index) => side.slice(index + 1).map((other) => Math.abs(one - other))));
  const between = mean(left.flatMap((one) => right.map((other) => Math.abs(one - other))));
  const scale = (left.length * right.length) / (left.length + right.length);
  return scale * (2 * between - within(left) - within(right));
}

describe('bestSplit', () => {
  it('finds the largest divergence of its definition', () => {
    const values = series([0, 2, 1], 6, 1);
    let [largest, split] = [-Infinity, 0];
    for (let start = 3; start <= values.length - 3; start += 1) {
      for (let end = start + 3; end <= values.length; end += 1) {
        const divergence = divergenceOf(values.slice(0, start), values.slice(start, end));
        if (divergence > largest) [largest, split] = [divergence, start];
      }
    }
    const found = bestSplit(values, 3)!;
    expect(found.split).toBe(split);
    expect(found.divergence).toBeCloseTo(largest, 10);
  });

  it('finds none where a side would be too short', () => {
    expect(bestSplit([1, 2, 3, 4, 5], 3)).toBe(undefined);
  });
});

describe('changePoints', () => {
  it('finds where a level rises, with the medians of both sides', () => {
    const values = [1, 1.1, 0.9, 1, 1.05, 0.95, 2, 2.1, 1.9, 2, 2.05, 1.95];
    const [change, ...others] = changePoints(values, at(0.01));
    expect(others).toEqual([]);
    expect(change).toMatchObject({ index: 6, before: 1, after: 2 });
    expect(change!.pValue).toBeLessThanOrEqual(0.01);
  });

  it('finds several changes in order, and an excursion that comes back', () => {
    expect(changePoints(series([0, 6, 12], 15, 2), at(0.01)).map(({ index }) => index)).toEqual([15, 30]);
    expect(changePoints(series([0, 6, 0], 12, 3), at(0.01)).map(({ index }) => index)).toEqual([12, 24]);
  });

  it('sees a drift too small for one comparison: 3 % at 2 % noise', () => {
    const values = series([100 / 2, 103 / 2], 20, 4);
    const [change] = changePoints(values, at(0.01));
    expect(Math.abs(change!.index - 20)).toBeLessThanOrEqual(3);
  });

  it('says nothing about fewer than ten values, or values that are all the same', () => {
    expect(changePoints([1, 1, 1, 1, 9, 9, 9, 9, 9], at(0.05))).toEqual([]);
    expect(changePoints(Array(30).fill(4), at(0.05))).toEqual([]);
    expect(changePoints([], at(0.05))).toEqual([]);
  });

  it('is repeated exactly by the same randomness', () => {
    const values = series([0, 2], 10, 5);
    expect(changePoints(values, at(0.05, 9))).toEqual(changePoints(values, at(0.05, 9)));
  });

  it('sees a change in no more than the level where there is none', () => {
    const rounds = 2_000;
    const random = xoroshiro128plus(6);
    let seen = 0;
    for (let round = 0; round < rounds; round += 1) {
      const values = series([0], 12, round);
      if (changePoints(values, { random, level: 0.05, permutations: 99 }).length > 0) seen += 1;
    }
    expect(seen / rounds).toBeLessThan(0.05 + 4 * Math.sqrt((0.05 * 0.95) / rounds));
    expect(seen / rounds).toBeGreaterThan(0.03);
  });

  it('refuses values that are no numbers, sides without a spread, and too few shuffles for the level', () => {
    expect(() => changePoints([1, Number.NaN], at(0.05))).toThrow('value 2 of 2 is NaN');
    expect(() => changePoints([1], { ...at(0.05), shortest: 1 })).toThrow('a segment of 1 values');
    expect(() => changePoints([1], at(0.001))).toThrow('499 permutations cannot show a p value of 0.001');
  });
});
