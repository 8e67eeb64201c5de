import { gateRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { sequentialPlan } from '../../src/plan/sequential-plan.ts';
import type { UnitPair } from '../../src/unit/gate-unit.ts';
import { runScripted } from './support/run-scripted.ts';
import { canaries, PairClock, type Script, scriptedUnit } from './support/scripted-unit.ts';

const SECOND_MS = 1000;

describe('a run', () => {
  it('passes what did not change, at the first look that can tell', async () => {
    const { run, verdict } = await runScripted([{ name: 'a' }]);
    expect(run.benchmarks[0]).toMatchObject({ name: 'a', verdict: 'pass', looks: [12] });
    expect(run.benchmarks[0]!.because).toMatch(/^cpu .* 12 pairs: excludes more than \+\d/);
    expect(verdict).toMatchObject({ verdict: 'pass', exitCode: 0, reasons: [] });
    expect(verdict.sentence).toMatch(/^pass: 1 benchmark, none is slower by more than \+/);
  });

  it('finds a slowdown of 5 % beside what did not change', async () => {
    const { run, verdict } = await runScripted([{ name: 'a' }, { name: 'b', slowdown: 0.05, seed: 2 }]);
    expect(run.benchmarks.map((one) => one.verdict)).toEqual(['pass', 'regression']);
    expect(verdict.exitCode).toBe(1);
    expect(verdict.sentence).toMatch(/^regression in 1 of 2 benchmarks: b, cpu \+/);
    expect(verdict.reasons).toHaveLength(1);
  });

  it('passes what became faster', async () => {
    const { verdict } = await runScripted([{ name: 'a', slowdown: -0.2 }]);
    expect(verdict.exitCode).toBe(0);
  });

  it('judges a benchmark that prints its figures by them', async () => {
    const { run } = await runScripted([{ name: 'a', reports: true }]);
    expect(run.benchmarks[0]!.comparisons.map(({ metric, role }) => `${metric} ${role}`)).toEqual([
      'reported fine',
      'cpu coarse',
      'wall coarse',
      'parallelism coarse',
      'rss coarse',
    ]);
  });

  it('judges memory by the pairs that saw it, and not at all where none did', async () => {
    const unseen = (pairs: readonly UnitPair[]): UnitPair[] =>
      pairs.map(({ logRatios: { rss, ...logRatios }, base, head, ...pair }) => ({
        ...pair,
        base: { ...base, peakRssBytes: null },
        head: { ...head, peakRssBytes: null },
        logRatios,
      }));
    const seenIn = async (isSeen: (pair: number) => boolean) => {
      const answer: Script['answer'] = (pairs, pair) => (isSeen(pair) ? pairs : unseen(pairs));
      const { run, verdict } = await runScripted([{ name: 'a', answer }]);
      expect(verdict.exitCode).toBe(0);
      return run.benchmarks[0]!.comparisons.find(({ metric }) => metric === 'rss');
    };
    expect((await seenIn((pair) => pair !== 5))?.ratio.pairs).toBe(11);
    expect(await seenIn((pair) => pair === 0)).toBeUndefined();
  });

  it('goes on to the last look with what it cannot tell, and blocks what that leaves open', async () => {
    const { run, verdict } = await runScripted([{ name: 'a', sd: 0.4, slowdown: 0.04 }]);
    expect(run.benchmarks[0]).toMatchObject({ verdict: 'inconclusive', looks: [12, 24, 36, 48, 60, 84] });
    expect(run.benchmarks[0]!.because).toMatch(/cannot exclude \+/);
    expect(verdict).toMatchObject({ verdict: 'inconclusive', exitCode: 3 });
  });

  it('stops with each unit once all its benchmarks are decided', async () => {
    const clock = new PairClock();
    const [quick, noisy] = [
      scriptedUnit(clock, { name: 'quick', benchmarks: ['x', 'y'] }),
      scriptedUnit(clock, { name: 'noisy', sd: 0.2 }),
    ];
    const { run } = await runScripted([], { units: [quick, noisy], canaries: canaries(clock) }, clock);
    const pairs = new Map(run.benchmarks.map((one) => [one.name, one.pairs.length]));
    expect(quick.firsts.length).toBe(pairs.get('x')! + 1);
    expect(pairs.get('x')).toBe(pairs.get('y'));
    expect(pairs.get('x')).toBeLessThan(pairs.get('noisy')!);
  });

  it('verifies both sides once before it times anything, and discards the first pair', async () => {
    const clock = new PairClock();
    const unit = scriptedUnit(clock, { name: 'a' });
    const { run } = await runScripted([], { units: [unit], canaries: canaries(clock) }, clock);
    expect(unit.verified).toEqual(['base', 'head']);
    expect(unit.firsts).toHaveLength(run.benchmarks[0]!.pairs.length + 1);
  });

  it('lets each side go first in half of the pairs, and says which did', async () => {
    const { run } = await runScripted([{ name: 'a', sd: 0.2 }]);
    const { pairs } = run.benchmarks[0]!;
    for (const look of [12, 24, 36, 48, 60, 84]) {
      expect(pairs.slice(0, look).filter(({ first }) => first === 'base')).toHaveLength(look / 2);
    }
  });

  it('keeps the pairs in order, with slots of the whole run and their times', async () => {
    const { run } = await runScripted([{ name: 'a' }, { name: 'b', seed: 3 }]);
    const [a, b] = run.benchmarks.map(({ pairs }) => pairs);
    expect(a!.map(({ pair }) => pair)).toEqual([...a!.keys()]);
    const slots = [...a!, ...b!].map(({ slot }) => slot);
    expect(new Set(slots).size).toBe(slots.length);
    expect(a!.map(({ startedAt }) => startedAt)).toEqual(a!.map(({ startedAt }) => startedAt).toSorted());
  });

  it('is the same again with the same seed and the same answers', async () => {
    const [one, other] = [await runScripted([{ name: 'a' }]), await runScripted([{ name: 'a' }])];
    expect(one.run.benchmarks).toEqual(other.run.benchmarks);
  });

  it('tells what a record can hold', async () => {
    const { run } = await runScripted([
      { name: 'a', slowdown: 0.1 },
      { name: 't', kind: 'tree' },
    ]);
    const { benchmarks, canaries: both, fingerprint } = gateRecord.shape;
    expect(benchmarks.parse(run.benchmarks)).toEqual(run.benchmarks);
    expect(both.parse(run.canaries)).toEqual(run.canaries);
    expect(fingerprint.parse(run.fingerprint)).toEqual({ node: 'v24', cores: '2', harness: 'abc' });
  });

  it('counts a tree and does not time it', async () => {
    const clock = new PairClock();
    const tree = scriptedUnit(clock, { name: 'tree', kind: 'tree' });
    const units = [tree, scriptedUnit(clock, { name: 'a' })];
    const { run, verdict } = await runScripted([], { units, canaries: canaries(clock) }, clock);
    expect(tree.firsts).toEqual([]);
    expect(run.benchmarks[0]).toMatchObject({ name: 'tree', pairs: [], comparisons: [], verdict: 'pass' });
    expect(run.benchmarks[0]!.because).toBe('1 counter as before or as declared; not timed');
    expect(verdict.exitCode).toBe(0);
  });

  it('leaves out a tree in which there is nothing to count', async () => {
    const { run } = await runScripted([{ name: 't', kind: 'tree', counters: {} }, { name: 'a' }]);
    expect(run.benchmarks.map(({ name }) => name)).toEqual(['a']);
  });

  it('judges counters by what the reviewed files declare', async () => {
    const script = { name: 'a', headCounters: { requests: { value: 4, rule: 'exact' as const } } };
    const declaredCounters = { base: {}, head: { a: { requests: 4 } } };
    const { run, verdict } = await runScripted([script], { declaredCounters });
    expect(run.benchmarks[0]!.counters[0]).toMatchObject({ declared: 4, verdict: 'declared' });
    expect(verdict.exitCode).toBe(0);
  });

  it('hands on what both sides were warned of, once', async () => {
    const { run } = await runScripted([
      { name: 'a', verify: (_, usual) => ({ ...usual, warnings: ['mostly start-up'] }) },
    ]);
    expect(run.benchmarks[0]!.warnings).toEqual(['mostly start-up']);
  });
});

describe('an accepted slowdown', () => {
  const accepted = (upTo: number, over: object = {}) => [
    { benchmark: 'a', metric: 'cpu' as const, upTo, because: 'safer', base: 'abc', ...over },
  ];

  it('is no regression, and is told', async () => {
    const { run, verdict } = await runScripted([{ name: 'a', slowdown: 0.05 }], {
      acceptances: accepted(0.08),
    });
    expect(run.benchmarks[0]!.comparisons[0]).toMatchObject({
      verdict: 'regression',
      accepted: { upTo: 0.08, because: 'safer' },
    });
    expect(run.benchmarks[0]).toMatchObject({ verdict: 'pass' });
    expect(run.benchmarks[0]!.because).toMatch(/cpu is accepted up to \+8 %: safer$/);
    expect(verdict.exitCode).toBe(0);
  });

  it('does not cover a larger one', async () => {
    const { verdict } = await runScripted([{ name: 'a', slowdown: 0.2 }], { acceptances: accepted(0.08) });
    expect(verdict.exitCode).toBe(1);
  });

  it('that is void, or of another metric, covers nothing', async () => {
    const unit = { name: 'a', slowdown: 0.05 };
    const void_ = await runScripted([unit], { acceptances: accepted(0.08, { void: 'merged' }) });
    expect(void_.verdict.exitCode).toBe(1);
    const other = await runScripted([unit], { acceptances: accepted(0.08, { metric: 'wall' }) });
    expect(other.verdict.exitCode).toBe(1);
  });

  it('of something that was not compared is void', async () => {
    const acceptances = [...accepted(0.08, { benchmark: 'gone' }), ...accepted(0.08, { metric: 'reported' })];
    const { run } = await runScripted([{ name: 'a' }], { acceptances });
    expect(run.acceptances.map((one) => one.void)).toEqual([
      'no benchmark of that name was compared in this run',
      'a is not compared by reported, only by cpu, wall, parallelism, rss',
    ]);
  });
});

describe('time', () => {
  it('that is out ends the run, with a last look at the pairs there are', async () => {
    const { run, verdict } = await runScripted([{ name: 'a', sd: 0.3 }], { maxMs: 60 * SECOND_MS });
    const [noisy] = run.benchmarks;
    expect(run.isOutOfTime).toBe(true);
    expect(noisy!.verdict).toBe('inconclusive');
    expect(noisy!.looks).toEqual([12, 24, 33]);
    expect(verdict.exitCode).toBe(3);
    expect(verdict.reasons.at(-1)).toMatch(/^time was out before a could be decided/);
  });

  it('that ends with a look that was just taken takes none again', async () => {
    const { run } = await runScripted([{ name: 'a', sd: 0.3 }], { maxMs: (3 + 3 * 12 + 12) * SECOND_MS });
    expect(run.benchmarks[0]!.looks).toEqual([12, 24]);
  });

  it('is not begun with a pair for which too little is left', async () => {
    const clock = new PairClock();
    const startedAtMs = clock.nowMs;
    const maxMs = 50 * SECOND_MS + 999;
    await runScripted([{ name: 'a', sd: 0.3 }], { maxMs, canaries: canaries(clock) }, clock);
    expect(clock.nowMs - startedAtMs).toBeLessThanOrEqual(maxMs);
  });
});

describe('progress', () => {
  it('tells the plan with its minutes before the first pair that counts', async () => {
    const { progress } = await runScripted([{ name: 'a', msPerPair: 60_000 }]);
    const steps = progress.map(({ step }) => step);
    expect(steps.lastIndexOf('verify')).toBeLessThan(steps.indexOf('plan'));
    expect(steps.indexOf('plan')).toBeLessThan(steps.indexOf('pair'));
    const plan = progress.find((event) => event.step === 'plan')!;
    expect(plan.msByUnit.get('a')).toBe(60_000);
    expect(plan.expectedMinutes).toBeGreaterThan(12);
    // What was verified and discarded has taken its part of the hour.
    expect(plan.maximumMinutes).toBeLessThan(60);
    expect(plan.expectedMinutes).toBeLessThan(plan.maximumMinutes);
  });

  it('tells the estimate from the second pair on, and what would decide it', async () => {
    const { progress } = await runScripted([{ name: 'a' }]);
    const pairs = progress.filter((event) => event.step === 'pair');
    expect(pairs.map((event) => event.pairs)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(pairs[0]!.ratio).toBeUndefined();
    expect(pairs[0]!.wouldDecide).toBe('a first look comes at 12 pairs');
    expect(pairs[10]!.ratio!.pairs).toBe(11);
    expect(pairs[10]!.wouldDecide).toBe('1 more pair like these would pass it');
    expect(pairs.every((event) => event.nextLook === 12)).toBe(true);
  });

  it('tells every verdict once', async () => {
    const { progress, run } = await runScripted(
      [{ name: 'a' }, { name: 'b', slowdown: 0.1, seed: 2 }, { name: 'c', sd: 0.3, seed: 3 }],
      { maxMs: 80 * SECOND_MS },
    );
    const decided = progress.filter((event) => event.step === 'decided');
    const told = decided.map(({ benchmark, verdict }) => [benchmark, verdict]).toSorted();
    expect(told).toEqual(run.benchmarks.map(({ name, verdict }) => [name, verdict]).toSorted());
  });
});

describe('a run that is aborted', () => {
  const abortAt = async (count: number, isHeeded: boolean) => {
    const clock = new PairClock();
    const stop = new AbortController();
    const reason = new Error('stopped by hand');
    const unit = scriptedUnit(clock, {
      name: 'a',
      answer: (pairs, pair) => {
        if (pair !== count) return pairs;
        stop.abort(reason);
        if (isHeeded) throw new Error('killed');
        return pairs;
      },
    });
    const running = runScripted([], { units: [unit], canaries: canaries(clock), signal: stop.signal }, clock);
    await expect(running).rejects.toBe(reason);
    return unit;
  };

  it('rejects with the reason and takes no further pair', async () => {
    const unit = await abortAt(3, true);
    expect(unit.firsts).toHaveLength(4);
    expect(unit.signal?.aborted).toBe(true);
  });

  it('rejects with the reason where a unit pays no heed to it', async () => {
    expect((await abortAt(0, false)).firsts).toHaveLength(1);
    expect((await abortAt(3, false)).firsts).toHaveLength(4);
  });

  it('before it began runs nothing', async () => {
    const clock = new PairClock();
    const unit = scriptedUnit(clock, { name: 'a' });
    const request = { units: [unit], canaries: canaries(clock), signal: AbortSignal.abort(new Error('no')) };
    await expect(runScripted([], request, clock)).rejects.toThrow('no');
    expect(unit.verified).toEqual([]);
  });
});

describe('a plan of a few pairs', () => {
  it('can be carried out', async () => {
    const plan = sequentialPlan([10, 20]);
    const { run } = await runScripted([{ name: 'a', sd: 0.3 }], { plan });
    expect(run.benchmarks[0]!.looks).toEqual([10, 20]);
  });
});
