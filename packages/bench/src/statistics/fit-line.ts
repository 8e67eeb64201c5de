import { fitParabola } from './fit-parabola.ts';
import { studentT } from './student-t.ts';

const WANTED_COVERAGE = 0.95;

/** What was measured at `x` in a round; the samples of one round are neighbours in time. */
export interface RoundPoint {
  readonly round: number;
  readonly x: number;
  readonly y: number;
}

/** The mean over rounds with its t-interval. */
export interface FittedValue {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  /** Rounds. */
  readonly samples: number;
}

export interface LineFit {
  /** y = intercept + slope · x */
  readonly intercept: FittedValue;
  readonly slope: FittedValue;
  /**
   * How far the parabola that fits best sags below its chord in the middle of the range, as a share of y there: 0 for a
   * straight line, positive where y grows faster and faster. Null where x has fewer than three values.
   */
  readonly bend: FittedValue | null;
}

interface RoundFit {
  readonly intercept: number;
  readonly slope: number;
  readonly bend: number | undefined;
}

function fitRound(points: readonly RoundPoint[]): RoundFit | undefined {
  const fit = fitParabola(points.map(({ x, y }) => ({ x, y, weight: 1 / (x * x) })));
  if (fit === undefined) return undefined;
  const { intercept, slope, quadratic } = fit;
  const xs = points.map(({ x }) => x);
  const [least, most] = [Math.min(...xs), Math.max(...xs)];
  const middle = intercept + (slope * (least + most)) / 2;
  const bend = quadratic === undefined ? undefined : (quadratic * ((most - least) / 2) ** 2) / middle;
  return { intercept, slope, bend };
}

function meanOf(values: readonly number[]): FittedValue {
  const samples = values.length;
  const value = values.reduce((total, one) => total + one, 0) / samples;
  const variance = values.reduce((total, one) => total + (one - value) ** 2, 0) / (samples - 1);
  const reach = studentT(WANTED_COVERAGE, samples - 1) * Math.sqrt(variance / samples);
  return { value, low: value - reach, high: value + reach, confidence: WANTED_COVERAGE, samples };
}

/**
 * A straight line through times that grow with `x`, and how far they bend away from one. Each round is fitted by itself,
 * with weights 1/x², because the noise of a time is a share of it; the rounds' coefficients are then the sample. A machine's
 * mood, which all samples of a round have in common, so widens the interval instead of being taken for many measurements.
 * Source: Matthews, Altman, Campbell and Royston, Analysis of serial measurements in medical research, BMJ 300 (1990),
 * 230–235. Rounds that lack an x are left out.
 *
 * @returns undefined with fewer than two complete rounds, or fewer than two x.
 */
export function fitLine(points: readonly RoundPoint[]): LineFit | undefined {
  const xs = new Set(points.map(({ x }) => x)).size;
  const rounds = [...Map.groupBy(points, ({ round }) => round).values()];
  const complete = rounds.filter((round) => new Set(round.map(({ x }) => x)).size === xs);
  const fits = complete.map(fitRound).filter((fit) => fit !== undefined);
  if (fits.length < 2) return undefined;
  const bends = fits.map(({ bend }) => bend).filter((bend) => bend !== undefined);
  return {
    intercept: meanOf(fits.map(({ intercept }) => intercept)),
    slope: meanOf(fits.map(({ slope }) => slope)),
    bend: bends.length < fits.length ? null : meanOf(bends),
  };
}
