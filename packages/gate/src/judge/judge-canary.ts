import type { GateCanary, GateRatio } from '@parquetry/bench/record';
import { overLooks, signedRankTest } from '@parquetry/bench/statistics';
import type { SequentialPlan } from '../plan/sequential-plan.ts';
import { FINE } from './metric-rules.ts';
import { ratioOf } from './take-look.ts';

/** `quiet`: both sides are the same; `alarm`: head is 10 % slower by work. */
export type Expected = GateCanary['expected'];

/** What a canary showed at one look. */
export interface CanaryLook {
  readonly ratio: GateRatio;
  /** Of `alarm`: head being no slower. Of `quiet`: both being the same, because a bias in favour of head hides a slowdown. */
  readonly pValue: number;
}

/** Looks at ln(head / base) of a canary's pairs so far, as look number `look` of the plan, from 0. */
export function takeCanaryLook(
  expected: Expected,
  logRatios: readonly number[],
  look: number,
  { shares, tail }: SequentialPlan,
): CanaryLook {
  const alternative = expected === 'quiet' ? 'two-sided' : 'greater';
  const { pValue } = signedRankTest(logRatios, { alternative });
  return { ratio: ratioOf(logRatios, tail * shares[look]!), pValue };
}

/** As far from 1 in either direction. */
const magnitude = (ratio: number) => Math.exp(Math.abs(Math.log(ratio)));

export interface JudgedCanary extends Pick<GateCanary, 'found' | 'pValue' | 'misbehaved'> {
  readonly isSettled: boolean;
}

/**
 * Whether a canary behaves. The quiet one alarms where the sides certainly differ, in either direction and by as much as
 * would matter, at a level at which it hardly ever does so by chance. The other one has to alarm as a benchmark would.
 */
export function judgeCanary(
  expected: Expected,
  looks: readonly CanaryLook[],
  { shares, quietLevel, alarmLevel }: SequentialPlan,
): JudgedCanary {
  const last = looks.at(-1);
  if (last === undefined)
    return { found: 'quiet', pValue: 1, misbehaved: expected === 'alarm', isSettled: false };
  const pValue = overLooks(
    looks.map((look) => look.pValue),
    shares,
  );
  const { estimate, low, high } = last.ratio;
  const size = expected === 'quiet' ? magnitude(estimate) : estimate;
  const level = expected === 'quiet' ? quietLevel : alarmLevel;
  const found = pValue <= level && size >= FINE.alarmFrom ? 'alarm' : 'quiet';
  const isSurelySmall = high !== null && Math.max(magnitude(low), magnitude(high)) < FINE.passBelow;
  return {
    found,
    pValue,
    misbehaved: found !== expected,
    isSettled: found === 'alarm' || (expected === 'quiet' && isSurelySmall),
  };
}
