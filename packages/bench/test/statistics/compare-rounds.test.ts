import { describe, expect, it } from 'vitest';
import { compareRounds, verdictOf } from '../../src/statistics/compare-rounds.ts';

const rounds = (...times: number[]) => times.map((value, round) => ({ round, value }));
const speedup = (median: number, low: number, high: number, confidence = 0.96) => ({
  median,
  low,
  high,
  confidence,
  samples: 6,
});

describe('verdictOf', () => {
  it('calls a clear gain faster and a clear loss slower', () => {
    expect(verdictOf(speedup(2, 1.9, 2.2))).toBe('faster');
    expect(verdictOf(speedup(0.5, 0.4, 0.6))).toBe('slower');
  });

  it('does not call a sure but tiny change a difference', () => {
    expect(verdictOf(speedup(1.02, 1.01, 1.03))).toBe('equivalent');
  });

  it('is undecided when the interval holds 1 and reaches beyond 5 %', () => {
    expect(verdictOf(speedup(1.08, 0.99, 1.2))).toBe('undecided');
  });

  it('calls sides that certainly stay within 5 % of each other equivalent', () => {
    expect(verdictOf(speedup(1, 0.97, 1.04))).toBe('equivalent');
  });

  it('decides nothing from four pairs', () => {
    expect(verdictOf(speedup(10, 9, 11, 0.875))).toBe('undecided');
  });

  it('mirrors the verdict when the sides are swapped', () => {
    const bounds: [number, number, number][] = [
      [1.03, 1.01, 1.05],
      [1.02, 0.96, 1.04],
      [0.97, 0.955, 0.99],
    ];
    const mirror = { faster: 'slower', slower: 'faster', equivalent: 'equivalent', undecided: 'undecided' };
    for (const [median, low, high] of bounds) {
      const swapped = verdictOf(speedup(1 / median, 1 / high, 1 / low));
      expect(swapped).toBe(mirror[verdictOf(speedup(median, low, high))]);
    }
  });
});

describe('compareRounds', () => {
  it('divides within a round, so that a machine that slows down for both changes nothing', () => {
    const reference = rounds(10, 20, 40, 80, 160, 320);
    const subject = rounds(5, 10, 20, 40, 80, 160);
    const comparison = compareRounds(subject, reference);
    expect(comparison).toMatchObject({
      verdict: 'faster',
      speedup: { median: 2, low: 2, high: 2, samples: 6 },
    });
  });

  it('leaves out rounds that only one side finished', () => {
    const comparison = compareRounds(rounds(1, 1, 1), [{ round: 1, value: 3 }]);
    expect(comparison?.speedup).toMatchObject({ median: 3, samples: 1 });
  });

  it('compares nothing when no round holds both', () => {
    expect(compareRounds([{ round: 0, value: 1 }], [{ round: 1, value: 1 }])).toBeUndefined();
  });
});
