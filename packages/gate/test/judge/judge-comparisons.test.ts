import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compared, judgeComparisons } from '../../src/judge/judge-comparisons.ts';
import { rulesOf } from '../../src/judge/metric-rules.ts';
import { comparedAt, logRatiosOf, PLAN } from './simulated.ts';

const judge = (...all: readonly Compared[]) =>
  judgeComparisons(all, PLAN).map(({ comparison, isSettled }) => ({ ...comparison, isSettled }));

const coarse = { rule: rulesOf(['cpu', 'wall']).get('wall')!, metric: 'wall' as const };
const unchanged = (name: string) => comparedAt(name, logRatiosOf(1, 0.02, 12));

describe('a fine comparison', () => {
  it('passes below 5 %', () => {
    expect(judge(unchanged('a'))).toMatchObject([{ verdict: 'pass', isSettled: true }]);
  });

  it('is a regression where it is certain and at least 2.5 %', () => {
    const [found] = judge(comparedAt('a', logRatiosOf(1.08, 0.02, 12)));
    expect(found).toMatchObject({ verdict: 'regression', isSettled: true, watch: true });
    expect(found!.pValue).toBeCloseTo(2 ** -12 / PLAN.shares[0]!, 12);
  });

  it('passes where it is certain and small', () => {
    const [found] = judge(comparedAt('a', logRatiosOf(1.015, 0.01, 24)));
    expect(found!.pValue).toBeLessThan(PLAN.alarmLevel);
    expect(found).toMatchObject({ verdict: 'pass', isSettled: true });
  });

  it('goes on where its interval reaches beyond 5 %', () => {
    expect(judge(comparedAt('a', logRatiosOf(1.01, 0.2, 24)))).toMatchObject([
      { verdict: 'inconclusive', isSettled: false },
    ]);
  });

  it('goes on before the first look, whatever it looks like', () => {
    const early = comparedAt('a', logRatiosOf(2, 0.01, 11));
    expect(judge(early)).toMatchObject([{ verdict: 'inconclusive', pValue: 1, isSettled: false }]);
  });

  it('that is certain alone and not among many is left open, neither red nor passed', () => {
    const suspect = comparedAt('a', logRatiosOf(1.08, 0.02, 12));
    const many = Array.from({ length: 20 }, (_, index) => unchanged(`b${index}`));
    const [found] = judge(suspect, ...many);
    expect(found!.pValue).toBeLessThanOrEqual(PLAN.alarmLevel);
    expect(found!.adjustedP).toBeGreaterThan(PLAN.familyLevel.fine);
    expect(found).toMatchObject({ verdict: 'inconclusive', isSettled: false });
  });

  it('that is so left open is not passed for being below 5 % either', () => {
    const suspect = comparedAt('a', logRatiosOf(1.035, 0.01, 12));
    const many = Array.from({ length: 20 }, (_, index) => unchanged(`b${index}`));
    expect(judge(suspect)[0]!.verdict).toBe('regression');
    const [found] = judge(suspect, ...many);
    expect(found!.ratio.high).toBeLessThan(1.05);
    expect(found).toMatchObject({ verdict: 'inconclusive', isSettled: false });
  });

  it('counts those that were not looked at yet as comparisons all the same', () => {
    const suspect = comparedAt('a', logRatiosOf(1.08, 0.02, 12));
    const waiting = Array.from({ length: 20 }, (_, index) => comparedAt(`b${index}`, [0.01]));
    expect(judge(suspect, ...waiting)[0]!.verdict).toBe('inconclusive');
  });

  it('keeps what an earlier look was certain of', () => {
    const found = judge(comparedAt('a', [...logRatiosOf(1.08, 0.02, 12), ...logRatiosOf(1, 0.02, 12, 2)]));
    expect(found[0]!.pValue).toBeLessThan(PLAN.alarmLevel);
    expect(found[0]!.verdict).toBe('regression');
  });
});

describe('a coarse comparison', () => {
  const at = (ratio: number, spread: number, pairs = 24) =>
    judge(comparedAt('a', logRatiosOf(ratio, spread, pairs), coarse))[0]!;

  it('passes while nothing is certain, however wide its interval is', () => {
    expect(at(1.02, 0.6)).toMatchObject({ role: 'coarse', verdict: 'pass', isSettled: true });
  });

  it('does not pass before the first look', () => {
    expect(at(1, 0.01, 5)).toMatchObject({ verdict: 'inconclusive', isSettled: false });
  });

  it('is advice where it is certain and small', () => {
    expect(at(1.12, 0.05)).toMatchObject({ verdict: 'advice', isSettled: true });
  });

  it('is a regression from 25 %', () => {
    expect(at(1.3, 0.02)).toMatchObject({ verdict: 'regression', isSettled: true });
  });

  it('that looks like an alarm and is not certain goes on, and is advice in the end', () => {
    expect(at(1.4, 1.2, 12)).toMatchObject({ verdict: 'advice', isSettled: false });
  });

  it('is a family of its own: fine ones do not make it less certain', () => {
    const slower = comparedAt('a', logRatiosOf(1.4, 0.02, 24), coarse);
    const alone = judge(slower)[0]!.adjustedP;
    expect(judge(slower, unchanged('b'), unchanged('c'))[0]!.adjustedP).toBe(alone);
  });

  it('of memory alarms from 10 %', () => {
    const rule = rulesOf(['cpu', 'rss']).get('rss')!;
    const found = comparedAt('a', logRatiosOf(1.12, 0.01, 24), { rule, metric: 'rss' });
    expect(judge(found)[0]!.verdict).toBe('regression');
  });
});

describe('judging together', () => {
  it('keeps the order', () => {
    const all = [unchanged('a'), comparedAt('a', logRatiosOf(1, 0.1, 12), coarse), unchanged('b')];
    const judged = judgeComparisons(all, PLAN);
    expect(judged.map(({ benchmark, comparison }) => `${benchmark} ${comparison.metric}`)).toEqual([
      'a cpu',
      'a wall',
      'b cpu',
    ]);
  });

  it('watches what the false discovery rate names, and blocks for none of it', () => {
    const slightly = comparedAt('a', logRatiosOf(1.02, 0.015, 24));
    expect(judge(slightly, unchanged('b'))[0]).toMatchObject({ watch: true, verdict: 'pass' });
  });

  it('never takes back what it settled when others are found out later', () => {
    const ratio = fc.double({ min: 0.95, max: 1.15, noNaN: true });
    const spread = fc.double({ min: 0.005, max: 0.1, noNaN: true });
    const pairs = fc.constantFrom(12, 24);
    const one = fc.tuple(ratio, spread, pairs, fc.integer());
    fc.assert(
      fc.property(fc.array(one, { minLength: 2, maxLength: 8 }), (drawn) => {
        const all = drawn.map(([r, s, n, seed], at) => comparedAt(`${at}`, logRatiosOf(r, s, n, seed)));
        const before = judge(...all);
        // Those that are open get more pairs, of a large slowdown.
        const later = all.map((compared, at) =>
          before[at]!.isSettled ? compared : comparedAt(`${at}`, logRatiosOf(1.3, 0.01, 24, drawn[at]![3])),
        );
        for (const [at, verdict] of judge(...later).entries())
          if (before[at]!.isSettled) expect(verdict.verdict).toBe(before[at]!.verdict);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what decides a benchmark', () => {
  it('is what it prints, else CPU time', () => {
    expect(rulesOf(['cpu', 'wall', 'rss']).get('cpu')!.role).toBe('fine');
    const printed = rulesOf(['reported', 'cpu', 'wall']);
    expect([...printed.values()].map(({ role }) => role)).toEqual(['fine', 'coarse', 'coarse']);
  });
});
