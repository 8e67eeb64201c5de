import type { Candidate } from './candidate.ts';
import type { Contender } from './choose-smallest.ts';
import type { Score } from './scales.ts';

export const medianMs = ({ figures }: Candidate): number => figures.durationMs.p50.median;
const dollarsPerMillion = ({ figures }: Candidate) => figures.dollarsPerMillion.median;

export const byDollars = (candidate: Candidate): Contender => ({
  candidate,
  figure: dollarsPerMillion(candidate),
  rounds: candidate.dollars,
});

export const byTime = (candidate: Candidate): Contender => ({
  candidate,
  figure: medianMs(candidate),
  rounds: candidate.durationMs,
});

/** What stands for a size: dollars of an event and ms. */
type Typical = (candidate: Candidate) => { readonly dollars: number; readonly ms: number };

/** The mean of the money, the median of the time. */
export const usual: Typical = (candidate) => ({
  dollars: dollarsPerMillion(candidate) / 1e6,
  ms: medianMs(candidate),
});

/** Means without the extremes, as the public tuner has them. */
export const trimmed: Typical = ({ figures, trimmedDollars }) => ({
  dollars: trimmedDollars,
  ms: figures.durationMs.trimmedMean,
});

export const byScore =
  (score: Score, typical: Typical) =>
  (candidate: Candidate): Contender => {
    const { dollars, ms } = typical(candidate);
    const rounds = [...candidate.dollars].map(
      ([round, spent]) => [round, score(spent, candidate.durationMs.get(round)!)] as const,
    );
    return { candidate, figure: score(dollars, ms), rounds: new Map(rounds) };
  };
