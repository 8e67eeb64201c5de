import type { Chart, ChartType, Plugin } from 'chart.js';
import type { Palette } from './palette.ts';

type Surface = Pick<Chart, 'ctx' | 'chartArea' | 'scales'>;

const DASH_PX = [5, 4];

/** A dashed line across all rows, behind their text. */
export function limitLine<T extends ChartType>(limit: number, palette: Palette): Plugin<T> {
  return {
    id: 'limitLine',
    beforeDatasetsDraw({ ctx, chartArea, scales }: Surface) {
      const x = scales['x']?.getPixelForValue(limit);
      if (x === undefined) return;
      ctx.save();
      ctx.strokeStyle = palette.ink;
      ctx.lineWidth = 1.5;
      ctx.setLineDash(DASH_PX);
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      ctx.restore();
    },
  };
}
