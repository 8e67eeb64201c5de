import { describe, expect, test } from 'vitest';
import { byRound, mean } from '../../src/figures/statistics/by-round.ts';
import { estimateMean } from '../../src/figures/statistics/estimate-mean.ts';
import { changeOfMeans, changeOfMedians } from '../../src/figures/statistics/relative-change.ts';
import { trimmedMean } from '../../src/figures/statistics/trimmed-mean.ts';
import { normal, uniform } from './support/chance.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

test('a trimmed mean leaves out a fifth of the values on either side, rounded down', () => {
  expect(trimmedMean([1, 2, 3, 4, 100])).toBe(3);
  expect(trimmedMean([1, 2, 3, 400])).toBe(101.5);
  expect(trimmedMean([7])).toBe(7);
});

describe('a mean', () => {
  const figures = upTo(6).map((value) => ({ round: value, value }));

  test('has the t-interval of its rounds', () => {
    const { confidence, high, low, median, samples } = estimateMean(figures);
    expect([median, samples, confidence]).toEqual([3.5, 6, 0.95]);
    expect(high - median).toBeCloseTo((2.5706 * Math.sqrt(3.5)) / Math.sqrt(6), 3);
    expect(median - low).toBeCloseTo(high - median, 12);
  });

  test('counts samples of one round as one', () => {
    const doubled = figures.flatMap((figure) => [figure, figure]);
    expect(estimateMean(doubled)).toEqual(estimateMean(figures));
  });

  test('counts samples one by one where there is only one round, as at a fixed rate', () => {
    expect(estimateMean(figures.map(({ value }) => ({ round: 0, value })))).toEqual(estimateMean(figures));
  });

  test('of a single sample has no interval, and money is never below nothing', () => {
    expect(estimateMean([{ round: 0, value: 3 }])).toEqual({
      median: 3,
      low: 3,
      high: 3,
      confidence: 0,
      samples: 1,
    });
    const wide = [0, 0, 9].map((value, round) => ({ round, value }));
    expect(estimateMean(wide).low).toBe(0);
  });

  test('lies within its interval in 95 % of all experiments', () => {
    const random = uniform(2);
    let covered = 0;
    for (let run = 0; run < 1000; run += 1) {
      const rounds = upTo(40).map((round) => ({ round, value: Math.exp(0.3 * normal(random)()) }));
      const { high, low } = estimateMean(rounds);
      const truth = Math.exp(0.3 ** 2 / 2);
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / 1000).toBeGreaterThan(0.925);
  });
});

describe('a change', () => {
  const before = new Map(upTo(20).map((round) => [round, 100 + round]));
  const halved = new Map([...before].map(([round, value]) => [round, value / 2]));

  test('is relative, and exact where every round halves', () => {
    expect(changeOfMedians(halved, before)).toMatchObject({ median: -0.5, low: -0.5, high: -0.5 });
    const { high, low, median } = changeOfMeans(halved, before)!;
    expect(median).toBeCloseTo(-0.5, 12);
    expect(high - low).toBeCloseTo(0, 9);
  });

  test('is unknown where there is no common round', () => {
    const other = new Map([[99, 1]]);
    expect(changeOfMedians(halved, other)).toBe(undefined);
    expect(changeOfMeans(halved, other)).toBe(undefined);
  });

  test('of means lies within its interval in 95 % of all experiments', () => {
    const random = uniform(3);
    let covered = 0;
    for (let run = 0; run < 1000; run += 1) {
      const draw = (factor: number) =>
        new Map(upTo(30).map((round) => [round, factor * Math.exp(0.2 * normal(random)())]));
      const { high, low } = changeOfMeans(draw(0.8), draw(1))!;
      if (low <= -0.2 && -0.2 <= high) covered += 1;
    }
    expect(covered / 1000).toBeGreaterThan(0.93);
  });
});

test('a round is reduced to one value', () => {
  const figures = [
    { round: 0, value: 1 },
    { round: 1, value: 5 },
    { round: 0, value: 3 },
  ];
  expect(byRound(figures, mean)).toEqual(
    new Map([
      [0, 2],
      [1, 5],
    ]),
  );
});
