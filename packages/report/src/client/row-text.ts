import type { Chart, ChartType, Plugin } from 'chart.js';
import { isolated } from '../text/words.ts';
import { fitted } from './canvas-text.ts';
import type { Palette } from './palette.ts';

/** What is written above a row's bar, or instead of it. */
export interface RowText {
  readonly kind: 'head' | 'bar' | 'empty';
  readonly name: string;
  /** The figure at the right end, or the reason why there is none. */
  readonly detail: string;
}

/** The part of a chart that text is written on. */
type Surface = Pick<Chart, 'ctx' | 'chartArea' | 'scales'>;

const NAME_ABOVE_BAR_PX = 6;
/** From a row's centre up to the top of its name, where a heading above it has to end. */
const NAME_TOP_PX = 22;
const HEAD_GAP_PX = 8;
const GAP_PX = 12;
const LARGEST_DETAIL_SHARE = 0.75;

/** Grid lines stop at text. */
function clearGrid(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, surface: string): void {
  const { width } = ctx.measureText(text);
  const left = ctx.textAlign === 'right' ? x - width : x;
  ctx.fillStyle = surface;
  ctx.fillRect(left - 3, y - 11, width + 6, 15);
}

function writeRow(
  chart: Surface,
  row: RowText,
  centreY: number,
  barPx: number,
  slotPx: number,
  palette: Palette,
): void {
  const { ctx, chartArea } = chart;
  const width = chartArea.right - chartArea.left;
  const nameY = centreY - barPx / 2 - NAME_ABOVE_BAR_PX;
  const write = (
    text: string,
    x: number,
    y: number,
    align: CanvasTextAlign,
    colour: string,
    font: string,
  ) => {
    if (text === '') return;
    ctx.font = `${font} ${palette.fontFamily}`;
    ctx.textAlign = align;
    clearGrid(ctx, text, x, y, palette.surface);
    ctx.fillStyle = colour;
    ctx.fillText(isolated(text), x, y);
  };
  if (row.kind === 'head') {
    ctx.font = `650 13px ${palette.fontFamily}`;
    write(
      fitted(ctx, row.name, width),
      chartArea.left,
      centreY + slotPx - NAME_TOP_PX - HEAD_GAP_PX,
      'left',
      palette.ink,
      '650 13px',
    );
    return;
  }
  if (row.kind === 'empty') {
    ctx.font = `italic 12px ${palette.fontFamily}`;
    const reason = fitted(ctx, row.detail, width);
    write(reason, chartArea.left, centreY + 5, 'left', palette.soft, 'italic 12px');
  }
  ctx.font = `12px ${palette.fontFamily}`;
  const detail = row.kind === 'bar' ? fitted(ctx, row.detail, width * LARGEST_DETAIL_SHARE) : '';
  const detailWidth = ctx.measureText(detail).width;
  write(detail, chartArea.right, nameY, 'right', palette.soft, '12px');
  ctx.font = `500 12.5px ${palette.fontFamily}`;
  const name = fitted(ctx, row.name, width - detailWidth - GAP_PX);
  write(name, chartArea.left, nameY, 'left', palette.ink, '500 12.5px');
}

/** Writes names and figures beside the bars, so that no reader depends on colours or on a wide label column. */
export function rowText<T extends ChartType>(
  rows: readonly RowText[],
  barPx: number,
  palette: Palette,
): Plugin<T> {
  return {
    id: 'rowText',
    afterDatasetsDraw(chart: Surface) {
      const axis = chart.scales['y'];
      if (axis === undefined) return;
      chart.ctx.save();
      chart.ctx.textBaseline = 'alphabetic';
      chart.ctx.direction = 'ltr';
      const slotPx = axis.height / rows.length;
      rows.forEach((row, index) => {
        writeRow(chart, row, axis.getPixelForValue(index), barPx, slotPx, palette);
      });
      chart.ctx.restore();
    },
  };
}
