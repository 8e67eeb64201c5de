import type { Row, ScaleKind } from './chart-spec.ts';

const WIDEST_LINEAR_RANGE = 30;

/** Logarithmic when the largest value is more than 30 times the smallest and all, interval ends included, are positive. */
export function chooseScale(rows: readonly Row[]): ScaleKind {
  const estimates = rows.flatMap((row) => (row.kind === 'bar' ? [row.estimate] : []));
  if (estimates.length < 2) return 'linear';
  const medians = estimates.map(({ median }) => median);
  const lowest = Math.min(...estimates.flatMap(({ low, median }) => [low, median]));
  if (lowest <= 0) return 'linear';
  return Math.max(...medians) / Math.min(...medians) > WIDEST_LINEAR_RANGE ? 'logarithmic' : 'linear';
}
