import type { TuneRecord, TuneSample } from '@parquetry/bench/record';
import { tuneSamplesChart } from '../../charts/tune-samples-chart.ts';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { counted, format } from '../../text/quantities.ts';
import { sizeName, usualStart } from '../../tune/tune-sizes.ts';
import { scrollingTable } from '../chart-table.ts';
import { figure } from '../figure.ts';

const MOST_ROWS = 1_000;
const HEADINGS = [
  'Slot',
  'Size',
  'Round',
  'Started',
  'Payload',
  'Outcome',
  'Duration',
  'Billed',
  'Init',
  'Client',
  'Memory used',
  'Request',
];

const known = (value: number | null): string => (value === null ? '–' : format('duration', value));

function sampleRow(sample: TuneSample, tune: TuneRecord): Html {
  const { outcome, because, discarded, maxMemoryUsedMb, requestId } = sample;
  const why = discarded === undefined ? because : `discarded: ${discarded}`;
  const note = why === undefined ? nothing : html`<small class="reason">${why}</small>`;
  const memory = maxMemoryUsedMb === null ? '–' : counted(maxMemoryUsedMb, 'MB', 'MB');
  const times = [sample.durationMs, sample.billedMs, sample.initMs ?? sample.restoreMs, sample.clientMs].map(
    (value) => html`<td>${known(value)}</td>`,
  );
  return html`<tr><th scope="row">${sample.slot}</th><td>${nameOf(sizeName(sample, tune))}</td><td>${sample.round}</td><td>${sample.startedAt}</td><td>${sample.payload}</td><td>${outcome}${note}</td>${times}<td>${memory}</td><td>${nameOf(requestId ?? '–')}</td></tr>`;
}

/** Every sample in the order of sending; a long table is cut, and says so. */
export function tuneSamplesSection(tune: TuneRecord): Html {
  const { samples } = tune;
  if (samples.length === 0) return nothing;
  const head = html`<tr>${HEADINGS.map((title) => html`<th scope="col">${title}</th>`)}</tr>`;
  const rows = samples
    .toSorted((a, b) => a.slot - b.slot)
    .slice(0, MOST_ROWS)
    .map((sample) => sampleRow(sample, tune));
  const cut =
    samples.length > MOST_ROWS
      ? ` The table has the first ${counted(MOST_ROWS, 'sample')} of ${samples.length.toLocaleString('en-US')}.`
      : '';
  return html`<section class="wrap" id="tune-samples"><h2>Raw samples of the function</h2>
<p class="lead">Sizes took turns in a random order fixed by the seed, so that a slow minute hits all of them. The chart has the ${usualStart(tune)} events that were counted, the table all samples.${cut} The record, which can be saved below, has everything.</p>
<div class="figures bars">${figure({
    id: 'tune-samples',
    title: 'Events in order',
    caption: '100 % is the median of the event’s own size. A slope is drift, a wide band is noise.',
    chart: tuneSamplesChart(tune),
    table: scrollingTable('Raw samples of the function', head, rows),
  })}</div></section>`;
}
