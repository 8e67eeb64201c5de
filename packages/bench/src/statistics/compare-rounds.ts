import type { Estimate } from '../record/run-record.ts';
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
const LEAST_CONFIDENCE = 0.9;

/** Both thresholds are symmetric in the logarithm: swapping the two sides mirrors the verdict. */
export function verdictOf(speedup: Estimate): Verdict {
  if (speedup.confidence < LEAST_CONFIDENCE) return 'undecided';
  const change = Math.log(speedup.median);
  if (speedup.low > 1 && change > SMALLEST_DIFFERENCE) return 'faster';
  if (speedup.high < 1 && change < -SMALLEST_DIFFERENCE) return 'slower';
  const widest = Math.max(Math.abs(Math.log(speedup.low)), Math.abs(Math.log(speedup.high)));
  return widest < LARGEST_EQUIVALENCE ? 'equivalent' : 'undecided';
}

/** What one process took for its workload. */
export interface RoundTime {
  readonly round: number;
  readonly msPerByte: number;
}

/**
 * Compares samples of the same round with each other: neighbours in time share the machine's mood.
 *
 * @returns undefined when no round holds both.
 */
export function compareRounds(
  subject: readonly RoundTime[],
  reference: readonly RoundTime[],
): Comparison | undefined {
  const referenceByRound = new Map(reference.map(({ round, msPerByte }) => [round, msPerByte]));
  const speedups = subject.flatMap(({ round, msPerByte }) => {
    const other = referenceByRound.get(round);
    return other === undefined ? [] : [other / msPerByte];
  });
  if (speedups.length === 0) return undefined;
  const speedup = estimateMedian(speedups);
  return { speedup, verdict: verdictOf(speedup) };
}
