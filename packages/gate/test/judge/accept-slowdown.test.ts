import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../src/judge/accept-slowdown.ts';
import { judgeComparisons } from '../../src/judge/judge-comparisons.ts';
import { rulesOf } from '../../src/judge/metric-rules.ts';
import { comparedAt, logRatiosOf, PLAN } from './simulated.ts';

const accepted = { upTo: 0.08, because: 'safer' };
const coverage = (logRatios: readonly number[]) =>
  coverageOf(comparedAt('a', logRatios, { accepted }), accepted, PLAN);
const judged = (logRatios: readonly number[]) =>
  judgeComparisons([comparedAt('a', logRatios, { accepted })], PLAN)[0]!;

describe('an accepted slowdown', () => {
  it('covers one that is certainly not much larger', () => {
    expect(coverage(logRatiosOf(1.06, 0.02, 12))).toBe('covered');
    expect(judged(logRatiosOf(1.06, 0.02, 12))).toMatchObject({
      comparison: { verdict: 'regression', accepted },
      isSettled: true,
    });
  });

  it('leaves one undecided that may be much larger, at the end of the plan too', () => {
    const wide = logRatiosOf(1.06, 0.12, 24, 4);
    expect(coverage(wide)).toBe('covered-so-far');
    expect(judged(wide)).toMatchObject({
      comparison: { verdict: 'inconclusive', accepted },
      isSettled: false,
    });
  });

  it('of a coarse metric covers one that may be larger, because what is open of it is advice', () => {
    const rule = rulesOf(['cpu', 'rss']).get('rss')!;
    const upTo = { upTo: 0.2, because: 'caches' };
    const compared = comparedAt('a', logRatiosOf(1.16, 0.4, 36, 2), { rule, metric: 'rss', accepted: upTo });
    expect(coverageOf(compared, upTo, PLAN)).toBe('covered-so-far');
    expect(judgeComparisons([compared], PLAN)[0]).toMatchObject({
      comparison: { verdict: 'regression', accepted: upTo },
      isSettled: false,
    });
  });

  it('does not settle what may still be covered', () => {
    const near = logRatiosOf(1.09, 0.03, 12);
    expect(coverage(near)).toBe('exceeded-so-far');
    const { comparison, isSettled } = judged(near);
    expect(comparison.verdict).toBe('regression');
    expect(comparison.accepted).toBeUndefined();
    expect(isSettled).toBe(false);
  });

  it('does not cover one that is certainly larger', () => {
    const larger = logRatiosOf(1.2, 0.02, 12);
    expect(coverage(larger)).toBe('exceeded');
    const { comparison, isSettled } = judged(larger);
    expect(comparison.accepted).toBeUndefined();
    expect(isSettled).toBe(true);
  });

  it('does not cover one that a look was certain is larger, whatever came after', () => {
    const larger = [...logRatiosOf(1.2, 0.02, 12), ...logRatiosOf(0.95, 0.02, 12, 2)];
    expect(coverage(larger)).toBe('exceeded');
  });

  it('changes nothing where there is no regression', () => {
    const { comparison } = judged(logRatiosOf(1, 0.02, 12));
    expect(comparison).toMatchObject({ verdict: 'pass' });
    expect(comparison.accepted).toBeUndefined();
  });
});
