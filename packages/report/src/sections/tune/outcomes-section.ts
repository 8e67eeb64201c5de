import type { SampleOutcome, TuneCell, TuneRecord } from '@parquetry/bench/record';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { counted } from '../../text/quantities.ts';
import { reasonGroups } from '../../tune/reason-groups.ts';
import { sizeName, statusWords } from '../../tune/tune-sizes.ts';
import { scrollingTable } from '../chart-table.ts';

const OUTCOMES: readonly SampleOutcome[] = [
  'warm',
  'cold',
  'restored',
  'throttled',
  'timeout',
  'out-of-memory',
  'failed',
];

const discardedText = ({ discarded, discardedCold = 0 }: TuneCell) =>
  discardedCold === 0 ? `${discarded}` : `${discarded} (${discardedCold} cold)`;

function outcomeRow(cell: TuneCell, tune: TuneRecord): Html {
  const counts = OUTCOMES.map((outcome) => html`<td>${cell.outcomes[outcome] ?? 0}</td>`);
  const why =
    cell.status === 'measured'
      ? nothing
      : html`<span class="status status-${cell.status}">${statusWords(cell.status)}</span> ${cell.because}`;
  return html`<tr><th scope="row">${nameOf(sizeName(cell, tune))}</th>${counts}<td>${discardedText(cell)}</td><td class="reason">${why}</td></tr>`;
}

/** What was left out of the figures, each reason once with its count. */
function reasons({ samples }: TuneRecord): Html {
  const texts = samples.flatMap(({ outcome, because, throttleReason, discarded }) => {
    if (discarded !== undefined) return [`discarded: ${discarded}`];
    if (outcome === 'warm' || outcome === 'cold' || outcome === 'restored') return [];
    const told = [throttleReason, because].filter((text) => text !== undefined);
    return [[outcome, ...told].join(': ')];
  });
  const groups = reasonGroups(texts);
  if (groups.length === 0) return html`<p class="soft">Every sample is in a figure.</p>`;
  return html`<ul class="points">${groups.map(({ count, text }) => html`<li>${counted(count, 'sample')}, ${text}</li>`)}</ul>`;
}

/** How the samples of every size ended, and which of them no figure counts. */
export function outcomesSection(tune: TuneRecord): Html {
  const titles = ['Size', ...OUTCOMES, 'discarded', 'Why there is no figure'];
  const head = html`<tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr>`;
  return html`<section class="wrap" id="tune-outcomes"><h2>How the samples ended</h2>
<p class="lead">A size that times out or runs out of memory is a finding, not a failed run. Samples that a busy host spoiled are discarded and counted; warm ones were taken again, cold ones were not.</p>
<div class="card contest">${scrollingTable(
    'How the samples ended',
    head,
    tune.cells.map((cell) => outcomeRow(cell, tune)),
  )}</div>
<div class="card"><h3>In no figure</h3>${reasons(tune)}</div></section>`;
}
