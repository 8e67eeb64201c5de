import { describe, expect, it } from 'vitest';
import { tellExcluded, tellHigh, tellInterval, tellRatio } from '../../src/judge/tell-ratio.ts';
import { comparison } from './simulated.ts';

describe('a ratio in words', () => {
  it('is a share with its sign', () => {
    expect(tellRatio(1.028)).toBe('+2.8 %');
    expect(tellRatio(0.97)).toBe('−3 %');
    expect(tellRatio(1.0000001)).toBe('+0 %');
    expect(tellRatio(0.99999)).toBe('+0 %');
    expect(tellRatio(3)).toBe('+200 %');
  });

  it('has ends that are rounded outwards: what is told as excluded is', () => {
    expect(tellHigh(1.02801)).toBe('+2.9 %');
    expect(tellHigh(1.028)).toBe('+2.8 %');
    expect(tellInterval({ estimate: 1, low: 0.9999, high: 1.0001, tail: 0.01, pairs: 1 })).toBe(
      '+0 % (−0.1 % to +0.1 %), 1 pair',
    );
  });

  it('excludes what is above its interval, unless it is undecided', () => {
    expect(tellExcluded(comparison())).toBe('excludes more than +2.8 %');
    expect(tellExcluded(comparison({ verdict: 'inconclusive' }))).toBe('cannot exclude +2.8 %');
    expect(tellExcluded(comparison({}, null))).toBe('cannot exclude any slowdown');
  });
});
