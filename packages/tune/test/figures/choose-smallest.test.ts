import { median } from '@parquetry/bench/statistics';
import { describe, expect, test } from 'vitest';
import type { Candidate } from '../../src/figures/answers/candidate.ts';
import { type Contender, chooseSmallest } from '../../src/figures/answers/choose-smallest.ts';
import { mean } from '../../src/figures/statistics/by-round.ts';
import type { Comparing } from '../../src/figures/statistics/tell-apart.ts';
import { normal, uniform } from './support/chance.ts';

type Draw = (random: () => number) => number;

/** Times around 1 ms: skewed, with spikes, in two humps, and without a typical value. */
const SHAPES: Readonly<Record<string, Draw>> = {
  'log-normal': (random) => Math.exp(0.15 * normal(random)()),
  spiky: (random) => (random() < 0.05 ? 3 : 1) + 0.1 * normal(random)(),
  bimodal: (random) => (random() < 0.3 ? 1.4 : 1) + 0.05 * normal(random)(),
  exponential: (random) => 0.8 - 0.2 * Math.log(1 - random()),
};

interface Experiment {
  readonly draw: Draw;
  /** Of each size, in units of what is drawn. */
  readonly factors: readonly number[];
  readonly rounds: number;
  readonly by: Comparing;
  /** A machine whose mood drifts: all of a round take so much longer. */
  readonly hasMood?: boolean;
}

function contendersOf({ by, draw, factors, hasMood, rounds }: Experiment, random: () => number): Contender[] {
  let drift = 0;
  const moods = Array.from({ length: rounds }, () => {
    drift = 0.9 * drift + 0.1 * normal(random)();
    return hasMood ? Math.exp(drift) : 1;
  });
  return factors.map((factor, index) => {
    const scores = new Map(moods.map((mood, round) => [round, factor * mood * draw(random)]));
    const figure = (by === 'means' ? mean : median)([...scores.values()]);
    return { candidate: { choice: { memoryMb: index } } as Candidate, figure, rounds: scores };
  });
}

const RUNS = 800;

/** How often something is said of the outcome. */
function shareOf(
  experiment: Experiment,
  says: (chosen: NonNullable<ReturnType<typeof chooseSmallest>>) => boolean,
): number {
  const random = uniform(20_261_121);
  let count = 0;
  for (let run = 0; run < RUNS; run += 1)
    if (says(chooseSmallest(contendersOf(experiment, random), experiment.by)!)) count += 1;
  return count / RUNS;
}

/** 5 % and three times the error of a share of so many runs: there are forty of them. */
const FIVE_PERCENT = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / RUNS);
const EVERY = Object.entries(SHAPES).flatMap(([shape, draw]) =>
  (['means', 'medians'] as const).map((by) => ({ shape, by, draw })),
);

describe('sizes that are the same', () => {
  test.each(EVERY)('of $shape times have a winner by $by in no more than 5 % of all runs', ({ by, draw }) => {
    for (const [sizes, rounds] of [
      [2, 12],
      [2, 40],
      [3, 20],
      [7, 30],
    ] as const) {
      const experiment = { draw, by, rounds, factors: Array.from({ length: sizes }, () => 1) };
      expect(shareOf(experiment, ({ status }) => status === 'chosen')).toBeLessThan(FIVE_PERCENT);
    }
  });

  test.each(['means', 'medians'] as const)(
    'have no more winners by %s on a machine whose mood drifts',
    (by) => {
      const experiment = { draw: SHAPES['log-normal']!, by, rounds: 30, factors: [1, 1, 1], hasMood: true };
      expect(shareOf(experiment, ({ status }) => status === 'chosen')).toBeLessThan(FIVE_PERCENT);
    },
  );
});

describe('the best size', () => {
  test.each(EVERY)(
    'of $shape times is among the choice and the tied by $by in 95 % of all runs',
    ({ by, draw }) => {
      const experiment = { draw, by, rounds: 30, factors: [1, 1.02, 1.04, 1.1, 1.3] };
      const isMissed = shareOf(
        experiment,
        ({ best, tied }) => ![best, ...tied].some(({ choice }) => choice.memoryMb === 0),
      );
      expect(isMissed).toBeLessThan(FIVE_PERCENT);
    },
  );

  test('of four that is a tenth better is found in most runs of 80 rounds with 15 % noise', () => {
    const experiment = { draw: SHAPES['log-normal']!, rounds: 80, factors: [1, 1.1, 1.2, 1.4] };
    const isFound = ({ best, status }: NonNullable<ReturnType<typeof chooseSmallest>>) =>
      status === 'chosen' && best.choice.memoryMb === 0;
    const means = shareOf({ ...experiment, by: 'means' }, isFound);
    const medians = shareOf({ ...experiment, by: 'medians' }, isFound);
    expect(means).toBeGreaterThan(0.9);
    expect(medians).toBeGreaterThan(0.6);
  });

  test('is found by ten rounds where it takes half the time', () => {
    const experiment = { draw: SHAPES['log-normal']!, rounds: 10, factors: [1, 2, 4, 8] };
    for (const by of ['means', 'medians'] as const)
      expect(shareOf({ ...experiment, by }, ({ status }) => status === 'chosen')).toBeGreaterThan(0.95);
  });
});

test('spikes that few rounds have seen make false winners by means, and the fewer the more rounds there are', () => {
  const random = uniform(3);
  const contender = (rounds: number, draw: Draw): Contender => {
    const scores = new Map(Array.from({ length: rounds }, (_, round) => [round, draw(random)]));
    return { candidate: {} as Candidate, figure: mean([...scores.values()]), rounds: scores };
  };
  const steady: Draw = (chance) => 1.1 + 0.1 * normal(chance)();
  const winners = (rounds: number) => {
    const runs = Array.from({ length: RUNS }, () =>
      chooseSmallest([contender(rounds, SHAPES['spiky']!), contender(rounds, steady)], 'means'),
    );
    return runs.filter((chosen) => chosen?.status === 'chosen').length / RUNS;
  };
  const [few, many] = [winners(20), winners(80)];
  expect(few).toBeGreaterThan(0.2);
  expect(many).toBeLessThan(few / 2);
});

test('three rounds tell no times apart, however far they are', () => {
  const experiment = { draw: SHAPES['log-normal']!, rounds: 3, factors: [1, 100], by: 'medians' } as const;
  expect(shareOf(experiment, ({ status }) => status === 'chosen')).toBe(0);
});

test('sizes without a common round are not told apart', () => {
  const of = (round: number, value: number): Contender => ({
    candidate: {} as Candidate,
    figure: value,
    rounds: new Map([[round, value]]),
  });
  for (const by of ['means', 'medians'] as const)
    expect(chooseSmallest([of(1, 5), of(2, 1)], by)).toMatchObject({ status: 'no-distinguishable-winner' });
});

test('of no size there is no choice, of one it is that', () => {
  expect(chooseSmallest([], 'means')).toBe(undefined);
  const only = { candidate: {} as Candidate, figure: 1, rounds: new Map([[0, 1]]) };
  expect(chooseSmallest([only], 'means')).toMatchObject({ status: 'chosen', tied: [], others: 0 });
});
