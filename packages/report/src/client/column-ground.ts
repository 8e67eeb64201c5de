import type { Chart, ChartType, Plugin } from 'chart.js';
import type { DotChart } from '../charts/chart-spec.ts';
import { isolated } from '../text/words.ts';
import { fitted } from './canvas-text.ts';
import { placeX, seriesWidth } from './dot-places.ts';
import type { Palette } from './palette.ts';

type Surface = Pick<Chart, 'ctx' | 'chartArea' | 'scales'>;

const CHOSEN_OPACITY = 0.13;
const EMPTY_OPACITY = 0.4;
const CURRENT_DASH_PX = [4, 4];
const LINE_PX = 14;
const FOOT_PX = 8;

interface Gap {
  readonly x: number;
  readonly width: number;
  readonly because: string;
}

/** Places without a figure; a column that has none for anybody, for one reason, is one gap. */
function gapsOf(spec: DotChart): Gap[] {
  return spec.columns.flatMap((_, column): Gap[] => {
    const here = spec.series.flatMap(({ places }, series) =>
      places.flatMap((place) =>
        place.kind === 'empty' && place.column === column ? [{ series, because: place.because }] : [],
      ),
    );
    const reasons = new Set(here.map(({ because }) => because));
    const [first] = here;
    if (first !== undefined && here.length === spec.series.length && reasons.size === 1)
      return [{ x: column, width: 0.9, because: first.because }];
    return here.map(({ series, because }) => ({
      x: placeX(spec, series, column),
      width: seriesWidth(spec),
      because,
    }));
  });
}

/** Cuts words into lines that fit; what is too long for the last one ends in an ellipsis. */
function linesOf(ctx: CanvasRenderingContext2D, text: string, widthPx: number, most: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    const longer = lines[last] === '' ? word : `${lines[last]} ${word}`;
    if (ctx.measureText(longer).width <= widthPx || lines[last] === '' || lines.length === most)
      lines[last] = longer;
    else lines.push(word);
  }
  return lines.map((line) => fitted(ctx, line, widthPx));
}

/** Writes the reason upwards, in as many lines as the gap is wide. */
function writeGap({ ctx, chartArea, scales }: Surface, gap: Gap, palette: Palette): void {
  const axis = scales['x'];
  if (axis === undefined) return;
  const [left, right] = [gap.x - gap.width / 2, gap.x + gap.width / 2].map((x) => axis.getPixelForValue(x));
  const widthPx = right! - left!;
  ctx.save();
  ctx.fillStyle = palette.surface;
  ctx.fillRect(left!, chartArea.top, widthPx, chartArea.bottom - chartArea.top);
  ctx.globalAlpha = EMPTY_OPACITY;
  ctx.fillStyle = palette.line;
  ctx.fillRect(left!, chartArea.top, widthPx, chartArea.bottom - chartArea.top);
  ctx.globalAlpha = 1;
  ctx.font = `italic 11px ${palette.fontFamily}`;
  ctx.fillStyle = palette.soft;
  const most = Math.max(1, Math.floor(widthPx / LINE_PX));
  const lines = linesOf(ctx, gap.because, chartArea.bottom - chartArea.top - 2 * FOOT_PX, most);
  ctx.textBaseline = 'middle';
  lines.forEach((line, index) => {
    ctx.save();
    const middle = (left! + right!) / 2 + (index - (lines.length - 1) / 2) * LINE_PX;
    ctx.translate(middle, chartArea.bottom - FOOT_PX);
    ctx.rotate(-Math.PI / 2);
    ctx.fillText(isolated(line), 0, 0);
    ctx.restore();
  });
  ctx.restore();
}

/** What stands behind the dots: the chosen column, the current one, and the reasons of places without a figure. */
export function columnGround<T extends ChartType>(spec: DotChart, palette: Palette): Plugin<T> {
  const gaps = gapsOf(spec);
  return {
    id: 'columnGround',
    beforeDatasetsDraw(chart: Surface) {
      const { ctx, chartArea, scales } = chart;
      const axis = scales['x'];
      if (axis === undefined) return;
      const height = chartArea.bottom - chartArea.top;
      spec.columns.forEach(({ isChosen, isCurrent }, column) => {
        const [left, middle, right] = [column - 0.45, column, column + 0.45].map((x) =>
          axis.getPixelForValue(x),
        );
        ctx.save();
        if (isChosen) {
          ctx.globalAlpha = CHOSEN_OPACITY;
          ctx.fillStyle = palette.accent;
          ctx.fillRect(left!, chartArea.top, right! - left!, height);
        }
        if (isCurrent) {
          ctx.globalAlpha = 1;
          ctx.strokeStyle = palette.soft;
          ctx.setLineDash(CURRENT_DASH_PX);
          ctx.beginPath();
          ctx.moveTo(middle!, chartArea.top);
          ctx.lineTo(middle!, chartArea.bottom);
          ctx.stroke();
        }
        ctx.restore();
      });
      for (const gap of gaps) writeGap(chart, gap, palette);
    },
  };
}
