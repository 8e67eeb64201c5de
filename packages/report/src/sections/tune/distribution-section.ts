import type { Distribution, Estimate, TuneCell, TuneFigures, TuneRecord } from '@parquetry/bench/record';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { hasInterval } from '../../text/estimates.ts';
import { counted, format, formatRange, type Quantity } from '../../text/quantities.ts';
import { isMeasured, type StartClass, sizeName, whyNoFigure } from '../../tune/tune-sizes.ts';
import { scrollingTable } from '../chart-table.ts';

const STARTS: readonly StartClass[] = ['warm', 'cold', 'restored'];
const COLUMNS = [
  'Size',
  'Samples',
  'p50',
  'p90',
  'p95',
  'p99',
  'Trimmed mean',
  'Billed, p50',
  'Init, p50',
  'CPU',
  'Memory used',
];

function figureCell(estimate: Estimate | null | undefined, quantity: Quantity): Html {
  if (estimate === undefined) return html`<td class="soft">–</td>`;
  if (estimate === null) return html`<td class="soft">too few samples</td>`;
  const { median, low, high } = estimate;
  const range = hasInterval(estimate) ? formatRange(quantity, median, low, high) : 'no interval';
  return html`<td><b>${format(quantity, median)}</b><small>${range}</small></td>`;
}

const time = (estimate: Estimate | null | undefined) => figureCell(estimate, 'duration');

const quantiles = ({ p50, p90, p95, p99, trimmedMean }: Distribution): Html =>
  html`${[p50, p90, p95, p99].map(time)}<td>${format('duration', trimmedMean)}</td>`;

function figuresRow(label: string, start: StartClass, figures: TuneFigures): Html {
  const { samples, durationMs, billedMs, initMs, cpuMs, maxMemoryUsedMb } = figures;
  const memory = maxMemoryUsedMb === null ? 'unknown' : counted(maxMemoryUsedMb, 'MB', 'MB');
  return html`<tr><th scope="row">${nameOf(label)}<small>${start}</small></th><td>${samples}</td>${quantiles(durationMs)}${time(billedMs.p50)}${time(initMs?.p50)}${time(cpuMs ?? undefined)}<td>${memory}</td></tr>`;
}

function cellRows(cell: TuneCell, tune: TuneRecord): Html[] {
  const label = sizeName(cell, tune);
  const rows = isMeasured(cell)
    ? STARTS.flatMap((start) => {
        const figures = cell[start];
        return figures === null ? [] : [figuresRow(label, start, figures)];
      })
    : [];
  if (rows.length > 0) return rows;
  return [
    html`<tr><th scope="row">${nameOf(label)}</th><td colspan="${COLUMNS.length - 1}" class="reason">${whyNoFigure(cell, 'warm')}</td></tr>`,
  ];
}

/** Every size and class with its quantiles, each with its own interval. */
export function distributionSection(tune: TuneRecord): Html {
  if (tune.cells.length === 0) return nothing;
  const head = html`<tr>${COLUMNS.map((title) => html`<th scope="col">${title}</th>`)}</tr>`;
  const rows = tune.cells.flatMap((cell) => cellRows(cell, tune));
  return html`<section class="wrap" id="tune-distributions"><h2>Distributions of the duration</h2>
<p class="lead">Below each quantile stands its interval; a quantile whose interval the samples cannot give is left out. The trimmed mean leaves out 20 % at each end, as the public power tuner does, so that its results compare.</p>
<div class="card contest">${scrollingTable('Distributions of the duration', head, rows)}</div></section>`;
}
