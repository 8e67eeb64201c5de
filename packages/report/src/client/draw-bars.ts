import { Chart, type ChartConfiguration, type Scale, type TooltipItem } from 'chart.js';
import type { IErrorBarXDataPoint } from 'chartjs-chart-error-bars';
import type { BarChart, Row } from '../charts/chart-spec.ts';
import { shortEstimate, uncertainty } from '../text/estimates.ts';
import { axisFormatter, format } from '../text/quantities.ts';
import { shortened } from '../text/words.ts';
import { limitLine } from './limit-line.ts';
import { logarithmicTicks } from './logarithmic-ticks.ts';
import { engineColour, type Palette } from './palette.ts';
import { rangeBand } from './range-band.ts';
import { type RowText, rowText } from './row-text.ts';

const ROW_PX = 44;
const DENSE_ROW_PX = 36;
const MOST_ROOMY_ROWS = 9;
const AXIS_PX = 56;
const BAR_PX = 12;
const LONGEST_TOOLTIP_NAME = 60;
/** Room right of what marks a limit. */
const LIMIT_MARGIN = 1.1;

/** A bar's value with the ends of its interval; a missing value stays missing instead of becoming zero. */
interface Point {
  readonly x: number | null;
  readonly xMin?: number;
  readonly xMax?: number;
}

function pointOf(row: Row): Point {
  if (row.kind === 'exact') return { x: row.value };
  if (row.kind !== 'bar') return { x: null };
  return { x: row.estimate.median, xMin: row.estimate.low, xMax: row.estimate.high };
}

function textOf(row: Row, { quantity }: BarChart): RowText {
  switch (row.kind) {
    case 'head':
      return { kind: 'head', name: row.name, detail: '' };
    case 'empty':
      return { kind: 'empty', name: row.name, detail: row.because };
    case 'exact':
      return { kind: 'bar', name: row.name, detail: format(quantity, row.value) };
    case 'bar':
      return { kind: 'bar', name: row.name, detail: row.detail ?? shortEstimate(quantity, row.estimate) };
    default:
      return row satisfies never;
  }
}

function tooltipOf(row: Row | undefined, { quantity }: BarChart): string[] {
  if (row?.kind === 'exact') return [format(quantity, row.value)];
  if (row?.kind !== 'bar') return [];
  return [format(quantity, row.estimate.median), uncertainty(quantity, row.estimate)];
}

function colourOf(row: Row, palette: Palette): string {
  if (row.kind === 'bar' && row.tone !== undefined) return palette[row.tone];
  return 'colour' in row ? engineColour(palette, row.colour) : palette.soft;
}

/** Where a logarithmic axis begins: low enough that the shortest bar can be seen. */
function lowestShown(rows: readonly Row[]): number {
  return (
    Math.min(...rows.flatMap((row) => (row.kind === 'bar' ? [row.estimate.low, row.estimate.median] : []))) /
    3
  );
}

const TICK_LABEL_PX = 64;

function valueAxis(spec: BarChart, palette: Palette) {
  const largest = Math.max(
    spec.limit ?? 0,
    spec.band?.high ?? 0,
    ...spec.rows.map((row) =>
      row.kind === 'bar' ? row.estimate.high : row.kind === 'exact' ? row.value : 0,
    ),
  );
  const marked = spec.limit ?? spec.band?.high;
  const label = axisFormatter(spec.quantity, largest);
  const logarithmic = spec.scale === 'logarithmic';
  return {
    type: spec.scale,
    ...(logarithmic ? { min: lowestShown(spec.rows) } : { beginAtZero: true }),
    ...(marked !== undefined && { suggestedMax: marked * LIMIT_MARGIN }),
    border: { display: false },
    grid: { color: palette.line, drawTicks: false },
    title: {
      display: true,
      text: logarithmic ? `${spec.axis}, logarithmic scale` : spec.axis,
      color: palette.soft,
      align: 'start' as const,
      padding: 2,
    },
    ticks: {
      color: palette.soft,
      maxTicksLimit: 6,
      align: 'inner' as const,
      maxRotation: 0,
      padding: 6,
      callback: (value: string | number) => label(Number(value)),
    },
    afterBuildTicks: (axis: Scale) => {
      if (logarithmic) axis.ticks = logarithmicTicks(axis.ticks, axis.maxWidth, TICK_LABEL_PX);
    },
  };
}

/** Horizontal bars with whiskers for the intervals; rows without a figure keep their place. */
export function drawBars(canvas: HTMLCanvasElement, spec: BarChart, palette: Palette): Chart {
  const rowAt = (item: TooltipItem<'barWithErrorBars'> | undefined) => spec.rows[item?.dataIndex ?? -1];
  const config: ChartConfiguration<'barWithErrorBars', Point[], string> = {
    type: 'barWithErrorBars',
    data: {
      labels: spec.rows.map(({ name }) => name),
      datasets: [
        {
          label: spec.axis,
          data: spec.rows.map(pointOf),
          backgroundColor: spec.rows.map((row) => colourOf(row, palette)),
          borderRadius: 2,
          barThickness: BAR_PX,
          errorBarColor: palette.ink,
          errorBarWhiskerColor: palette.ink,
          errorBarLineWidth: 1.5,
          errorBarWhiskerLineWidth: 1.5,
          errorBarWhiskerRatio: 0,
          errorBarWhiskerSize: 8,
        },
      ],
    },
    options: {
      indexAxis: 'y',
      layout: { padding: { left: 2, right: 6 } },
      scales: { x: valueAxis(spec, palette), y: { display: false } },
      plugins: {
        legend: { display: false },
        tooltip: {
          displayColors: false,
          callbacks: {
            title: (items) => shortened(rowAt(items[0])?.name ?? '', LONGEST_TOOLTIP_NAME),
            label: (item) => tooltipOf(rowAt(item), spec),
          },
        },
      },
    },
    plugins: [
      ...(spec.band === undefined ? [] : [rangeBand(spec.band, palette)]),
      ...(spec.limit === undefined ? [] : [limitLine(spec.limit, palette)]),
      rowText(
        spec.rows.map((row) => textOf(row, spec)),
        BAR_PX,
        palette,
      ),
    ],
  };
  const rowPx = spec.rows.length > MOST_ROOMY_ROWS ? DENSE_ROW_PX : ROW_PX;
  canvas.parentElement!.style.height = `${spec.rows.length * rowPx + AXIS_PX}px`;
  return new Chart(
    canvas,
    config as ChartConfiguration<'barWithErrorBars', IErrorBarXDataPoint[], string>,
  ) as Chart;
}
