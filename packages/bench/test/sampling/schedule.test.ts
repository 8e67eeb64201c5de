import { describe, expect, it } from 'vitest';
import { scheduleRounds } from '../../src/sampling/schedule.ts';

const counted = (keys: readonly string[]) =>
  new Map(Object.entries(Object.groupBy(keys, (key) => key)).map(([key, all]) => [key, all?.length]));

describe('scheduleRounds', () => {
  it.each([1, 2, 3, 4, 5])('every round holds each of %i contestants once', (size) => {
    const contestants = [...'abcde'.slice(0, size)];
    const schedule = scheduleRounds(contestants, 7, 1);
    expect(schedule).toHaveLength(7);
    for (const round of schedule) expect(round.toSorted()).toEqual(contestants);
  });

  it.each([3, 4])('over a full design each of %i contestants stands in every place equally often', (size) => {
    const contestants = [...'abcd'.slice(0, size)];
    const schedule = scheduleRounds(contestants, 12, 5);
    const places = counted(schedule.flatMap((round) => round.map((name, place) => `${name}${place}`)));
    expect([...places.values()]).toEqual(Array(size * size).fill(12 / size));
  });

  it('over a full design each contestant follows every other equally often', () => {
    const schedule = scheduleRounds(['a', 'b', 'c'], 6, 3);
    const neighbours = counted(schedule.flatMap(([a, b, c]) => [`${a}${b}`, `${b}${c}`]));
    expect([...neighbours.values()]).toEqual(Array(6).fill(2));
  });

  it('the same seed gives the same order, another seed another one', () => {
    const order = (seed: number) => scheduleRounds(['a', 'b', 'c', 'd'], 9, seed).join();
    expect(order(42)).toBe(order(42));
    expect(new Set([1, 2, 3, 4, 5].map(order)).size).toBeGreaterThan(1);
  });

  it('without contestants every round is empty', () => {
    expect(scheduleRounds([], 2, 1)).toEqual([[], []]);
  });
});
