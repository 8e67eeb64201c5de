import type { Chart, ChartType, Plugin } from 'chart.js';
import { signedTick } from '../text/changes.ts';
import type { Palette } from './palette.ts';

type Surface = Pick<Chart, 'ctx' | 'chartArea' | 'scales'>;

const DASHES_PX = [
  [5, 4],
  [1.5, 3],
];
const GAP_PX = 4;

/** Lines at ratios, each with a dash of its own and its change in percent at its end. */
export function limitLines<T extends ChartType>(
  limits: readonly number[],
  axisName: 'x' | 'y',
  palette: Palette,
): Plugin<T> {
  return {
    id: 'limitLines',
    beforeDatasetsDraw({ ctx, chartArea, scales }: Surface) {
      const axis = scales[axisName];
      if (axis === undefined) return;
      const { top, bottom, left, right } = chartArea;
      ctx.save();
      ctx.font = `11px ${palette.fontFamily}`;
      for (const [index, limit] of limits.entries()) {
        if (limit < axis.min || limit > axis.max) continue;
        const at = axis.getPixelForValue(limit);
        const text = signedTick(limit);
        ctx.strokeStyle = palette.ink;
        ctx.fillStyle = palette.soft;
        ctx.lineWidth = 1.5;
        ctx.setLineDash(DASHES_PX[index % DASHES_PX.length] ?? []);
        ctx.beginPath();
        if (axisName === 'x') {
          ctx.textAlign = index < limits.length - 1 ? 'right' : 'left';
          ctx.fillText(text, index < limits.length - 1 ? at - GAP_PX / 2 : at + GAP_PX / 2, top - GAP_PX);
          ctx.moveTo(at, top - GAP_PX);
          ctx.lineTo(at, bottom);
        } else {
          ctx.textAlign = 'left';
          ctx.fillText(text, left + GAP_PX, at - GAP_PX);
          ctx.moveTo(left, at);
          ctx.lineTo(right, at);
        }
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}
