import type { GateBenchmark, GateComparison } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { judgeBenchmark } from '../../src/judge/judge-benchmark.ts';
import { judgeRun, type RunFindings, type UndecidedRule } from '../../src/judge/judge-run.ts';
import { GateFailure } from '../../src/unit/gate-failure.ts';
import { comparison } from './simulated.ts';

const benchmark = (name: string, ...comparisons: GateComparison[]): GateBenchmark => ({
  name,
  kind: 'scenario',
  about: '',
  pairs: [],
  comparisons,
  counters: [],
  looks: [12],
  warnings: [],
  ...judgeBenchmark({ name, comparisons, counters: [] }),
});

const passed = benchmark('good', comparison());
const red = benchmark('bad', comparison({ verdict: 'regression' }));
const open = (name: string, high: number | null) =>
  benchmark(name, comparison({ verdict: 'inconclusive' }, high));

const BY_INTERVAL: UndecidedRule = { inconclusive: 'by-interval', maxUndecided: 0.1 };
const judge = (
  benchmarks: readonly GateBenchmark[],
  rule: Partial<UndecidedRule> = {},
  over: Partial<RunFindings> = {},
) =>
  judgeRun(
    { benchmarks, failures: [], newInHead: [], isOutOfTime: false, ...over },
    { ...BY_INTERVAL, ...rule },
  );

describe('a run', () => {
  it('passes where everything does, with the largest slowdown that it leaves possible', () => {
    const other = benchmark('other', comparison({}, 1.0412));
    expect(judge([passed, other])).toEqual({
      verdict: 'pass',
      sentence: 'pass: 2 benchmarks, none is slower by more than +4.2 %',
      reasons: [],
      exitCode: 0,
    });
  });

  it('is a regression by one benchmark, and tells what is undecided as well', () => {
    const found = judge([passed, red, open('noisy', 1.3)]);
    expect(found).toMatchObject({ verdict: 'regression', exitCode: 1 });
    expect(found.sentence).toMatch(/^regression in 1 of 3 benchmarks: bad, cpu /);
    expect(found.reasons.map((reason) => reason.split(' ')[0])).toEqual(['bad', 'noisy']);
  });

  it('that leaves no more than 10 % open is a warning', () => {
    expect(judge([passed, open('noisy', 1.1)])).toMatchObject({ verdict: 'inconclusive', exitCode: 0 });
  });

  it('that leaves more than 10 % open blocks', () => {
    const found = judge([passed, open('calm', 1.07), open('noisy', 1.1399)]);
    expect(found).toMatchObject({ verdict: 'inconclusive', exitCode: 3 });
    expect(found.sentence).toBe('undecided in 2 of 3 benchmarks: calm, noisy; cannot exclude +14 %');
  });

  it('that leaves open no more than 10 % beyond what was accepted is a warning', () => {
    const accepted = { upTo: 0.08, because: 'safer' };
    const covered = (high: number) =>
      benchmark('slower', comparison({ verdict: 'inconclusive', accepted }, high));
    expect(judge([covered(1.187)])).toMatchObject({ verdict: 'inconclusive', exitCode: 0 });
    const found = judge([covered(1.19)]);
    expect(found.exitCode).toBe(3);
    expect(found.sentence).toMatch(/cannot exclude \+19 %$/);
    expect(found.reasons[0]).toContain('slower is undecided');
  });

  it('that leaves everything open blocks', () => {
    const found = judge([open('noisy', null)]);
    expect(found.exitCode).toBe(3);
    expect(found.sentence).toMatch(/cannot exclude any slowdown$/);
  });

  it('leaves as much open as it is told to', () => {
    expect(judge([open('noisy', 1.14)], { maxUndecided: 0.2 }).exitCode).toBe(0);
    expect(judge([open('noisy', 1.06)], { maxUndecided: 0.05 }).exitCode).toBe(3);
  });

  it('passes or fails what is undecided where it is told to', () => {
    expect(judge([open('noisy', null)], { inconclusive: 'pass' }).exitCode).toBe(0);
    expect(judge([open('calm', 1.051)], { inconclusive: 'fail' }).exitCode).toBe(3);
  });

  it('never passes a regression, whatever is made of the undecided', () => {
    expect(judge([red], { inconclusive: 'pass', maxUndecided: 10 }).exitCode).toBe(1);
  });

  it('says nothing beside a failure, and tells every reason', () => {
    const failures = [new GateFailure('canary', 'it sang'), new GateFailure('no-pairs', 'none taken')];
    const found = judge([passed, red], { inconclusive: 'pass' }, { failures });
    expect(found).toMatchObject({ verdict: 'infrastructure-failure', exitCode: 2 });
    expect(found.reasons.slice(0, 2)).toEqual(['it sang', 'none taken']);
    expect(found.sentence).toBe('the run says nothing about the change: it sang (and 2 more reasons)');
  });

  it('in which a benchmark was compared in nothing says nothing', () => {
    const found = judge([passed, benchmark('empty')]);
    expect(found).toMatchObject({ exitCode: 2, reasons: ['empty: nothing was compared'] });
  });

  it('without a benchmark says nothing', () => {
    expect(judge([])).toMatchObject({ exitCode: 2, reasons: ['no benchmark was compared'] });
  });

  it('names what is new in head whatever the verdict is', () => {
    for (const benchmarks of [[passed], [red], [open('noisy', 1.3)]])
      expect(judge(benchmarks, {}, { newInHead: ['x', 'y'] }).sentence).toMatch(
        /compared with nothing: x, y$/,
      );
  });

  it('that was out of time says so where it left something open', () => {
    const told = (benchmarks: readonly GateBenchmark[]) =>
      judge(benchmarks, {}, { isOutOfTime: true }).reasons;
    expect(told([open('noisy', 1.3)]).at(-1)).toMatch(/^time was out before noisy/);
    expect(told([passed])).toEqual([]);
  });
});
