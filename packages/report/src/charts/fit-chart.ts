import type { LineFitRecord } from '@parquetry/bench/record';
import type { FitChart } from './chart-spec.ts';

/** Times of a batch against its files, with the line through them and the ends of the intervals of a and b. */
export function fitChart(fits: readonly LineFitRecord[]): FitChart {
  return {
    kind: 'fit',
    quantity: 'duration',
    axis: 'files in the batch',
    valueAxis: 'time of the batch',
    series: fits.map(({ of, points, interceptMs, msPerFile }, colour) => {
      const sizes = points.map(({ files }) => files);
      const ends = [Math.min(...sizes), Math.max(...sizes)];
      const lineAt = (x: number) => ({
        x,
        y: interceptMs.median + msPerFile.median * x,
        low: interceptMs.low + msPerFile.low * x,
        high: interceptMs.high + msPerFile.high * x,
      });
      return {
        name: of,
        colour,
        points: points.map(({ files, wallMs, round }) => ({ x: files, y: wallMs, round })),
        line: ends.map(lineAt),
      };
    }),
  };
}
