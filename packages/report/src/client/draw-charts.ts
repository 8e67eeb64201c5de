import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Tooltip,
} from 'chart.js';
import {
  BarWithErrorBar,
  BarWithErrorBarsController,
  PointWithErrorBar,
  ScatterWithErrorBarsController,
} from 'chartjs-chart-error-bars';
import type { ChartSpec } from '../charts/chart-spec.ts';
import { drawBars } from './draw-bars.ts';
import { drawChanges } from './draw-changes.ts';
import { drawColumns } from './draw-columns.ts';
import { drawDots } from './draw-dots.ts';
import { drawFit } from './draw-fit.ts';
import { drawShares } from './draw-shares.ts';
import { drawTraces } from './draw-traces.ts';
import { drawTrends } from './draw-trends.ts';
import { type Palette, readPalette } from './palette.ts';

Chart.register(
  BarController,
  BarElement,
  BarWithErrorBarsController,
  BarWithErrorBar,
  CategoryScale,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  PointWithErrorBar,
  ScatterController,
  ScatterWithErrorBarsController,
  Tooltip,
);

function specOf(canvas: HTMLCanvasElement): ChartSpec {
  const json = document.getElementById(canvas.dataset['chart'] ?? '')?.textContent;
  if (json === undefined) throw new Error(`no data for the chart ${canvas.dataset['chart']}`);
  return JSON.parse(json) as ChartSpec;
}

function draw(canvas: HTMLCanvasElement, spec: ChartSpec, palette: Palette): Chart {
  switch (spec.kind) {
    case 'bars':
      return drawBars(canvas, spec, palette);
    case 'shares':
      return drawShares(canvas, spec, palette);
    case 'traces':
      return drawTraces(canvas, spec, palette);
    case 'columns':
      return drawColumns(canvas, spec, palette);
    case 'dots':
      return drawDots(canvas, spec, palette);
    case 'fit':
      return drawFit(canvas, spec, palette);
    case 'changes':
      return drawChanges(canvas, spec, palette);
    case 'trends':
      return drawTrends(canvas, spec, palette);
    default:
      return spec satisfies never;
  }
}

/** Draws every chart of the page in the colours now in force; called again when these change. */
export function drawCharts(): void {
  const palette = readPalette();
  Chart.defaults.animation = false;
  Chart.defaults.responsive = true;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.font.family = palette.fontFamily;
  Chart.defaults.font.size = 12;
  for (const canvas of document.querySelectorAll<HTMLCanvasElement>('canvas[data-chart]')) {
    Chart.getChart(canvas)?.destroy();
    draw(canvas, specOf(canvas), palette);
  }
}
