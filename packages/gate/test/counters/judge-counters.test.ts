import { describe, expect, it } from 'vitest';
import { judgeCounters } from '../../src/counters/judge-counters.ts';
import { tellCounter } from '../../src/counters/tell-counters.ts';
import type { Counters, CounterValue } from '../../src/unit/gate-unit.ts';

const exact = (value: number): CounterValue => ({ value, rule: 'exact' });
const upper = (value: number): CounterValue => ({ value, rule: 'upper' });

const judge = (
  base: CounterValue | undefined,
  head: CounterValue | undefined,
  declared?: number,
  declaredAtBase?: number,
) => {
  const side = (value: CounterValue | undefined): Counters => (value ? { gets: value } : {});
  const says = (value: number | undefined) => (value === undefined ? undefined : { gets: value });
  const [counter] = judgeCounters({
    base: side(base),
    head: side(head),
    declared: says(declared),
    declaredAtBase: says(declaredAtBase),
  });
  return counter!;
};

const told = (...sides: Parameters<typeof judge>) => tellCounter('s3-small-files', judge(...sides));

describe('without a declaration', () => {
  it('what did not move is the same', () => {
    expect(judge(exact(40), exact(40))).toEqual({
      name: 'gets',
      rule: 'exact',
      base: 40,
      head: 40,
      declared: null,
      verdict: 'same',
    });
    expect(judge(upper(40), upper(40)).verdict).toBe('same');
    expect(told(exact(40), exact(40))).toBeUndefined();
  });

  it('an exact counter may move in neither direction', () => {
    expect(judge(exact(40), exact(41)).verdict).toBe('regression');
    expect(judge(exact(40), exact(39)).verdict).toBe('regression');
  });

  it('an upper counter may fall and may not grow, by however little', () => {
    expect(judge(upper(40), upper(39)).verdict).toBe('better');
    expect(judge(upper(40), upper(40.000_001)).verdict).toBe('regression');
  });

  it('a change does not loosen the rule that it is judged by', () => {
    expect(judge(exact(40), upper(39))).toMatchObject({ rule: 'exact', verdict: 'regression' });
  });

  it('what is no number is no pass', () => {
    expect(judge(upper(40), upper(Number.NaN)).verdict).toBe('regression');
    expect(judge(exact(Number.NaN), exact(40)).verdict).toBe('regression');
  });

  it('a counter that head lost is a regression, whatever it was', () => {
    expect(judge(upper(0), undefined)).toMatchObject({ base: 0, head: null, verdict: 'regression' });
    expect(told(upper(7), undefined)).toBe(
      's3-small-files: gets is no longer counted: base counts 7; count it again',
    );
  });

  it('a first request of a kind that base never made is a regression, a zero of it is not', () => {
    expect(judge(undefined, exact(40))).toMatchObject({ base: null, head: 40, verdict: 'regression' });
    expect(judge(undefined, upper(1)).verdict).toBe('regression');
    expect(judge(undefined, exact(0)).verdict).toBe('same');
    expect(told(undefined, exact(40))).toContain('gets is 40, and base does not count it');
  });
});

describe('with a declaration', () => {
  it('the very value that head declares and base does not is let through', () => {
    expect(judge(exact(40), exact(80), 80)).toMatchObject({ declared: 80, verdict: 'declared' });
    expect(judge(exact(40), exact(80), 80, 40).verdict).toBe('declared');
    expect(judge(undefined, exact(80), 80).verdict).toBe('declared');
  });

  it('what base declared already is no declaration of this change', () => {
    expect(judge(exact(40), exact(80), 80, 80).verdict).toBe('regression');
  });

  it('a value that head does not count is a regression, even where nothing moved', () => {
    expect(judge(exact(40), exact(81), 80).verdict).toBe('regression');
    expect(judge(exact(40), exact(40), 80).verdict).toBe('regression');
    expect(judge(upper(40), upper(39), 40).verdict).toBe('regression');
    expect(told(exact(40), exact(81), 80)).toBe(
      "s3-small-files: gets is 81, and parquetry.gate.json declares 80; if that is meant, declare it: parquetry gate accept --counters --because '…'",
    );
  });

  it('a counter that is declared and not counted is a regression', () => {
    expect(judge(exact(40), undefined, 40).verdict).toBe('regression');
    expect(told(undefined, undefined, 40)).toContain(
      'gets is not counted, was not counted by base either, and parquetry.gate.json declares 40',
    );
  });
});

it('a message names benchmark, counter, both values and the way out', () => {
  expect(told(exact(40), exact(80))).toBe(
    "s3-small-files: gets is 80, and 40 on base: it may not change; if that is meant, declare it: parquetry gate accept --counters --because '…'",
  );
  expect(told(upper(1_000), upper(1_001))).toContain('gets is 1,001, and 1,000 on base: it may not grow');
});

it('all counters of both sides are listed, in the order of their names', () => {
  const counters = judgeCounters({
    base: { rows: exact(10), bytes: upper(5) },
    head: { rows: exact(10), connections: upper(0) },
  });
  expect(counters.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['bytes', 'regression'],
    ['connections', 'same'],
    ['rows', 'same'],
  ]);
});
