import { Chart, type ChartConfiguration, type ChartDataset, type PointStyle } from 'chart.js';
import type { ChangeChart, ChangeRow } from '../charts/chart-spec.ts';
import { type ChangeState, STATE_SIGNS, STATE_WORDS } from '../gate/gate-words.ts';
import { changeText, excludesText, signedTick } from '../text/changes.ts';
import { shortened } from '../text/words.ts';
import { faint } from './faint.ts';
import { limitLines } from './limit-lines.ts';
import type { Palette } from './palette.ts';
import { type RowText, rowText } from './row-text.ts';

const ROW_PX = 54;
const AXIS_PX = 74;
const MARK_PX = 14;
const DOT_OPACITY = 0.3;
/** Half the height of the cloud of pairs, of the distance between rows: it stays clear of the names. */
const CLOUD = 0.15;
/** On a narrower chart the sign alone stands for the verdict. */
const ROOM_FOR_WORDS_PX = 440;
const LONGEST_NAME = 60;
/** Share of the pairs that the axis has room for at each end; the others stand at its edge. */
const OUTSIDE = 0.1;
const MARGIN = 0.06;
/** Right of the last line, for its label. */
const LABEL_ROOM = 0.16;

interface ChangePoint {
  readonly x: number;
  readonly y: number;
  readonly xMin?: number;
  readonly xMax?: number;
  readonly row: ChangeRow;
}

type Type = 'scatterWithErrorBars' | 'scatter';
type Dataset = ChartDataset<Type, ChangePoint[]>;

/** Told apart by shape and by the words beside them, and by colour too. */
const SHAPES: Readonly<Record<ChangeState, PointStyle>> = {
  pass: 'circle',
  regression: 'triangle',
  accepted: 'rect',
  inconclusive: 'rectRot',
  advice: 'circle',
};

function toneOf(state: ChangeState, palette: Palette): string {
  switch (state) {
    case 'pass':
      return palette.good;
    case 'regression':
      return palette.bad;
    case 'accepted':
      return palette.accent;
    case 'inconclusive':
      return palette.warn;
    case 'advice':
      return palette.soft;
    default:
      return state satisfies never;
  }
}

interface Range {
  readonly min: number;
  readonly max: number;
}

/** Of all intervals and limits whole, and of nearly all pairs: a single one far off does not squeeze the others. */
function rangeOf({ rows, limits }: ChangeChart): Range {
  const shown = rows.flatMap((row) => {
    if (row.kind === 'empty') return [];
    const { estimate, low, high } = row.ratio;
    const dots = row.dots.toSorted((a, b) => a - b);
    const cut = Math.floor(dots.length * OUTSIDE);
    const [least = 1, most = 1] = [dots[cut], dots[dots.length - 1 - cut]];
    return [estimate, low === 0 ? estimate : low, high ?? estimate, least, most];
  });
  const [min, max] = [Math.min(1, ...shown), Math.max(1, ...limits, ...shown)];
  const span = max - min;
  const labelled = (limits.at(-1) ?? 1) + span * LABEL_ROOM;
  return { min: min - span * MARGIN, max: Math.max(max + span * MARGIN, labelled) };
}

function textOf(row: ChangeRow, widthPx: number): RowText {
  if (row.kind === 'empty') return { kind: 'empty', name: row.name, detail: row.because };
  const { name, state, ratio } = row;
  const words = widthPx < ROOM_FOR_WORDS_PX ? '' : ` ${STATE_WORDS[state]}`;
  return { kind: 'bar', name, detail: `${changeText(ratio)} ${STATE_SIGNS[state]}${words}` };
}

function marksOf({ rows }: ChangeChart, palette: Palette): Dataset {
  const measured = rows.flatMap((row, y) => (row.kind === 'change' ? [{ row, y }] : []));
  const tones = measured.map(({ row }) => toneOf(row.state, palette));
  return {
    type: 'scatterWithErrorBars',
    label: 'change',
    data: measured.map(({ row, y }) => {
      const { estimate: x, low, high } = row.ratio;
      return { x, y, xMin: low === 0 ? x : low, xMax: high ?? x, row };
    }),
    pointStyle: measured.map(({ row }) => SHAPES[row.state]),
    radius: 7,
    hoverRadius: 8.5,
    borderColor: palette.surface,
    borderWidth: 1,
    backgroundColor: tones,
    errorBarColor: palette.ink,
    errorBarWhiskerColor: palette.ink,
    errorBarLineWidth: 2,
    errorBarWhiskerLineWidth: 2,
    errorBarWhiskerRatio: 0,
    errorBarWhiskerSize: 10,
  } as Dataset;
}

/** From top to bottom in the order in which they were taken. */
function dotsOf({ rows }: ChangeChart, { min, max }: Range, palette: Palette): Dataset {
  return {
    type: 'scatter',
    label: '',
    data: rows.flatMap((row, y) =>
      row.kind === 'empty'
        ? []
        : row.dots.map((dot, index) => ({
            x: Math.min(max, Math.max(min, dot)),
            y: y + CLOUD * (row.dots.length === 1 ? 0 : (2 * index) / (row.dots.length - 1) - 1),
            row,
          })),
    ),
    pointRadius: 2,
    pointHitRadius: 0,
    pointHoverRadius: 2,
    borderWidth: 0,
    backgroundColor: faint(palette.soft, DOT_OPACITY),
  };
}

/** One row for each benchmark: its change with the interval, over its pairs, against the lines of the verdict. */
export function drawChanges(canvas: HTMLCanvasElement, spec: ChangeChart, palette: Palette): Chart {
  const range = rangeOf(spec);
  const config: ChartConfiguration<Type, ChangePoint[]> = {
    type: 'scatterWithErrorBars',
    data: { datasets: [marksOf(spec, palette), dotsOf(spec, range, palette)] },
    options: {
      layout: { padding: { left: 2, right: 6, top: 16 } },
      scales: {
        x: {
          ...range,
          type: 'linear',
          border: { display: false },
          grid: {
            color: ({ tick }) => (Math.abs(tick.value - 1) < 1e-9 ? palette.soft : palette.line),
            drawTicks: false,
          },
          title: { display: true, text: spec.axis, color: palette.soft, align: 'start', padding: 2 },
          ticks: {
            color: palette.soft,
            maxTicksLimit: 7,
            includeBounds: false,
            maxRotation: 0,
            padding: 6,
            callback: (value) => signedTick(Number(value)),
          },
        },
        y: { type: 'linear', display: false, reverse: true, min: -0.5, max: spec.rows.length - 0.5 },
      },
      plugins: {
        legend: { display: false },
        tooltip: {
          displayColors: false,
          filter: ({ dataset }) => dataset.label !== '',
          callbacks: {
            title: (items) =>
              shortened((items[0]?.raw as ChangePoint | undefined)?.row.name ?? '', LONGEST_NAME),
            label: ({ raw }) => {
              const { row } = raw as ChangePoint;
              if (row.kind === 'empty') return '';
              return [changeText(row.ratio), excludesText(row.ratio), `${row.ratio.pairs} pairs`];
            },
          },
        },
      },
    },
    plugins: [
      limitLines(spec.limits, 'x', palette),
      rowText(
        spec.rows.map((row) => textOf(row, canvas.parentElement!.clientWidth)),
        MARK_PX,
        palette,
      ),
    ],
  };
  canvas.parentElement!.style.height = `${spec.rows.length * ROW_PX + AXIS_PX}px`;
  return new Chart(canvas, config as ChartConfiguration) as Chart;
}
