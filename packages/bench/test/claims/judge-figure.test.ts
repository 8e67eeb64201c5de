import { describe, expect, it } from 'vitest';
import { judgeFigure } from '../../src/claims/judge-figure.ts';

const found = (low: number, high: number, confidence = 0.95) => ({
  median: (low + high) / 2,
  low,
  high,
  confidence,
  samples: 6,
});

const FIVE_TO_TEN = { low: 5, high: 10, better: 'more' } as const;
const SECONDS = { low: 50, high: 100, better: 'less' } as const;

describe('a claim of more', () => {
  it.each([
    ['exceeded', true, 10.1, 12],
    ['reproduced', true, 6, 9],
    ['reproduced', true, 5, 10],
    ['reproduced', true, 9, 12],
    ['not reproduced', false, 4.9, 9],
    ['not reproduced', false, 2, 20],
    ['not reproduced', true, 2, 4.9],
  ] as const)('is %s (settled: %s) by an interval from %f to %f', (verdict, isSettled, low, high) => {
    expect(judgeFigure(found(low, high), FIVE_TO_TEN)).toMatchObject({ verdict, isSettled });
  });

  it('cannot be exceeded where it is open', () => {
    expect(judgeFigure(found(1e6, 2e6), { low: 1_000, high: null, better: 'more' }).verdict).toBe(
      'reproduced',
    );
  });
});

describe('a claim of less', () => {
  it.each([
    ['exceeded', true, 20, 49],
    ['reproduced', true, 40, 90],
    ['not reproduced', false, 60, 110],
    ['not reproduced', true, 101, 300],
  ] as const)('is %s (settled: %s) by an interval from %f to %f', (verdict, isSettled, low, high) => {
    expect(judgeFigure(found(low, high), SECONDS)).toMatchObject({ verdict, isSettled });
  });
});

describe('a claim of staying within', () => {
  const within = { low: -0.1, high: 0.1, better: 'within' } as const;
  it.each([
    ['reproduced', true, -0.05, 0.1],
    ['not reproduced', false, 0.05, 0.2],
    ['not reproduced', false, -0.5, 0.5],
    ['not reproduced', true, 0.11, 0.2],
    ['not reproduced', true, -0.3, -0.2],
  ] as const)('is %s (settled: %s) by an interval from %f to %f', (verdict, isSettled, low, high) => {
    expect(judgeFigure(found(low, high), within)).toMatchObject({ verdict, isSettled });
  });
});

describe('no verdict', () => {
  it('rests on fewer samples than an interval needs', () => {
    const ruling = judgeFigure(found(6, 9, 0.875), FIVE_TO_TEN);
    expect(ruling).toMatchObject({
      verdict: 'not meaningful',
      because: expect.stringContaining('--rounds 5'),
    });
  });

  it('rests on nothing', () => {
    expect(judgeFigure(undefined, FIVE_TO_TEN).verdict).toBe('not meaningful');
  });
});
