/** A figure of a sample, and the round that it was taken in. */
export interface RoundFigure {
  readonly round: number;
  readonly value: number;
}

export const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;

/**
 * One value for each round. Samples of a round are neighbours in time and share the machine's mood: only rounds count as
 * independent.
 */
export function byRound(
  figures: readonly RoundFigure[],
  reduce: (values: readonly number[]) => number,
): ReadonlyMap<number, number> {
  const rounds = Map.groupBy(figures, ({ round }) => round);
  return new Map([...rounds].map(([round, each]) => [round, reduce(each.map(({ value }) => value))]));
}
