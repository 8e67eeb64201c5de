import { type BarElement, Chart, type ChartConfiguration, type Plugin } from 'chart.js';
import type { ShareChart, StackRow } from '../charts/chart-spec.ts';
import { format } from '../text/quantities.ts';
import { shortened } from '../text/words.ts';
import type { Palette } from './palette.ts';
import { rowText } from './row-text.ts';

const ROW_PX = 58;
const AXIS_AND_LEGEND_PX = 96;
const BAR_PX = 22;
const INSIDE_PADDING_PX = 8;
const LONGEST_TOOLTIP_NAME = 60;

function shareOf({ values }: StackRow, part: number): number | null {
  const sum = values.reduce((total, value) => total + value, 0);
  const value = values[part];
  return value === undefined || sum === 0 ? null : value / sum;
}

/** The legend numbers the parts and the bars repeat the numbers: colour alone carries nothing. */
function numbered(part: string, index: number): string {
  return `${index + 1} ${part}`;
}

/** Writes into each segment the most telling label that fits: name and share, share, or the part's number. */
function segmentText(spec: ShareChart, palette: Palette): Plugin<'bar'> {
  return {
    id: 'segmentText',
    afterDatasetsDraw(chart) {
      const { ctx, data } = chart;
      ctx.save();
      ctx.font = `600 11px ${palette.fontFamily}`;
      ctx.fillStyle = palette.surface;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      data.datasets.forEach((dataset, part) => {
        chart.getDatasetMeta(part).data.forEach((element, index) => {
          const share = dataset.data[index];
          const { x, y, base } = (element as unknown as BarElement).getProps(['x', 'y', 'base'], true);
          if (typeof share !== 'number' || x === null || y === null) return;
          const percent = `${Math.round(share * 100)} %`;
          const choices = [`${spec.parts[part]} ${percent}`, `${part + 1} · ${percent}`, String(part + 1)];
          const room = Math.abs(x - base) - INSIDE_PADDING_PX;
          const text = choices.find((choice) => ctx.measureText(choice).width <= room);
          if (text !== undefined) ctx.fillText(text, (x + base) / 2, y + 1);
        });
      });
      ctx.restore();
    },
  };
}

/** One bar per row, cut into the shares of its parts. */
export function drawShares(canvas: HTMLCanvasElement, spec: ShareChart, palette: Palette): Chart {
  const texts = spec.rows.map(({ name, whole, unit, because }) =>
    whole === null
      ? ({ kind: 'empty', name, detail: because } as const)
      : ({ kind: 'bar', name, detail: `${format(spec.quantity, whole)} per ${unit}` } as const),
  );
  const config: ChartConfiguration<'bar', (number | null)[], string> = {
    type: 'bar',
    data: {
      labels: spec.rows.map(({ name }) => name),
      datasets: spec.parts.map((part, index) => ({
        label: numbered(part, index),
        data: spec.rows.map((row) => shareOf(row, index)),
        backgroundColor: palette.parts[index % palette.parts.length] ?? palette.soft,
        borderColor: palette.surface,
        borderWidth: { left: 0, right: 2, top: 0, bottom: 0 },
        borderSkipped: false,
        barThickness: BAR_PX,
      })),
    },
    options: {
      indexAxis: 'y',
      layout: { padding: { left: 2, right: 6 } },
      scales: {
        x: {
          stacked: true,
          min: 0,
          max: 1,
          border: { display: false },
          grid: { color: palette.line, drawTicks: false },
          title: { display: true, text: spec.axis, color: palette.soft, align: 'start', padding: 2 },
          ticks: {
            color: palette.soft,
            align: 'inner',
            maxTicksLimit: 5,
            callback: (value) => `${Number(value) * 100} %`,
          },
        },
        y: { stacked: true, display: false },
      },
      plugins: {
        legend: {
          position: 'bottom',
          align: 'start',
          onClick: () => undefined,
          labels: { color: palette.ink, boxWidth: 10, boxHeight: 10, padding: 12 },
        },
        tooltip: {
          callbacks: {
            title: (items) => shortened(items[0]?.label ?? '', LONGEST_TOOLTIP_NAME),
            label: ({ dataset, dataIndex, datasetIndex }) => {
              const value = spec.rows[dataIndex]?.values[datasetIndex] ?? 0;
              return `${dataset.label}: ${format(spec.quantity, value)}`;
            },
          },
        },
      },
    },
    plugins: [rowText(texts, BAR_PX, palette), segmentText(spec, palette)],
  };
  canvas.parentElement!.style.height = `${spec.rows.length * ROW_PX + AXIS_AND_LEGEND_PX}px`;
  return new Chart(canvas, config) as Chart;
}
