import type { GateRatio } from '@parquetry/bench/record';
import { estimateShift, signedRankTest } from '@parquetry/bench/statistics';
import type { SequentialPlan } from '../plan/sequential-plan.ts';

/** What one comparison showed at one look. */
export interface Look {
  readonly ratio: GateRatio;
  /** Of head being no slower, at this look alone. */
  readonly pValue: number;
  /** Of head being no slower than was accepted, at this look alone; undefined where nothing was. */
  readonly pValueBeyondAccepted: number | undefined;
}

const pValueAbove = (logRatios: readonly number[], threshold: number): number =>
  signedRankTest(
    logRatios.map((logRatio) => logRatio - threshold),
    { alternative: 'greater' },
  ).pValue;

/** The ratio of head to base with its interval, whose ends are each wrong with the probability `tail`. */
export function ratioOf(logRatios: readonly number[], tail: number): GateRatio {
  const { estimate, low, high } = estimateShift(logRatios, tail);
  return {
    estimate: Math.exp(estimate),
    low: Math.exp(low),
    high: Number.isFinite(high) ? Math.exp(high) : null,
    tail,
    pairs: logRatios.length,
  };
}

/**
 * Looks at ln(head / base) of all pairs so far, as look number `look` of the plan, from 0. It spends the share of that look,
 * also where a run that is out of time has it before it was due.
 *
 * @param acceptedUpTo 0.08 for 8 %.
 * @throws RangeError without a pair, or past the last look.
 */
export function takeLook(
  logRatios: readonly number[],
  look: number,
  plan: SequentialPlan,
  acceptedUpTo?: number,
): Look {
  const share = plan.shares[look];
  if (share === undefined) throw new RangeError(`look ${look + 1} of a plan with ${plan.looks.length}`);
  return {
    ratio: ratioOf(logRatios, plan.tail * share),
    pValue: pValueAbove(logRatios, 0),
    pValueBeyondAccepted:
      acceptedUpTo === undefined ? undefined : pValueAbove(logRatios, Math.log1p(acceptedUpTo)),
  };
}
