import { describe, expect, test } from 'vitest';
import { lastLook, sequentialPlan } from '../../src/plan/sequential-plan.ts';
import { truthName } from '../../src/validate/known-truths.ts';
import { replayTruth } from '../../src/validate/replay-pool.ts';
import type { PoolRow } from '../../src/validate/validation-pool.ts';

const PLAN = sequentialPlan();
const RULES = { plan: PLAN, maxUndecided: 0.1, comparisons: 1 };

/** Log ratios that swing regularly around a middle. */
const rowsOf = (truth: number, middle: number, spread: number, pairs: number): PoolRow[] =>
  Array.from({ length: pairs }, (_, round) => {
    const swing = ((round * 7) % 12) / 11 - 0.5;
    const cpu = middle + spread * swing;
    return { round, truth, cpu, wall: cpu, cpuMs: 10 };
  });

describe('replaying what a gate would have said', () => {
  test('pairs of no difference pass, one gate after the other', () => {
    const { apart, meanPairs, pairs, medianRatio } = replayTruth(rowsOf(0, 0, 0.04, 240), 0, RULES);
    expect(pairs).toBe(240);
    expect(medianRatio).toBeCloseTo(1, 2);
    expect(apart.regression).toMatchObject({ times: 0, share: 0, low: 0 });
    expect(apart.pass.share).toBe(1);
    expect(apart.blocked.times).toBe(0);
    expect(meanPairs).toBe(PLAN.looks[0]);
  });

  test('a slowdown of 10 % is red each time, and the bounds say how sure that is', () => {
    const { apart } = replayTruth(rowsOf(0.1, Math.log(1.1), 0.04, 240), 0.1, RULES);
    expect(apart.regression.share).toBe(1);
    expect(apart.regression.low).toBeCloseTo(0.05 ** (1 / apart.regression.of), 6);
    expect(apart.blocked).toEqual(apart.regression);
  });

  test('gates apart share no pair, and none begins that could not end', () => {
    const { apart, overlapping } = replayTruth(rowsOf(0, 0, 0.04, 96), 0, RULES);
    expect(apart.pass.of).toBe(2);
    expect(overlapping.of).toBe(96 - lastLook(PLAN) + 1);
  });

  test('pairs that scatter too far are blocked as undecided, which is no regression', () => {
    const { apart } = replayTruth(rowsOf(0, 0, 1.5, 168), 0, RULES);
    expect(apart.regression.times).toBe(0);
    expect(apart.blocked.share).toBe(1);
  });

  test('with too few pairs there is no gate, and nothing is known', () => {
    const { apart } = replayTruth(rowsOf(0, 0, 0.04, 20), 0, RULES);
    expect(apart.pass).toMatchObject({ times: 0, of: 0, low: 0, high: 1 });
  });

  test('other truths of the pool are left alone', () => {
    const rows = [...rowsOf(0, 0, 0.04, 90), ...rowsOf(0.1, Math.log(1.1), 0.04, 90)];
    expect(replayTruth(rows, 0, RULES).pairs).toBe(90);
  });

  test('truths are called by what was planted', () => {
    expect([0, 0.02, 0.1, -0.05].map(truthName)).toEqual(['A/A', '+2 %', '+10 %', '−5 %']);
  });
});
