import type { GateRatio } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { changeText, excludedBound, excludesText, setPercent, signedPercent } from '../src/text/changes.ts';

const ratio = (change: Partial<GateRatio>): GateRatio => ({
  estimate: 1.051,
  low: 1.039,
  high: 1.064,
  tail: 0.01,
  pairs: 24,
  ...change,
});

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('a change', () => {
  it.each([
    [1.051, '+5.1 %'],
    [0.951, '−4.9 %'],
    [1, '0.0 %'],
    [1.0004, '0.0 %'],
    [0.9996, '0.0 %'],
    [2.5, '+150 %'],
    [15.5, '+1,450 %'],
  ])('of %d is written in percent, with its sign', (value, text) => {
    expect(plain(signedPercent(value))).toBe(text);
  });

  it('travels with its interval, as far as there is one', () => {
    expect(plain(changeText(ratio({})))).toBe('+5.1 % (+3.9 to +6.4)');
    expect(plain(changeText(ratio({ low: 0, high: null })))).toBe('+5.1 % (no interval yet)');
    expect(plain(changeText(ratio({ high: null })))).toBe('+5.1 % (above +3.9)');
    expect(plain(changeText(ratio({ low: 0 })))).toBe('+5.1 % (below +6.4)');
  });

  it('has ends that are never told closer than they are', () => {
    expect(plain(changeText(ratio({ low: 1.0399, high: 1.0641 })))).toBe('+5.1 % (+3.9 to +6.5)');
    expect(plain(changeText(ratio({ low: 0.9899, high: 1.00001 })))).toBe('+5.1 % (−1.1 to +0.1)');
    expect(plain(excludesText(ratio({ high: 1.0284 })))).toBe('excludes a slowdown above 2.9 %');
    expect(plain(changeText(ratio({ low: 1.101 - 0.014, high: 1.101 + 0.015 })))).toContain(
      '(+8.7 to +11.6)',
    );
  });

  it('says which slowdown it excludes', () => {
    expect([ratio({}), ratio({ high: 0.99 }), ratio({ high: null })].map(excludesText).map(plain)).toEqual([
      'excludes a slowdown above 6.4 %',
      'excludes any slowdown',
      'excludes no slowdown yet',
    ]);
    expect([ratio({}), ratio({ high: 1 }), ratio({ high: null })].map(excludedBound).map(plain)).toEqual([
      '> +6.4 %',
      'any',
      'none',
    ]);
  });

  it('that somebody has set is written as it was set', () => {
    expect([0.08, 0.025, 1.5].map(setPercent).map(plain)).toEqual(['8 %', '2.5 %', '150 %']);
  });
});
