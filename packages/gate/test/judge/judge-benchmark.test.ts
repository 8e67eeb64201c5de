import type { GateCounter } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { complaintsOf, judgeBenchmark } from '../../src/judge/judge-benchmark.ts';
import { comparison } from './simulated.ts';

const counter = (verdict: GateCounter['verdict']): GateCounter => ({
  name: 'requests',
  rule: 'exact',
  base: 3,
  head: verdict === 'same' ? 3 : 4,
  declared: null,
  verdict,
});
const findings = (comparisons: ReturnType<typeof comparison>[], counters: GateCounter[] = []) => ({
  name: 'csv',
  comparisons,
  counters,
});

const red = comparison({
  verdict: 'regression',
  ratio: { estimate: 1.053, low: 1.03, high: 1.0791, tail: 0.001, pairs: 24 },
});
const open = comparison({ verdict: 'inconclusive' }, 1.1399);

describe('a benchmark', () => {
  it('passes with the slowdown that it excludes', () => {
    expect(judgeBenchmark(findings([comparison()]))).toEqual({
      verdict: 'pass',
      because: 'cpu +0.4 % (−2 % to +2.8 %), 24 pairs: excludes more than +2.8 %',
    });
  });

  it('is a regression with the slowdown that was found', () => {
    expect(judgeBenchmark(findings([red, open]))).toEqual({
      verdict: 'regression',
      because: 'cpu +5.3 % (+3 % to +8 %), 24 pairs: excludes more than +8 %',
    });
  });

  it('is inconclusive with the slowdown that it cannot exclude', () => {
    expect(judgeBenchmark(findings([open]))).toEqual({
      verdict: 'inconclusive',
      because: 'cpu +0.4 % (−2 % to +14 %), 24 pairs: cannot exclude +14 %',
    });
  });

  it('that has too few pairs for an interval cannot exclude anything', () => {
    const { because } = judgeBenchmark(findings([comparison({ verdict: 'inconclusive' }, null)]));
    expect(because).toBe('cpu +0.4 %, 24 pairs: cannot exclude any slowdown');
  });

  it('passes with advice that is large and uncertain, and tells it', () => {
    const ratio = { estimate: 1.4, low: 0.9, high: 1.6, tail: 0.001, pairs: 24 };
    const wall = comparison({ metric: 'wall', role: 'coarse', alarmFrom: 1.25, verdict: 'advice', ratio });
    expect(judgeBenchmark(findings([comparison(), wall]))).toEqual({
      verdict: 'pass',
      because:
        'cpu +0.4 % (−2 % to +2.8 %), 24 pairs: excludes more than +2.8 %; wall +40 % (−10 % to +60 %), 24 pairs: advice, too uncertain for an alarm',
    });
  });

  it('passes with advice', () => {
    const wall = comparison({ metric: 'wall', role: 'coarse', verdict: 'advice' });
    expect(judgeBenchmark(findings([comparison(), wall])).verdict).toBe('pass');
  });

  it('whose counter moved is a regression, and says both', () => {
    const { verdict, because } = judgeBenchmark(findings([comparison()], [counter('regression')]));
    expect(verdict).toBe('regression');
    expect(because).toMatch(
      /^csv: requests is 4, and 3 on base.*; cpu \+0\.4 %.* excludes more than \+2\.8 %$/,
    );
  });

  it('whose counters are better or declared passes', () => {
    for (const verdict of ['same', 'better', 'declared'] as const)
      expect(judgeBenchmark(findings([comparison()], [counter(verdict)])).verdict).toBe('pass');
  });

  it('that was accepted passes, and says why', () => {
    const covered = { ...red, accepted: { upTo: 0.08, because: 'safer' } };
    const { verdict, because } = judgeBenchmark(findings([covered]));
    expect(verdict).toBe('pass');
    expect(because).toMatch(/; cpu is accepted up to \+8 %: safer$/);
  });

  it('whose counters alone were compared says so', () => {
    expect(judgeBenchmark(findings([], [counter('same'), counter('declared')]))).toEqual({
      verdict: 'pass',
      because: '2 counters as before or as declared; not timed',
    });
  });

  it('of which nothing was compared says nothing about the change', () => {
    expect(judgeBenchmark(findings([]))).toEqual({
      verdict: 'infrastructure-failure',
      because: 'nothing was compared',
    });
  });
});

describe('complaints', () => {
  it('name the benchmark, counters first, then what is slower, then what is open', () => {
    const told = complaintsOf(findings([open, red], [counter('regression'), counter('same')]));
    expect(told.map((line) => line.slice(0, 17))).toEqual([
      'csv: requests is ',
      'csv is slower: cp',
      'csv is undecided:',
    ]);
  });

  it('are none against a pass', () => {
    expect(complaintsOf(findings([comparison()], [counter('same')]))).toEqual([]);
  });
});
