import { describe, expect, it } from 'vitest';
import { judgeRun } from '../../src/judge/judge-run.ts';
import { type FailureKind, GateFailure } from '../../src/unit/gate-failure.ts';
import type { SideResult, UnitPair } from '../../src/unit/gate-unit.ts';
import { runScripted, type ScriptedRun } from './support/run-scripted.ts';
import { canaries, FINGERPRINT, PairClock, type Script, scriptedUnit } from './support/scripted-unit.ts';

/** No figure counts beside it. */
function expectFailure({ verdict, kinds, run }: ScriptedRun, kind: FailureKind, told: RegExp): void {
  expect(kinds).toContain(kind);
  expect(run.failures.map(({ message }) => message).join('\n')).toMatch(told);
  expect(verdict.exitCode).toBe(2);
  expect(verdict.verdict).toBe('infrastructure-failure');
  expect(verdict.reasons.join('\n')).toMatch(told);
}

const head =
  (change: Partial<SideResult>): NonNullable<Script['answer']> =>
  (pairs) =>
    pairs.map((pair) => ({ ...pair, head: { ...pair.head, ...change } }));

/** The usual answer but for the pairs from the third on. */
const later =
  (answer: NonNullable<Script['answer']>): NonNullable<Script['answer']> =>
  (pairs, pair) =>
    pair < 3 ? pairs : answer(pairs, pair);

const answering = (answer: NonNullable<Script['answer']>) => runScripted([{ name: 'a', answer }]);

describe('a gate that', () => {
  it('has no unit fails', async () => {
    expectFailure(await runScripted([]), 'no-benchmark', /nothing is to be timed/);
  });

  it('has only trees to count fails: nothing was timed', async () => {
    expectFailure(await runScripted([{ name: 't', kind: 'tree' }]), 'no-benchmark', /nothing is to be timed/);
  });

  it('has no time fails', async () => {
    for (const maxMs of [0, -1, Number.NaN]) {
      expectFailure(await runScripted([{ name: 'a' }], { maxMs }), 'no-pairs', /raise --max-minutes/);
    }
  });

  it('has time for the discarded pairs alone fails', async () => {
    const ended = await runScripted([{ name: 'a' }], { maxMs: 3000 });
    expectFailure(ended, 'no-pairs', /a: not one pair was taken/);
  });

  it('has no canaries, or one kind of them, fails', async () => {
    const [quiet, alarm] = canaries(new PairClock());
    for (const some of [[], [quiet!], [alarm!]]) {
      expectFailure(
        await runScripted([{ name: 'a' }], { canaries: some }),
        'canary',
        /no canary of this run/,
      );
    }
  });

  it('is handed a canary that is never timed fails', async () => {
    const clock = new PairClock();
    const [quiet, alarm] = canaries(clock);
    const untimed = { ...quiet!, unit: scriptedUnit(clock, { name: 'same', kind: 'tree' }) };
    const ended = await runScripted([{ name: 'a' }], { canaries: [untimed, alarm!] }, clock);
    expectFailure(ended, 'canary', /is to be quiet/);
  });

  it('has two units of one name, or two benchmarks of one name, fails', async () => {
    expectFailure(
      await runScripted([{ name: 'a' }, { name: 'a' }]),
      'benchmark-failed',
      /two units are named a/,
    );
    const shared = await runScripted([
      { name: 'a', benchmarks: ['x'] },
      { name: 'b', benchmarks: ['x'] },
    ]);
    expectFailure(shared, 'benchmark-failed', /two units name a benchmark x/);
    const twice = await runScripted([{ name: 'a', benchmarks: ['x', 'x'] }]);
    expectFailure(twice, 'benchmark-failed', /names x more than once/);
  });
});

describe('a unit', () => {
  const named = (base: readonly string[], at: readonly string[]): Script => ({
    name: 'a',
    benchmarks: at,
    verify: (side, usual) => ({ ...usual, benchmarks: side === 'base' ? base : at }),
  });

  it('that holds no benchmark fails the run', async () => {
    expectFailure(await runScripted([named([], [])]), 'no-benchmark', /holds no benchmark on either side/);
  });

  it('whose benchmark head has removed fails the run', async () => {
    expectFailure(await runScripted([named(['x', 'y'], ['x'])]), 'missing-benchmark', /y: base has it/);
  });

  it('whose benchmark head has renamed fails the run', async () => {
    expectFailure(await runScripted([named(['x'], ['z'])]), 'missing-benchmark', /x: base has it/);
  });

  it('that is new in head is compared with nothing: alone it is no pass', async () => {
    const ended = await runScripted([named([], ['x'])]);
    expectFailure(ended, 'no-benchmark', /new in head, compared with nothing: x/);
    expect(ended.run.newInHead).toEqual(['x']);
  });

  it('that is new in head beside others is named and counts for nothing', async () => {
    const { run, verdict } = await runScripted([named([], ['x']), { name: 'b' }]);
    expect(run.benchmarks.map(({ name }) => name)).toEqual(['b']);
    expect(verdict.exitCode).toBe(0);
    expect(verdict.sentence).toMatch(/new in head, compared with nothing: x$/);
  });

  it('that has one benchmark more in head is compared by the others', async () => {
    const { run, verdict } = await runScripted([named(['x'], ['x', 'y'])]);
    expect(run.benchmarks.map(({ name }) => name)).toEqual(['x']);
    expect(run.newInHead).toEqual(['y']);
    expect(verdict.exitCode).toBe(0);
  });

  it('that fails on both sides alike fails the run, with both reasons', async () => {
    const verify = (side: string) => {
      throw new GateFailure('wrong-output', `${side} is wrong`);
    };
    const ended = await runScripted([{ name: 'a', verify }]);
    expectFailure(ended, 'wrong-output', /base is wrong\nhead is wrong/);
  });

  it('that fails without saying of what kind it is fails the run, with its side', async () => {
    const verify = () => {
      throw new TypeError('no such function');
    };
    expectFailure(
      await runScripted([{ name: 'a', verify }]),
      'benchmark-failed',
      /a on base: no such function/,
    );
  });

  it('whose failure comes first does not hide the others', async () => {
    const verify = (side: string) => {
      throw new GateFailure('build-failed', `no ${side}`);
    };
    const { run } = await runScripted([
      { name: 'a', verify },
      { ...named(['x'], []), name: 'b' },
      { name: 'c', verify },
    ]);
    expect(run.failures).toHaveLength(5);
  });

  it('of which one side counts nothing fails the run', async () => {
    for (const without of ['base', 'head']) {
      const verify: Script['verify'] = (side, usual) =>
        side === without ? { ...usual, counters: new Map() } : usual;
      const ended = await runScripted([{ name: 'a', verify }]);
      expectFailure(ended, 'missing-benchmark', new RegExp(`nothing was counted on ${without}`));
    }
  });

  it('whose tree has lost its lockfile is a regression with the way out, and no failure of the run', async () => {
    const verify: Script['verify'] = (side, usual) =>
      side === 'head' ? { ...usual, counters: new Map() } : usual;
    const counters = { 'production dependencies': { value: 5, rule: 'upper' as const } };
    const ended = await runScripted([{ name: 'a' }, { name: 'tree', kind: 'tree', counters, verify }]);
    expect(ended.verdict.exitCode).toBe(1);
    expect(ended.verdict.reasons.join()).toMatch(
      /production dependencies is no longer counted: base counts 5; .*package-lock\.json.* against the gate$/,
    );
  });

  it('whose counter moves is a regression, however fast it is', async () => {
    const headCounters = { requests: { value: 4, rule: 'exact' as const } };
    const { verdict } = await runScripted([{ name: 'a', slowdown: -0.2, headCounters }]);
    expect(verdict.exitCode).toBe(1);
    expect(verdict.reasons.join()).toMatch(/requests/);
  });

  it('whose counter moves only while it is timed is a regression too', async () => {
    const answer = head({
      counters: { requests: { value: 3, rule: 'exact' }, retries: { value: 2, rule: 'upper' } },
    });
    const { verdict } = await runScripted([{ name: 'a', answer }]);
    expect(verdict.exitCode).toBe(1);
    expect(verdict.reasons.join()).toMatch(/retries/);
  });
});

describe('a counter that may differ from process to process', () => {
  const counters = { requests: { value: 10, rule: 'upper' as const } };
  const counting = (requests: (pair: number) => number) =>
    runScripted([
      {
        name: 'a',
        counters,
        answer: (pairs, pair) =>
          head({ counters: { requests: { value: requests(pair), rule: 'upper' } } })(pairs, pair),
      },
    ]);

  it('is a regression where every timed process of head counts more than base', async () => {
    const { run, verdict } = await counting((pair) => 11 + (pair % 3));
    expect(run.benchmarks[0]!.counters).toMatchObject([{ base: 10, head: 11, verdict: 'regression' }]);
    expect(verdict.exitCode).toBe(1);
  });

  it('is none where one of them does by chance', async () => {
    const { verdict } = await counting((pair) => (pair === 2 ? 11 : 10));
    expect(verdict.exitCode).toBe(0);
  });
});

describe('a pair', () => {
  it('that lacks a benchmark fails the run', async () => {
    expectFailure(await answering(() => []), 'missing-benchmark', /a: a pair of a came back without it/);
    const lost = await answering(later(() => []));
    expectFailure(lost, 'missing-benchmark', /a: a pair of a came back without it/);
  });

  it('that holds a benchmark twice, or one that nobody named, fails the run', async () => {
    const twice = await answering((pairs) => [...pairs, ...pairs]);
    expectFailure(twice, 'benchmark-failed', /a: a pair of a has it twice/);
    const odd = await answering((pairs) => [...pairs, { ...pairs[0]!, benchmark: 'odd' }]);
    expectFailure(odd, 'benchmark-failed', /odd: a pair of a has it though neither side named it/);
  });

  it('with a time that is no time fails the run', async () => {
    for (const time of [Number.NaN, 0, -1, Number.POSITIVE_INFINITY]) {
      expectFailure(await answering(later(head({ cpuMs: time }))), 'not-parsable', /on head, cpuMs is/);
      expectFailure(await answering(head({ wallMs: time })), 'not-parsable', /on head, wallMs is/);
    }
    const turns = [{ cpuMs: Number.NaN, wallMs: 5 }];
    expectFailure(await answering(head({ turns })), 'not-parsable', /turn 1 took NaN/);
    expectFailure(await answering(head({ beforeCpuMs: -1 })), 'not-parsable', /beforeCpuMs is -1/);
    expectFailure(await answering(head({ peakRssBytes: 0 })), 'not-parsable', /peakRssBytes is 0/);
  });

  it('with a ratio that is no number, or without one that decides, fails the run', async () => {
    const ratios = (logRatios: UnitPair['logRatios']) =>
      answering((pairs) => pairs.map((pair) => ({ ...pair, logRatios })));
    expectFailure(await ratios({ cpu: Number.NaN }), 'not-parsable', /the log ratio of cpu is NaN/);
    expectFailure(await ratios({ wall: 0.1, rss: 0 }), 'not-parsable', /nothing could decide it/);
    expectFailure(await ratios({}), 'not-parsable', /nothing could decide it/);
  });

  it('in which one side took fewer turns, or none, fails the run', async () => {
    const turn = { cpuMs: 5, wallMs: 5 };
    expectFailure(
      await answering(head({ turns: [turn, turn] })),
      'benchmark-failed',
      /base took 1 turns and head 2/,
    );
    expectFailure(await answering(head({ turns: [] })), 'not-parsable', /on head, it took no turn/);
  });

  it('in which one side tells a figure and the other does not fails the run', async () => {
    expectFailure(
      await answering(head({ peakRssBytes: null })),
      'benchmark-failed',
      /only base tells peakRssBytes/,
    );
    expectFailure(await answering(head({ reported: 3 })), 'benchmark-failed', /only head tells reported/);
    expectFailure(await answering(head({ counters: {} })), 'benchmark-failed', /nothing was counted on head/);
  });

  it('that is measured by other metrics than before fails the run', async () => {
    const answer = later((pairs) => pairs.map((pair) => ({ ...pair, logRatios: { cpu: 0.01 } })));
    expectFailure(
      await answering(answer),
      'benchmark-failed',
      /measured by cpu, parallelism, rss, wall before/,
    );
    const more = later((pairs) =>
      pairs.map((pair) => ({ ...pair, logRatios: { ...pair.logRatios, reported: 1 } })),
    );
    expectFailure(
      await answering(more),
      'benchmark-failed',
      /and is by cpu, parallelism, reported, rss, wall now/,
    );
  });

  it('with an exact counter that moves by itself fails the run', async () => {
    const pages = (value: number) => ({ counters: { pages: { value, rule: 'exact' as const } } });
    const moved = await answering((pairs, pair) => head(pages(pair < 3 ? 4 : 5))(pairs, pair));
    expectFailure(moved, 'benchmark-failed', /pages is 4 and 5 in two processes of head/);
    const other = later(head({ counters: { pages: { value: 4, rule: 'upper' } } }));
    expectFailure(await answering(other), 'benchmark-failed', /requests is 3 and nothing/);
  });

  it('with an exact counter that is not what it was when it was verified fails the run', async () => {
    const moved = head({ counters: { requests: { value: 4, rule: 'exact' } } });
    const told = /requests of head is 3 where it was verified and 4 where it was timed/;
    expectFailure(await answering(moved), 'benchmark-failed', told);
  });

  it('that was read twice fails the run', async () => {
    let kept: readonly UnitPair[] = [];
    const answer: Script['answer'] = (pairs) => {
      if (kept.length === 0) kept = pairs;
      return kept;
    };
    expectFailure(await answering(answer), 'benchmark-failed', /two processes of base told the same/);
  });

  it('that throws fails the run, and others of its round fail with it', async () => {
    const answer = later(() => {
      throw new GateFailure('benchmark-failed', 'it crashed');
    });
    const ended = await runScripted([
      { name: 'a', answer },
      { name: 'b', answer: later(() => []) },
    ]);
    expectFailure(ended, 'benchmark-failed', /it crashed/);
    expectFailure(ended, 'missing-benchmark', /b: a pair of b came back without it/);
    expect(ended.run.benchmarks.every(({ pairs }) => pairs.length <= 3)).toBe(true);
  });
});

describe('a fingerprint', () => {
  it('that differs between the sides fails the run', async () => {
    const ended = await answering(head({ fingerprint: { ...FINGERPRINT, node: 'v22' } }));
    expectFailure(ended, 'fingerprint-differs', /node is 'v24' \(base, pair 0\) and 'v22' \(head, pair 0\)/);
  });

  it('that changes during the run fails it', async () => {
    const fingerprint = { ...FINGERPRINT, cores: '1' };
    const answer = later((pairs) =>
      pairs.map((pair) => ({
        ...pair,
        base: { ...pair.base, fingerprint },
        head: { ...pair.head, fingerprint },
      })),
    );
    expectFailure(await answering(answer), 'fingerprint-differs', /cores is '2' .* and '1' \(base, pair 3\)/);
  });

  it('that tells less than before, or nothing, fails the run', async () => {
    const { node, harness } = FINGERPRINT;
    const less = await answering(head({ fingerprint: { node, harness } }));
    expectFailure(less, 'fingerprint-differs', /cores is '2' .* and nothing/);
    expectFailure(await answering(head({ fingerprint: {} })), 'fingerprint-differs', /tells nothing/);
  });

  it('with another harness fails the run', async () => {
    const ended = await answering(later(head({ fingerprint: { ...FINGERPRINT, harness: 'def' } })));
    expectFailure(ended, 'harness-changed', /'abc' .* and 'def' \(head, pair 3\)/);
  });
});

describe('a canary', () => {
  const withCanaries = (same: number, planted: number) => {
    const clock = new PairClock();
    return runScripted(
      [{ name: 'a' }],
      {
        canaries: [
          { unit: scriptedUnit(clock, { name: 'same', kind: 'canary', slowdown: same }), expected: 'quiet' },
          {
            unit: scriptedUnit(clock, { name: 'planted', kind: 'canary', slowdown: planted, seed: 3 }),
            expected: 'alarm',
          },
        ],
      },
      clock,
    );
  };

  it('that alarms where both sides are the same fails the run', async () => {
    expectFailure(
      await withCanaries(0.06, 0.1),
      'canary',
      /canary same: both sides are the same, and it alarms/,
    );
  });

  it('that favours head where both sides are the same fails the run: a slowdown would hide in it', async () => {
    expectFailure(await withCanaries(-0.06, 0.1), 'canary', /canary same: .*something favours one side/);
  });

  it('that does not see a planted slowdown fails the run', async () => {
    expectFailure(await withCanaries(0, 0), 'canary', /canary planted: a planted slowdown was not seen/);
  });

  it('that had no time to see the planted slowdown fails the run', async () => {
    const ended = await runScripted([{ name: 'a' }], { maxMs: 20_000 });
    expectFailure(ended, 'canary', /time was out before; raise --max-minutes/);
  });

  it('that holds no benchmark, or several, or a new one, fails the run', async () => {
    const holding = async (script: Script) => {
      const clock = new PairClock();
      const [quiet] = canaries(clock);
      const odd = { unit: scriptedUnit(clock, script), expected: 'alarm' as const };
      return await runScripted([{ name: 'a' }], { canaries: [quiet!, odd] }, clock);
    };
    const several = await holding({ name: 'planted', kind: 'canary', benchmarks: ['x', 'y'] });
    expectFailure(several, 'canary', /planted: a canary holds one benchmark/);
    const added = await holding({
      name: 'planted',
      kind: 'canary',
      verify: (side, usual) => ({ ...usual, benchmarks: side === 'base' ? [] : ['planted'] }),
    });
    expectFailure(added, 'canary', /planted: a canary holds one benchmark/);
  });
});

describe('findings', () => {
  it('without a comparison are no pass', () => {
    const nothing = { benchmarks: [], failures: [], newInHead: [], isOutOfTime: false };
    const verdict = judgeRun(nothing, { inconclusive: 'pass', maxUndecided: 1 });
    expect(verdict).toMatchObject({ verdict: 'infrastructure-failure', exitCode: 2 });
  });

  it('of a failure stay a failure whatever is made of the undecided', async () => {
    const { run } = await answering(() => []);
    expect(judgeRun(run, { inconclusive: 'pass', maxUndecided: 10 }).exitCode).toBe(2);
  });

  it('of an accepted slowdown hide neither a missing benchmark nor a wrong counter', async () => {
    const accepted = [
      { benchmark: 'a', metric: 'cpu' as const, upTo: 10, because: 'we like it', base: 'abc' },
    ];
    const missing = await runScripted([{ name: 'a', answer: () => [] }], { acceptances: accepted });
    expectFailure(missing, 'missing-benchmark', /came back without it/);
    const headCounters = { requests: { value: 4, rule: 'exact' as const } };
    const moved = await runScripted([{ name: 'a', headCounters }], { acceptances: accepted });
    expect(moved.verdict.exitCode).toBe(1);
  });
});
