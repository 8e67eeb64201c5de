import { Chart, type ChartConfiguration, type ChartDataset, type PointStyle, type Scale } from 'chart.js';
import type { DotChart, DotPlace } from '../charts/chart-spec.ts';
import { extentOf } from '../charts/dot-scale.ts';
import { uncertainty } from '../text/estimates.ts';
import { axisFormatter, format } from '../text/quantities.ts';
import { shortened } from '../text/words.ts';
import { columnGround } from './column-ground.ts';
import { dotX, placeX } from './dot-places.ts';
import { faint } from './faint.ts';
import { logarithmicTicks } from './logarithmic-ticks.ts';
import { engineColour, type Palette } from './palette.ts';

const HEIGHT_PX = 268;
const LEGEND_LINE_PX = 30;
const SERIES_OF_A_LINE = 4;
const TICK_LABEL_PX = 22;
const LONGEST_NAME = 40;
const LETTER_PX = 6.2;
/** Of the value axis and what is left and right of it. */
const AXIS_PX = 64;
/** What labels take that do not stand upright. */
const LABEL_LINES_PX = 30;
const DOT_OPACITY = 0.38;
/** Filled, because their edge has the colour of the ground. */
const MARKERS: readonly PointStyle[] = ['circle', 'rect', 'triangle', 'rectRot'];
/** Room below the least value of a logarithmic axis. */
const BELOW_LEAST = 1.3;

/** A figure with the ends of its interval, or a single value without. */
interface DotPoint {
  readonly x: number;
  readonly y: number;
  readonly yMin?: number;
  readonly yMax?: number;
  readonly place: DotPlace;
}

type Type = 'scatterWithErrorBars' | 'scatter';
type Dataset = ChartDataset<Type, DotPoint[]>;

function colourOf({ colours }: DotChart, index: number, palette: Palette): string {
  const parts = palette.parts[index % palette.parts.length] ?? palette.ink;
  return colours === 'engines' ? engineColour(palette, index) : parts;
}

/** The figure with its interval, and single values; what comes first is drawn above what follows. */
function datasetsOf(spec: DotChart, index: number, palette: Palette): Dataset[] {
  const series = spec.series[index]!;
  const ink = colourOf(spec, series.colour, palette);
  const measured = series.places.flatMap((place) => (place.kind === 'measured' ? [place] : []));
  const dots: Dataset = {
    type: 'scatter',
    label: '',
    data: measured.flatMap((place) =>
      place.dots.map((y, dot) => ({ x: dotX(spec, index, place.column, dot, place.dots.length), y, place })),
    ),
    pointRadius: 1.7,
    pointHitRadius: 0,
    pointHoverRadius: 1.7,
    borderWidth: 0,
    backgroundColor: faint(ink, DOT_OPACITY),
  };
  const figures = {
    type: 'scatterWithErrorBars',
    label: series.name,
    data: measured.map((place) => {
      const { median, low, high } = place.estimate;
      return { x: placeX(spec, index, place.column), y: median, yMin: low, yMax: high, place };
    }),
    pointStyle: MARKERS[series.colour % MARKERS.length] ?? 'circle',
    radius: 6,
    hoverRadius: 7.5,
    borderColor: palette.surface,
    borderWidth: 1,
    backgroundColor: ink,
    errorBarColor: palette.ink,
    errorBarWhiskerColor: palette.ink,
    errorBarLineWidth: 1.5,
    errorBarWhiskerLineWidth: 1.5,
    errorBarWhiskerRatio: 0,
    errorBarWhiskerSize: 9,
  } as Dataset;
  return [figures, dots];
}

function valueAxis(spec: DotChart, palette: Palette) {
  const { least, most } = extentOf(spec.series) ?? { least: 1, most: 1 };
  const label = axisFormatter(spec.quantity, most);
  const logarithmic = spec.scale === 'logarithmic';
  const own = (value: number) => format(spec.quantity, value);
  return {
    type: spec.scale,
    ...(logarithmic ? { min: least / BELOW_LEAST } : { beginAtZero: true }),
    border: { display: false },
    grid: { color: palette.line, drawTicks: false },
    title: {
      display: true,
      text: logarithmic ? `${spec.axis}, logarithmic` : spec.axis,
      color: palette.soft,
    },
    ticks: {
      color: palette.soft,
      maxTicksLimit: 6,
      padding: 6,
      callback: (value: string | number) => (logarithmic ? own : label)(Number(value)),
    },
    afterBuildTicks: (axis: Scale) => {
      if (logarithmic) axis.ticks = logarithmicTicks(axis.ticks, axis.maxHeight, TICK_LABEL_PX);
    },
  };
}

/** Height of the labels where they stand upright, because they would meet side by side; 0 where they do not. */
function uprightLabelPx(canvas: HTMLCanvasElement, { columns }: DotChart): number {
  const columnPx = (canvas.parentElement!.clientWidth - AXIS_PX) / columns.length;
  const widest = Math.max(
    ...columns.flatMap(({ name, marks }) => [name, ...marks].map(({ length }) => length)),
  );
  if (widest * LETTER_PX <= columnPx) return 0;
  const longest = Math.max(
    ...columns.map(({ name, marks }) => Math.max(name.length, marks.join(', ').length)),
  );
  return longest * LETTER_PX - LABEL_LINES_PX;
}

/** One tick for each column, with what the column is found to be below its name. */
function columnAxis({ columns, columnAxis: text }: DotChart, isUpright: boolean, palette: Palette) {
  return {
    type: 'linear' as const,
    min: -0.5,
    max: columns.length - 0.5,
    border: { color: palette.line },
    grid: { display: false },
    title: { display: true, text, color: palette.soft, align: 'start' as const, padding: 2 },
    ticks: {
      color: ({ index }: { index: number }) => (columns[index]?.isChosen ? palette.accent : palette.soft),
      autoSkip: false,
      font: { size: 11 },
      minRotation: isUpright ? 90 : 0,
      maxRotation: isUpright ? 90 : 0,
      padding: 4,
      callback: (value: string | number) => {
        const { name, marks } = columns[Number(value)] ?? { name: '', marks: [] };
        return isUpright && marks.length > 1 ? [name, marks.join(', ')] : [name, ...marks];
      },
    },
    afterBuildTicks: (axis: Scale) => {
      axis.ticks = columns.map((_, value) => ({ value }));
    },
  };
}

/** Figures with error bars over their single values, column by column; never a line from one to the next. */
export function drawDots(canvas: HTMLCanvasElement, spec: DotChart, palette: Palette): Chart {
  const several = spec.series.length > 1;
  const uprightPx = uprightLabelPx(canvas, spec);
  const config: ChartConfiguration<Type, DotPoint[]> = {
    type: 'scatterWithErrorBars',
    data: { datasets: spec.series.flatMap((_, index) => datasetsOf(spec, index, palette)) },
    options: {
      layout: { padding: { right: 6, top: 6 } },
      scales: { x: columnAxis(spec, uprightPx > 0, palette), y: valueAxis(spec, palette) },
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
            padding: 14,
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
              const { place } = raw as DotPoint;
              if (place.kind === 'empty') return '';
              const { estimate, column } = place;
              const [figure, range] = [
                format(spec.quantity, estimate.median),
                uncertainty(spec.quantity, estimate),
              ];
              return [`${spec.columns[column]?.name}: ${figure}`, range];
            },
          },
        },
      },
    },
    plugins: [columnGround(spec, palette)],
  };
  const legendLines = several ? Math.ceil(spec.series.length / SERIES_OF_A_LINE) : 0;
  canvas.parentElement!.style.height = `${HEIGHT_PX + legendLines * LEGEND_LINE_PX + uprightPx}px`;
  return new Chart(canvas, config as ChartConfiguration) as Chart;
}
