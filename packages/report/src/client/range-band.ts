import type { Chart, ChartType, Plugin } from 'chart.js';
import type { BarChart } from '../charts/chart-spec.ts';
import type { Palette } from './palette.ts';

type Surface = Pick<Chart, 'ctx' | 'chartArea' | 'scales'>;

const OPACITY = 0.14;

/** A range shaded across all rows, behind everything. */
export function rangeBand<T extends ChartType>(
  { low, high }: NonNullable<BarChart['band']>,
  palette: Palette,
): Plugin<T> {
  return {
    id: 'rangeBand',
    beforeDatasetsDraw({ ctx, chartArea, scales }: Surface) {
      const axis = scales['x'];
      if (axis === undefined) return;
      const inside = (value: number) =>
        Math.min(chartArea.right, Math.max(chartArea.left, axis.getPixelForValue(value)));
      const [from, to] = [inside(low), inside(high)];
      ctx.save();
      ctx.globalAlpha = OPACITY;
      ctx.fillStyle = palette.good;
      ctx.fillRect(from, chartArea.top, to - from, chartArea.bottom - chartArea.top);
      ctx.restore();
    },
  };
}
