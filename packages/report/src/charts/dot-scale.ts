import type { DotSeries, ScaleKind } from './chart-spec.ts';

const WIDEST_LINEAR_RANGE = 20;

/** Logarithmic when the largest value drawn is more than 20 times the smallest, and all of them are positive. */
export function dotScale(series: readonly DotSeries[]): ScaleKind {
  const drawn = series.flatMap(({ places }) =>
    places.flatMap((place) =>
      place.kind === 'empty' ? [] : [place.estimate.low, place.estimate.high, ...place.dots],
    ),
  );
  const [least, most] = [Math.min(...drawn), Math.max(...drawn)];
  return drawn.length > 1 && least > 0 && most / least > WIDEST_LINEAR_RANGE ? 'logarithmic' : 'linear';
}
