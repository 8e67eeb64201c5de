import { Chart, type ChartConfiguration } from 'chart.js';
import type { ColumnChart } from '../charts/chart-spec.ts';
import { axisFormatter, format } from '../text/quantities.ts';
import { shortened } from '../text/words.ts';
import type { Palette } from './palette.ts';

const HEIGHT_PX = 320;
const LONGEST_TOOLTIP_NAME = 80;
/** Columns that are few do not become slabs. */
const WIDEST_COLUMN_PX = 42;

const wholeOf = ({ columns }: ColumnChart) =>
  Math.max(...columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));

/** Stacked columns, close together, so that what grows is seen to grow. */
export function drawColumns(canvas: HTMLCanvasElement, spec: ColumnChart, palette: Palette): Chart {
  const whole = wholeOf(spec);
  const label = axisFormatter(spec.quantity, whole);
  const config: ChartConfiguration<'bar', number[], string> = {
    type: 'bar',
    data: {
      labels: spec.columns.map((_, index) => `${index + 1}`),
      datasets: spec.parts.map(({ name, tone }, part) => ({
        label: name,
        data: spec.columns.map(({ values }) => values[part] ?? 0),
        backgroundColor: palette[tone],
        categoryPercentage: 1,
        barPercentage: 0.9,
        maxBarThickness: WIDEST_COLUMN_PX,
      })),
    },
    options: {
      layout: { padding: { right: 6 } },
      scales: {
        x: {
          stacked: true,
          border: { display: false },
          grid: { display: false },
          title: { display: true, text: spec.columnAxis, color: palette.soft, align: 'start' },
          ticks: { color: palette.soft, maxRotation: 0, autoSkipPadding: 12 },
        },
        y: {
          stacked: true,
          max: whole,
          border: { display: false },
          grid: { color: palette.line, drawTicks: false },
          title: { display: true, text: spec.axis, color: palette.soft },
          ticks: {
            color: palette.soft,
            maxTicksLimit: 6,
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
          labels: { color: palette.ink, boxWidth: 10, boxHeight: 10, padding: 12 },
        },
        tooltip: {
          callbacks: {
            title: (items) =>
              shortened(spec.columns[items[0]?.dataIndex ?? -1]?.name ?? '', LONGEST_TOOLTIP_NAME),
            label: ({ dataset, raw }) => `${dataset.label}: ${format(spec.quantity, Number(raw))}`,
          },
        },
      },
    },
  };
  canvas.parentElement!.style.height = `${HEIGHT_PX}px`;
  return new Chart(canvas, config) as Chart;
}
