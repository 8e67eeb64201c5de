import { describe, expect, it } from 'vitest';
import { type Expected, judgeCanary, takeCanaryLook } from '../../src/judge/judge-canary.ts';
import { logRatiosOf, PLAN } from './simulated.ts';

function judge(expected: Expected, logRatios: readonly number[]) {
  const due = PLAN.looks.filter((pairs) => pairs <= logRatios.length);
  const looks = due.map((pairs, look) => takeCanaryLook(expected, logRatios.slice(0, pairs), look, PLAN));
  return judgeCanary(expected, looks, PLAN);
}

describe('the quiet canary', () => {
  it('behaves where the sides are the same, and is done when that is certain', () => {
    expect(judge('quiet', logRatiosOf(1, 0.02, 12))).toMatchObject({
      found: 'quiet',
      misbehaved: false,
      isSettled: true,
    });
  });

  it('goes on while it is not certain', () => {
    expect(judge('quiet', logRatiosOf(1, 0.3, 12))).toMatchObject({ misbehaved: false, isSettled: false });
  });

  it('misbehaves where head is slower, and where it is faster', () => {
    for (const ratio of [1.06, 0.94])
      expect(judge('quiet', logRatiosOf(ratio, 0.02, 24))).toMatchObject({
        found: 'alarm',
        misbehaved: true,
        isSettled: true,
      });
  });

  it('does not alarm for a difference that is certain and does not matter', () => {
    const found = judge('quiet', logRatiosOf(1.015, 0.005, 24));
    expect(found.pValue).toBeLessThan(PLAN.quietLevel);
    expect(found.misbehaved).toBe(false);
  });

  it('does not alarm at the level at which a benchmark would', () => {
    // Certain at 1 %, not at 0.1 %.
    const found = judge('quiet', logRatiosOf(1.08, 0.02, 12));
    expect(found.pValue).toBeLessThan(PLAN.alarmLevel);
    expect(found).toMatchObject({ found: 'quiet', misbehaved: false, isSettled: false });
  });
});

describe('the canary with a planted slowdown', () => {
  it('alarms and is done', () => {
    expect(judge('alarm', logRatiosOf(1.1, 0.03, 12))).toMatchObject({
      found: 'alarm',
      misbehaved: false,
      isSettled: true,
    });
  });

  it('goes on until it alarms, and misbehaves until then', () => {
    expect(judge('alarm', logRatiosOf(1, 0.03, 24))).toMatchObject({
      found: 'quiet',
      misbehaved: true,
      isSettled: false,
    });
    expect(judge('alarm', [])).toMatchObject({ found: 'quiet', misbehaved: true, isSettled: false });
  });
});
