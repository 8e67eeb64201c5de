import { describe, expect, it } from 'vitest';
import { takeLook } from '../../src/judge/take-look.ts';
import { wouldDecide } from '../../src/judge/would-decide.ts';
import { logRatiosOf, PLAN } from './simulated.ts';

const told = (logRatios: readonly number[]) => {
  const due = PLAN.looks.filter((pairs) => pairs <= logRatios.length);
  const looks = due.map((pairs, look) => takeLook(logRatios.slice(0, pairs), look, PLAN));
  return wouldDecide(logRatios, looks, PLAN);
};

describe('what would decide a benchmark', () => {
  it('is a first look, before there is anything to go by', () => {
    expect(told([])).toBe('a first look comes at 12 pairs');
    expect(told([0.1])).toBe('a first look comes at 12 pairs');
  });

  it('is a number of pairs that would pass it', () => {
    expect(told(logRatiosOf(1, 0.02, 5))).toBe('7 more pairs like these would pass it');
    expect(told(logRatiosOf(1, 0.02, 11))).toBe('1 more pair like these would pass it');
  });

  it('is the look that is due', () => {
    expect(wouldDecide(logRatiosOf(1, 0.02, 12), [], PLAN)).toBe('the look that is due would pass it');
  });

  it('is a number of pairs that would make it a regression', () => {
    expect(told(logRatiosOf(1.08, 0.02, 8))).toBe('4 more pairs like these would make it a regression');
  });

  it('comes later where pairs are spread wider', () => {
    expect(told(logRatiosOf(1, 0.12, 12))).toMatch(/^(12|24|36) more pairs/);
  });

  it('is a quieter machine where no pairs of this kind would', () => {
    expect(told(logRatiosOf(1, 0.6, 12))).toMatch(
      /^pairs like these leave \+\d+(\.\d)? % open at 84: a quieter/,
    );
  });

  it('is known for every number of pairs of a plan', () => {
    const all = logRatiosOf(1.02, 0.3, 84);
    for (let pairs = 0; pairs <= 84; pairs += 7) expect(told(all.slice(0, pairs)).length).toBeGreaterThan(10);
  });
});
