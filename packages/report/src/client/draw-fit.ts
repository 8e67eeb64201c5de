import { Chart, type ChartConfiguration, type ChartDataset, type PointStyle } from 'chart.js';
import type { FitChart } from '../charts/chart-spec.ts';
import { axisFormatter, format } from '../text/quantities.ts';
import { shortened } from '../text/words.ts';
import { engineColour, type Palette } from './palette.ts';

const HEIGHT_PX = 320;
const LONGEST_NAME = 40;
const MARKERS: readonly PointStyle[] = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot', 'star'];
const BAND_OPACITY = '26';

interface Point {
  readonly x: number;
  readonly y: number;
}

type Dataset = ChartDataset<'line' | 'scatter', Point[]>;

/** `rgb(1, 2, 3)` with less of it. */
function faint(colour: string): string {
  const parts = colour.match(/\d+/g)?.slice(0, 3).map(Number) ?? [];
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}${BAND_OPACITY}`;
}

/** Points, the line through them, and its band as the space between two lines that are not drawn. */
function datasetsOf(series: FitChart['series'][number], first: number, palette: Palette): Dataset[] {
  const { name, colour, points, line } = series;
  const ink = engineColour(palette, colour);
  const edge = { type: 'line', label: '', borderWidth: 0, pointRadius: 0, pointHitRadius: 0 } as const;
  return [
    {
      type: 'scatter',
      label: name,
      data: points.map(({ x, y }) => ({ x, y })),
      pointStyle: MARKERS[colour % MARKERS.length] ?? 'circle',
      pointRadius: 4,
      borderColor: ink,
      backgroundColor: ink,
    },
    {
      type: 'line',
      label: '',
      data: line.map(({ x, y }) => ({ x, y })),
      borderColor: ink,
      borderWidth: 2,
      pointRadius: 0,
      pointHitRadius: 0,
    },
    { ...edge, data: line.map(({ x, low }) => ({ x, y: low })) },
    {
      ...edge,
      data: line.map(({ x, high }) => ({ x, y: high })),
      fill: { target: first + 2 },
      backgroundColor: faint(ink),
    },
  ];
}

const DATASETS_PER_SERIES = 4;

/** Lines through points, each with a band. */
export function drawFit(canvas: HTMLCanvasElement, spec: FitChart, palette: Palette): Chart {
  const largest = Math.max(...spec.series.flatMap(({ points }) => points.map(({ y }) => y)));
  const label = axisFormatter(spec.quantity, largest);
  const axis = (text: string) => ({
    beginAtZero: true,
    border: { display: false },
    title: { display: true, text, color: palette.soft, align: 'start' as const },
  });
  const config: ChartConfiguration<'line' | 'scatter', Point[]> = {
    type: 'scatter',
    data: {
      datasets: spec.series.flatMap((series, index) =>
        datasetsOf(series, index * DATASETS_PER_SERIES, palette),
      ),
    },
    options: {
      layout: { padding: { right: 10 } },
      scales: {
        x: {
          ...axis(spec.axis),
          type: 'linear',
          grid: { display: false },
          ticks: { color: palette.soft, precision: 0, maxTicksLimit: 7 },
        },
        y: {
          ...axis(spec.valueAxis),
          grid: { color: palette.line, drawTicks: false },
          ticks: {
            color: palette.soft,
            maxTicksLimit: 7,
            padding: 6,
            callback: (value) => label(Number(value)),
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
            filter: ({ text }) => text !== '',
          },
        },
        tooltip: {
          filter: ({ dataset }) => dataset.label !== '',
          callbacks: {
            title: (items) => shortened(items[0]?.dataset.label ?? '', LONGEST_NAME),
            label: ({ raw }) => {
              const { x, y } = raw as Point;
              return `${x} files: ${format(spec.quantity, y)}`;
            },
          },
        },
      },
    },
  };
  canvas.parentElement!.style.height = `${HEIGHT_PX}px`;
  return new Chart(canvas, config) as Chart;
}
