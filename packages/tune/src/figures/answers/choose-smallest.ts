import type { TuneAnswer } from '@parquetry/bench/record';
import { type Comparing, isSmaller, roundsNeeded } from '../statistics/tell-apart.ts';
import type { Candidate } from './candidate.ts';

/** A candidate's place in one question. */
export interface Contender {
  readonly candidate: Candidate;
  /** What the choice goes by, the smaller the better. */
  readonly figure: number;
  /** The same, of each round. */
  readonly rounds: ReadonlyMap<number, number>;
}

export interface Chosen {
  readonly status: Extract<TuneAnswer['status'], 'chosen' | 'no-distinguishable-winner'>;
  readonly best: Candidate;
  /** How many it was compared with. */
  readonly others: number;
  readonly tied: readonly Candidate[];
  /** Rounds that the choice was sampled in, and those that it would take to tell anything apart. */
  readonly rounds: { readonly taken: number; readonly needed: number };
}

/** Of all runs in which two sizes are the same, one of them may be called the better in so many. */
const FALSE_WINNERS = 0.05;

/**
 * The contender of the smallest figure, and those that the samples cannot tell from it. It is chosen where it is smaller than
 * every other one, each comparison having its share of the 5 % (Bonferroni): so no more than 5 % of winners are false however
 * many sizes there are, and what is neither chosen nor tied is worse with the same confidence.
 *
 * @returns undefined without contenders.
 */
export function chooseSmallest(contenders: readonly Contender[], by: Comparing): Chosen | undefined {
  const [best, ...others] = contenders.toSorted((a, b) => a.figure - b.figure);
  if (best === undefined) return undefined;
  const tail = FALSE_WINNERS / 2 / Math.max(1, others.length);
  const tied = others.filter((other) => !isSmaller(best.rounds, other.rounds, by, tail));
  return {
    status: tied.length === 0 ? 'chosen' : 'no-distinguishable-winner',
    best: best.candidate,
    others: others.length,
    tied: tied.map(({ candidate }) => candidate),
    rounds: { taken: best.rounds.size, needed: roundsNeeded(by, tail) },
  };
}
