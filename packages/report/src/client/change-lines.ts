import type { Chart, ChartType, Plugin } from 'chart.js';
import type { Palette } from './palette.ts';

type Surface = Pick<Chart, 'ctx' | 'chartArea' | 'scales'>;

const DASH_PX = [3, 3];

/** Upright lines where a level changed, each with a number that the caption explains. */
export function changeLines<T extends ChartType>(at: readonly number[], palette: Palette): Plugin<T> {
  return {
    id: 'changeLines',
    beforeDatasetsDraw({ ctx, chartArea, scales }: Surface) {
      const axis = scales['x'];
      if (axis === undefined) return;
      ctx.save();
      ctx.font = `600 11px ${palette.fontFamily}`;
      ctx.textAlign = 'center';
      ctx.lineWidth = 1.5;
      ctx.setLineDash(DASH_PX);
      ctx.strokeStyle = palette.warn;
      ctx.fillStyle = palette.warn;
      for (const [index, x] of at.entries()) {
        const left = axis.getPixelForValue(x);
        ctx.beginPath();
        ctx.moveTo(left, chartArea.top);
        ctx.lineTo(left, chartArea.bottom);
        ctx.stroke();
        ctx.fillText(String(index + 1), left, chartArea.top - 3);
      }
      ctx.restore();
    },
  };
}
