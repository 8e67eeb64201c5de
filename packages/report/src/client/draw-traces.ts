import { Chart, type ChartConfiguration, type PointStyle } from 'chart.js';
import type { TraceChart, TracePoint } from '../charts/chart-spec.ts';
import { format } from '../text/quantities.ts';
import { shortened } from '../text/words.ts';
import { engineColour, type Palette } from './palette.ts';

const HEIGHT_PX = 300;
const LONGEST_NAME = 40;
/** More would hide each other. */
const MOST_LARGE_POINTS = 300;
const MARKERS: readonly PointStyle[] = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star'];
/** Noise below this stays visibly small instead of filling the chart. */
const NARROWEST_BAND = 0.1;

/** Points in the order of the run, a marker of its own for each engine, the median as the line at 100 %. */
export function drawTraces(canvas: HTMLCanvasElement, spec: TraceChart, palette: Palette): Chart {
  const isCrowded = spec.traces.reduce((sum, { points }) => sum + points.length, 0) > MOST_LARGE_POINTS;
  const config: ChartConfiguration<'scatter', TracePoint[]> = {
    type: 'scatter',
    data: {
      datasets: spec.traces.map(({ name, colour, points }) => ({
        label: name,
        data: [...points],
        pointStyle: MARKERS[colour % MARKERS.length] ?? 'circle',
        pointRadius: isCrowded ? 2.5 : 4,
        pointHoverRadius: 6,
        borderColor: engineColour(palette, colour),
        backgroundColor: engineColour(palette, colour),
      })),
    },
    options: {
      layout: { padding: { right: 10 } },
      scales: {
        x: {
          border: { display: false },
          grid: { display: false },
          title: { display: true, text: spec.slotAxis, color: palette.soft, align: 'start' },
          ticks: { color: palette.soft, precision: 0 },
        },
        y: {
          suggestedMin: 1 - NARROWEST_BAND,
          suggestedMax: 1 + NARROWEST_BAND,
          border: { display: false },
          grid: {
            color: ({ tick }) => (Math.abs(tick.value - 1) < 1e-9 ? palette.soft : palette.line),
            drawTicks: false,
          },
          ticks: {
            color: palette.soft,
            maxTicksLimit: 7,
            padding: 6,
            callback: (value) => `${Math.round(Number(value) * 100)} %`,
          },
        },
      },
      plugins: {
        legend: {
          position: 'top',
          align: 'start',
          onClick: () => undefined,
          labels: {
            color: palette.ink,
            usePointStyle: true,
            boxHeight: 7,
            generateLabels: (chart) =>
              Chart.defaults.plugins.legend.labels.generateLabels(chart).map((item) => ({
                ...item,
                text: shortened(item.text, LONGEST_NAME),
              })),
          },
        },
        tooltip: {
          callbacks: {
            title: (items) => shortened(items[0]?.dataset.label ?? '', LONGEST_NAME),
            label: ({ raw }) => {
              const { wallMs, x, y } = raw as TracePoint;
              return `slot ${Math.floor(x)}: ${format('duration', wallMs)}, ${format('percent', y)} of the median`;
            },
          },
        },
      },
    },
  };
  canvas.parentElement!.style.height = `${HEIGHT_PX}px`;
  return new Chart(canvas, config) as Chart;
}
