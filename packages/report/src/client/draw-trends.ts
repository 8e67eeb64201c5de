import { Chart, type ChartConfiguration, type ChartDataset, type PointStyle } from 'chart.js';
import type { TrendChart, TrendPoint } from '../charts/chart-spec.ts';
import { signedTick, valueText } from '../text/changes.ts';
import { axisFormatter } from '../text/quantities.ts';
import { shortened } from '../text/words.ts';
import { changeLines } from './change-lines.ts';
import { faint } from './faint.ts';
import { limitLines } from './limit-lines.ts';
import { engineColour, type Palette } from './palette.ts';

const HEIGHT_PX = 280;
const LEGEND_LINE_PX = 26;
const LONGEST_NAME = 40;
const BAND_OPACITY = 0.16;
const MARKERS: readonly PointStyle[] = ['circle', 'rect', 'triangle', 'rectRot', 'crossRot'];
const DASHES_PX: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4]];
/** A few points are all shown, many only where they are marked. */
const MOST_SHOWN_POINTS = 40;
/** Of what is drawn, above and below it. */
const MARGIN = 0.12;

interface Point {
  readonly x: number;
  readonly y: number;
}

type Dataset = ChartDataset<'line', Point[]>;
type Line = TrendChart['lines'][number];

const DATASETS_PER_LINE = 3;

/** A line, and its band as the space between two lines that are not drawn. */
function datasetsOf(
  { name, colour, points }: Line,
  place: number,
  quantity: TrendChart['quantity'],
  palette: Palette,
): Dataset[] {
  const ink = engineColour(palette, colour);
  const isMarkedAlone = quantity === 'change' || points.length > MOST_SHOWN_POINTS;
  const edge = { label: '', borderWidth: 0, pointRadius: 0, pointHitRadius: 0 } as const;
  const ends = (pick: (point: TrendPoint) => number | null) =>
    points.flatMap((point) => {
      const y = pick(point);
      return y === null ? [] : [{ x: point.x, y }];
    });
  return [
    {
      label: name,
      data: points.map(({ x, y }) => ({ x, y })),
      borderColor: ink,
      backgroundColor: ink,
      borderWidth: 2,
      borderDash: [...(DASHES_PX[place % DASHES_PX.length] ?? [])],
      pointStyle: MARKERS[place % MARKERS.length] ?? 'circle',
      pointRadius: points.map(({ isMarked }) => (isMarked ? 5 : isMarkedAlone ? 0 : 3)),
      pointHitRadius: 6,
      pointHoverRadius: 6,
      clip: false,
    },
    { ...edge, data: ends(({ low }) => low) },
    {
      ...edge,
      data: ends(({ high }) => high),
      fill: { target: place * DATASETS_PER_LINE + 1 },
      backgroundColor: faint(ink, BAND_OPACITY),
    },
  ];
}

function rangeOf({ lines, limits, quantity }: TrendChart): { readonly min: number; readonly max: number } {
  const drawn = lines.flatMap(({ points }) => points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]));
  const all = quantity === 'change' ? [...drawn, ...limits, 1] : drawn;
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const margin = (most - least || Math.abs(most) || 1) * MARGIN;
  return { min: least - margin, max: most + margin };
}

/** Lines with bands over an order of events, on an axis that shows what moved and so does not begin at zero. */
export function drawTrends(canvas: HTMLCanvasElement, spec: TrendChart, palette: Palette): Chart {
  const { quantity, labels } = spec;
  const range = rangeOf(spec);
  const last = Math.max(...spec.lines.flatMap(({ points }) => points.map(({ x }) => x)));
  const tick = quantity === 'change' ? signedTick : axisFormatter(quantity, range.max);
  const labelAt = (x: number) => labels[x] ?? (labels.length === 0 ? String(x) : '');
  const several = spec.lines.length > 1;
  const config: ChartConfiguration<'line', Point[]> = {
    type: 'line',
    data: {
      datasets: spec.lines.flatMap((line, index) => datasetsOf(line, index, quantity, palette)),
    },
    options: {
      layout: { padding: { right: 10, top: 14 } },
      scales: {
        x: {
          type: 'linear',
          max: last,
          border: { color: palette.line },
          grid: { display: false },
          title: { display: true, text: spec.orderAxis, color: palette.soft, align: 'start', padding: 2 },
          ticks: {
            color: palette.soft,
            precision: 0,
            maxTicksLimit: labels.length === 0 ? 8 : 6,
            includeBounds: false,
            maxRotation: 0,
            callback: (value) => labelAt(Number(value)),
          },
        },
        y: {
          ...range,
          border: { display: false },
          grid: {
            color: ({ tick: at }) =>
              quantity === 'change' && Math.abs(at.value - 1) < 1e-9 ? palette.soft : palette.line,
            drawTicks: false,
          },
          title: { display: true, text: spec.axis, color: palette.soft },
          ticks: {
            color: palette.soft,
            maxTicksLimit: 6,
            includeBounds: false,
            padding: 6,
            callback: (value) => tick(Number(value)),
          },
        },
      },
      plugins: {
        legend: {
          display: several,
          position: 'top',
          align: 'start',
          onClick: () => undefined,
          labels: {
            color: palette.ink,
            usePointStyle: true,
            boxHeight: 7,
            filter: ({ text }) => text !== '',
            generateLabels: (chart) =>
              Chart.defaults.plugins.legend.labels.generateLabels(chart).map((item) => ({
                ...item,
                text: shortened(item.text, LONGEST_NAME),
              })),
          },
        },
        tooltip: {
          filter: ({ dataset }) => dataset.label !== '',
          callbacks: {
            title: (items) => shortened(items[0]?.dataset.label ?? '', LONGEST_NAME),
            label: ({ raw }) => {
              const { x, y } = raw as Point;
              return `${labels.length === 0 ? `pair ${x}` : labelAt(x)}: ${valueText(quantity, y)}`;
            },
          },
        },
      },
    },
    plugins: [
      limitLines(spec.limits, 'y', palette),
      changeLines(
        spec.changes.map(({ x }) => x),
        palette,
      ),
    ],
  };
  const legendPx = several ? LEGEND_LINE_PX : 0;
  canvas.parentElement!.style.height = `${HEIGHT_PX + legendPx}px`;
  return new Chart(canvas, config) as Chart;
}
