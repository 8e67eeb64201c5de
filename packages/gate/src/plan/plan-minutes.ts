import { simulatePlan } from '../judge/simulate-plan.ts';
import { lastLook, type SequentialPlan } from './sequential-plan.ts';

/** Of ln(head / base) over pairs of processes that take turns. */
const ASSUMED_SD = 0.04;
const RUNS = 200;
const MS_PER_MINUTE = 60_000;

/** Mean pairs of a benchmark that did not change, by simulation with a standard deviation of 4 % between pairs. */
export const expectedPairs = (plan: SequentialPlan): number =>
  simulatePlan({ plan, noise: { shape: 'normal', sd: ASSUMED_SD }, slowdown: 0, runs: RUNS, seed: 1 })
    .meanPairs;

export interface PlanMinutes {
  /** When nothing changed. */
  readonly expectedMinutes: number;
  /** When every unit stays open to the last look. */
  readonly maximumMinutes: number;
}

/**
 * How long the rounds of a plan take.
 *
 * @param msByUnit of one pair.
 */
export function planMinutes(plan: SequentialPlan, msByUnit: ReadonlyMap<string, number>): PlanMinutes {
  const minutesPerPair = [...msByUnit.values()].reduce((sum, ms) => sum + ms, 0) / MS_PER_MINUTE;
  return {
    expectedMinutes: expectedPairs(plan) * minutesPerPair,
    maximumMinutes: lastLook(plan) * minutesPerPair,
  };
}
