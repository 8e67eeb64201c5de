import { expect, it } from 'vitest';
import { exactly, judgeBar } from '../../src/statistics/judge-bar.ts';

const between = (low: number, high: number, confidence = 0.97) => ({
  median: (low + high) / 2,
  low,
  high,
  confidence,
  samples: 7,
});

it('a bar holds when the whole interval is within the limit, the limit included', () => {
  expect(judgeBar(between(0.3, 0.4), 0.42)).toBe('holds');
  expect(judgeBar(between(0.3, 0.42), 0.42)).toBe('holds');
});

it('it fails when the whole interval is above the limit', () => {
  expect(judgeBar(between(0.43, 0.5), 0.42)).toBe('fails');
});

it('it is undecided when the limit is within the interval, on whichever side the median lies', () => {
  expect(judgeBar(between(0.3, 0.43), 0.42)).toBe('undecided');
  expect(judgeBar(between(0.42, 0.6), 0.42)).toBe('undecided');
});

it('four samples decide nothing, however clear they look', () => {
  expect(judgeBar(between(0.1, 0.11, 0.875), 0.42)).toBe('undecided');
  expect(judgeBar(between(5, 6, 0.875), 0.42)).toBe('undecided');
});

it('what is known exactly needs no samples', () => {
  expect(judgeBar(exactly(1, 1), 1)).toBe('holds');
  expect(judgeBar(exactly(1.000001, 1), 1)).toBe('fails');
});
