import type { DotChart } from '../charts/chart-spec.ts';

/** Of the distance from one column to the next. */
const WIDEST_SERIES = 0.44;
const ALL_SERIES = 0.78;
const DOTS_SHARE = 0.8;

export const seriesWidth = ({ series }: DotChart): number =>
  Math.min(WIDEST_SERIES, ALL_SERIES / Math.max(1, series.length));

/** Where a series stands: beside its neighbours within the column. */
export const placeX = (spec: DotChart, series: number, column: number): number =>
  column + (series - (spec.series.length - 1) / 2) * seriesWidth(spec);

/** Where its single values stand: from left to right in the order in which they were taken. */
export function dotX(spec: DotChart, series: number, column: number, dot: number, of: number): number {
  const across = of === 1 ? 0 : dot / (of - 1) - 0.5;
  return placeX(spec, series, column) + across * seriesWidth(spec) * DOTS_SHARE;
}
