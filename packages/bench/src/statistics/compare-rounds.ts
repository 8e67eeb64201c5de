import type { Estimate } from '../record/estimate.ts';
import { estimateMedian } from './estimate-median.ts';

export type Verdict = 'faster' | 'slower' | 'equivalent' | 'undecided';

export interface Comparison {
  /** How many times as fast. */
  readonly speedup: Estimate;
  readonly verdict: Verdict;
}

/** Smaller changes are not called a difference, however sure they are. */
const SMALLEST_DIFFERENCE = Math.log(1.025);
/** Changes that certainly stay below this are called equivalent. */
const LARGEST_EQUIVALENCE = Math.log(1.05);
/** Reached by five pairs (93.75 %), not by four. */
export const LEAST_CONFIDENCE = 0.9;

/** Both thresholds are symmetric in the logarithm: swapping the two sides mirrors the verdict. */
export function verdictOf(speedup: Estimate): Verdict {
  if (speedup.confidence < LEAST_CONFIDENCE) return 'undecided';
  const change = Math.log(speedup.median);
  if (speedup.low > 1 && change > SMALLEST_DIFFERENCE) return 'faster';
  if (speedup.high < 1 && change < -SMALLEST_DIFFERENCE) return 'slower';
  const widest = Math.max(Math.abs(Math.log(speedup.low)), Math.abs(Math.log(speedup.high)));
  return widest < LARGEST_EQUIVALENCE ? 'equivalent' : 'undecided';
}

/** What one process took, in whatever unit both sides are given. */
export interface RoundValue {
  readonly round: number;
  readonly value: number;
}

/**
 * Divides `subject` by `other` within each round: neighbours in time share the machine's mood.
 *
 * @returns undefined when no round holds both.
 */
export function ratioOfRounds(
  subject: readonly RoundValue[],
  other: readonly RoundValue[],
): Estimate | undefined {
  const otherByRound = new Map(other.map(({ round, value }) => [round, value]));
  const ratios = subject.flatMap(({ round, value }) => {
    const theirs = otherByRound.get(round);
    return theirs === undefined ? [] : [value / theirs];
  });
  return ratios.length === 0 ? undefined : estimateMedian(ratios);
}

/**
 * Compares times of the same round with each other.
 *
 * @returns undefined when no round holds both.
 */
export function compareRounds(
  subject: readonly RoundValue[],
  reference: readonly RoundValue[],
): Comparison | undefined {
  const speedup = ratioOfRounds(reference, subject);
  return speedup === undefined ? undefined : { speedup, verdict: verdictOf(speedup) };
}
