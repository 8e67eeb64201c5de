import type { DotSeries, ScaleKind } from './chart-spec.ts';

const WIDEST_LINEAR_RANGE = 20;

interface Extent {
  readonly least: number;
  readonly most: number;
}

/** From the smallest to the largest value that is drawn, ends of intervals included; undefined where nothing is. */
export function extentOf(series: readonly DotSeries[]): Extent | undefined {
  const drawn = series.flatMap(({ places }) =>
    places.flatMap((place) =>
      place.kind === 'empty' ? [] : [place.estimate.low, place.estimate.high, ...place.dots],
    ),
  );
  return drawn.reduce<Extent | undefined>(
    (found, value) => ({
      least: Math.min(found?.least ?? value, value),
      most: Math.max(found?.most ?? value, value),
    }),
    undefined,
  );
}

/** Logarithmic when the largest value drawn is more than 20 times the smallest, and all of them are positive. */
export function dotScale(series: readonly DotSeries[]): ScaleKind {
  const extent = extentOf(series);
  if (extent === undefined || extent.least <= 0) return 'linear';
  return extent.most / extent.least > WIDEST_LINEAR_RANGE ? 'logarithmic' : 'linear';
}
