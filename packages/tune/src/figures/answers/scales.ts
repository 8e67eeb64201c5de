import type { Candidate } from './candidate.ts';

const perEvent = ({ figures }: Candidate) => figures.dollarsPerMillion.median / 1e6;
const ms = ({ figures }: Candidate) => figures.durationMs.p50.median;

/** A score of one round, from its dollars and its ms; the smaller the better. */
export type Score = (dollars: number, durationMs: number) => number;

/** The public tuner's: w · cost / greatest cost + (1 − w) · duration / greatest duration. */
export function balancedScore(candidates: readonly Candidate[], weight: number): Score {
  const most = {
    dollars: Math.max(...candidates.map(({ trimmedDollars }) => trimmedDollars)),
    ms: Math.max(...candidates.map(({ figures }) => figures.durationMs.trimmedMean)),
  };
  return (dollars, durationMs) => (weight * dollars) / most.dollars + ((1 - weight) * durationMs) / most.ms;
}

const isBeaten = (one: Candidate, other: Candidate) =>
  perEvent(other) <= perEvent(one) &&
  ms(other) <= ms(one) &&
  (perEvent(other) < perEvent(one) || ms(other) < ms(one));

/** Candidates that no other is both cheaper and faster than. */
const paretoFront = (candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter((one) => !candidates.some((other) => isBeaten(one, other)));

/**
 * How far a size lies from the front's best corner along the diagonal: cost and time as shares of their ranges over the
 * front, added. The size of least score lies farthest below the chord between the cheapest and the fastest: Satopää, Albrecht,
 * Irwin and Raghavan, Finding a "Kneedle" in a haystack, ICDCSW 2011.
 *
 * @returns undefined where the front has no size between its ends.
 */
export function kneeScore(candidates: readonly Candidate[]): Score | undefined {
  const front = paretoFront(candidates);
  if (front.length < 3) return undefined;
  const rangeOf = (value: (candidate: Candidate) => number) => {
    const values = front.map(value);
    return { least: Math.min(...values), width: Math.max(...values) - Math.min(...values) };
  };
  const [cost, time] = [rangeOf(perEvent), rangeOf(ms)];
  if (cost.width === 0 || time.width === 0) return undefined;
  return (dollars, durationMs) =>
    (dollars - cost.least) / cost.width + (durationMs - time.least) / time.width;
}
