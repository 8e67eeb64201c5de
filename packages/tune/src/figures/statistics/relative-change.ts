import type { Estimate } from '@parquetry/bench/record';
import { estimateMedian, exactly, studentT } from '@parquetry/bench/statistics';
import { mean } from './by-round.ts';

type Values = ReadonlyMap<number, number>;
interface Pair {
  readonly to: number;
  readonly from: number;
}

const COVERAGE = 0.95;

const pairsOf = (to: Values, from: Values): Pair[] =>
  [...to].flatMap(([round, value]) => {
    const before = from.get(round);
    return before === undefined ? [] : [{ to: value, from: before }];
  });

/** No change at all, of a setting compared with itself. */
export const NO_CHANGE: Estimate = exactly(0, 1);

/** The median over rounds of to / from − 1; undefined where they share no round. */
export function changeOfMedians(to: Values, from: Values): Estimate | undefined {
  const ratios = pairsOf(to, from).map((pair) => pair.to / pair.from);
  if (ratios.length === 0) return undefined;
  const ratio = estimateMedian(ratios);
  return { ...ratio, median: ratio.median - 1, low: ratio.low - 1, high: ratio.high - 1 };
}

/**
 * The ratio of two means over the same rounds, less one, with the interval of a ratio estimator. `median` holds it. Source:
 * Cochran, Sampling Techniques, 3rd edition, section 2.11.
 *
 * @returns undefined where they share no two rounds.
 */
export function changeOfMeans(to: Values, from: Values): Estimate | undefined {
  const pairs = pairsOf(to, from);
  const n = pairs.length;
  if (n < 2) return undefined;
  const before = mean(pairs.map((pair) => pair.from));
  const ratio = mean(pairs.map((pair) => pair.to)) / before;
  const squares = pairs.map((pair) => (pair.to - ratio * pair.from) ** 2);
  const deviation = Math.sqrt(squares.reduce((total, one) => total + one, 0) / (n - 1));
  const reach = (studentT(COVERAGE, n - 1) * deviation) / (Math.sqrt(n) * before);
  return {
    median: ratio - 1,
    low: ratio - 1 - reach,
    high: ratio - 1 + reach,
    confidence: COVERAGE,
    samples: n,
  };
}
