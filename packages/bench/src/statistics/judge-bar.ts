import type { Estimate } from '../record/estimate.ts';
import { LEAST_CONFIDENCE } from './compare-rounds.ts';

export type BarVerdict = 'holds' | 'fails' | 'undecided';

/**
 * Whether a figure stays within a limit. `holds`: the upper end of its interval does. `fails`: the lower end does not.
 * `undecided`: the limit lies within the interval, or too few samples were taken for it to mean anything.
 */
export function judgeBar(found: Estimate, limit: number): BarVerdict {
  if (found.confidence < LEAST_CONFIDENCE) return 'undecided';
  if (found.high <= limit) return 'holds';
  return found.low > limit ? 'fails' : 'undecided';
}

/** A figure that is known, not sampled: bytes of a file that is the same every time. */
export const exactly = (value: number, samples: number): Estimate => ({
  median: value,
  low: value,
  high: value,
  confidence: 1,
  samples,
});
