import type { Estimate } from '@parquetry/bench/record';
import { studentT } from '@parquetry/bench/statistics';
import { byRound, mean, type RoundFigure } from './by-round.ts';

const COVERAGE = 0.95;

/** Half the width of the t-interval for a mean; undefined of fewer than two values. */
export function tReach(values: readonly number[], coverage: number): number | undefined {
  const n = values.length;
  if (n < 2) return undefined;
  const centre = mean(values);
  const variance = values.reduce((total, value) => total + (value - centre) ** 2, 0) / (n - 1);
  return studentT(coverage, n - 1) * Math.sqrt(variance / n);
}

/**
 * The mean of something that adds up, over the means of rounds, with its t-interval. Where all samples are of one round, as
 * at a fixed rate, each counts by itself. `median` holds the mean.
 */
export function estimateMean(figures: readonly RoundFigure[]): Estimate {
  const rounds = [...byRound(figures, mean).values()];
  const values = rounds.length > 1 ? rounds : figures.map(({ value }) => value);
  const centre = mean(values);
  const reach = tReach(values, COVERAGE);
  return {
    median: centre,
    low: Math.max(Math.min(0, centre), centre - (reach ?? 0)),
    high: centre + (reach ?? 0),
    confidence: reach === undefined ? 0 : COVERAGE,
    samples: values.length,
  };
}
