import { describe, expect, test } from 'vitest';
import { gateText } from '../src/commands/gate/gate-text.ts';
import { repeatGate } from '../src/commands/gate/repeat-gate.ts';
import { validationText } from '../src/commands/gate/validation-text.ts';
import { benchmarkOf, gateOf } from './support/gate-of.ts';

const ratio = { estimate: 1.1, low: 1.05, high: 1.15, tail: 0.01, pairs: 12 };

describe('what a gate found, in a terminal', () => {
  test('the sentence comes first, then a row for each benchmark', () => {
    const text = gateText(
      gateOf([benchmarkOf('parse', 1.002, 'pass'), benchmarkOf('write', 1.08, 'regression')]),
    );
    expect(text.split('\n')).toEqual([
      'pass: nothing is slower',
      '',
      'benchmark  of        change                                                  pairs  verdict',
      'parse      CPU time  +0.2 % (−0.8 to +1.2)  excludes a slowdown above 1.2 %     12  pass',
      'write      CPU time  +8.0 % (+7.0 to +9.0)  excludes a slowdown above 9.0 %     12  regression',
      '',
    ]);
  });

  test('counters that moved, canaries, acceptances, reasons and unseen files follow', () => {
    const counted = {
      ...benchmarkOf('s3', 1, 'regression'),
      counters: [
        { name: 'rows', rule: 'exact', base: 8, head: 8, declared: null, verdict: 'same' },
        { name: 'requests', rule: 'upper', base: 3, head: 4, declared: null, verdict: 'regression' },
      ],
    } as const;
    const canary = {
      name: '+10 %',
      expected: 'alarm',
      found: 'quiet',
      ratio,
      pValue: 0.2,
      misbehaved: true,
    } as const;
    const accepted = {
      benchmark: 's3',
      metric: 'cpu',
      upTo: 0.08,
      because: 'checks more',
      base: 'b',
      void: 'it was merged',
    } as const;
    const text = gateText(
      gateOf([{ ...counted, counters: [...counted.counters] }], {
        canaries: [canary],
        acceptances: [accepted],
        reasons: ['s3: requests grew'],
        notMeasured: ['packages/bench/src/a.ts'],
      }),
    );
    expect(text).toContain('s3: requests 3 → 4 (regression)');
    expect(text).not.toContain('rows 8');
    expect(text).toContain('canary +10 %: +10.0 % in 12 pairs, quiet, which is wrong');
    expect(text).toContain('accepted: s3, CPU time up to 8 %: checks more (void: it was merged)');
    expect(text).toContain('s3: requests grew');
    expect(text).toContain(
      'not measured: of what changed, no benchmark of this run can see\n  packages/bench/src/a.ts\n',
    );
  });

  test('of very many unseen files, the first are named', () => {
    const notMeasured = Array.from({ length: 13 }, (_, index) => `packages/bench/src/${index}.ts`);
    const text = gateText(gateOf([], { notMeasured }));
    expect(text).toMatch(/src\/9\.ts\n {2}… and 3 more, which the record has\n$/);
    expect(text).not.toContain('src/10.ts');
  });
});

describe('the command that compares again', () => {
  test('names the base that was found, and quotes what a shell would take apart', () => {
    const options = {
      maxMinutes: 15,
      maxUndecided: 0.1,
      seed: 1,
      bench: [{ name: 'a b', run: "node 'x y.js'" }],
    };
    expect(repeatGate(options, 'abc')).toBe(
      `npx parquetry gate --base abc --bench "a b=node 'x y.js'" --max-minutes 15 --max-undecided 10% --seed 1`,
    );
  });
});

describe('a validation', () => {
  test('tells rates with their bounds, and nothing where there was no gate', () => {
    const rate = { times: 0, of: 84, share: 0, low: 0, high: 0.035 };
    const none = { times: 0, of: 0, share: Number.NaN, low: 0, high: 1 };
    const quiet = {
      truth: 0,
      pairs: 2000,
      medianRatio: 1.0004,
      sd: 0.031,
      apart: { regression: rate, pass: rate, blocked: rate },
      overlapping: { regression: 0.001, pass: 1, blocked: 0.001, of: 1900 },
      meanPairs: 15.25,
    };
    const text = validationText([
      quiet,
      {
        ...quiet,
        truth: 0.05,
        apart: { regression: none, pass: none, blocked: none },
        meanPairs: Number.NaN,
      },
    ]);
    expect(text).toContain('A/A     2000     0.0 %  3.1 %  0 of 84 (at most 3.5 %)');
    expect(text).toMatch(/^\+5 % .*0 of 0 \(at least 0 %\)/m);
  });
});
