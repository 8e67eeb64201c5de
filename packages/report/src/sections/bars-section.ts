import { barTitle, type JudgedBar } from '@parquetry/bench/record';
import { barsOf, barsSentence, foundText, limitText, VERDICT_WORDS } from '../bars.ts';
import { limitChart } from '../charts/limit-chart.ts';
import type { Contest } from '../contests.ts';
import { type Html, html, nameOf, nothing } from '../html.ts';
import { coveragePercent } from '../text/estimates.ts';
import { scrollingTable } from './chart-table.ts';
import { figure } from './figure.ts';

const MARKS = { holds: '✓', fails: '✗', undecided: '?', 'not-judged': '–' } as const;

function samplesText(bar: JudgedBar): string {
  if (bar.verdict === 'not-judged') return '–';
  const { samples, low, high, confidence } = bar.found;
  return low === high && confidence === 1 ? 'exact' : `${samples} (${coveragePercent(confidence)} %)`;
}

function barRow(bar: JudgedBar): Html {
  const why = bar.verdict === 'not-judged' ? html`<small>${bar.because}</small>` : nothing;
  return html`<tr><th scope="row" class="bar-name">${nameOf(bar.of)}: ${barTitle(bar)}</th><td><b>${foundText(bar)}</b></td><td>${limitText(bar)}</td>
<td><span class="verdict bar-${bar.verdict}"><span aria-hidden="true">${MARKS[bar.verdict]}</span> ${VERDICT_WORDS[bar.verdict]}</span>${why}</td><td>${samplesText(bar)}</td></tr>`;
}

function contestRows(contest: Contest): Html[] {
  const heading = html`<tr class="group"><th colspan="5" scope="colgroup">${nameOf(contest.label)}: ${contest.scenario.title}</th></tr>`;
  return [heading, ...barsOf(contest).map(barRow)];
}

/** The claims that the run checked; nothing where it checked none. */
export function barsSection(contests: readonly Contest[]): Html {
  const claiming = contests.filter((contest) => barsOf(contest).length > 0);
  if (claiming.length === 0) return nothing;
  const head = html`<tr><th scope="col">Bar</th><th scope="col">Found</th><th scope="col">At most</th><th scope="col">Verdict</th><th scope="col">Samples (coverage)</th></tr>`;
  const rows = claiming.flatMap(contestRows);
  return html`<section class="wrap" id="bars"><h2>Bars</h2>
<p class="lead">${barsSentence(claiming.flatMap(barsOf))} A bar is a claim fixed before the run: at most so much of what another takes. It holds where the whole interval is within the limit, fails where the whole interval is above it, and is undecided in between.</p>
<div class="figures bars">${figure({
    id: 'limits',
    title: 'Found against the limit',
    caption:
      'Shorter is better; the line is the limit. Bars are medians, whiskers their intervals, each in percent of its own limit.',
    chart: limitChart(claiming),
    table: nothing,
  })}</div>
<div class="card">${scrollingTable('Bars and their limits', head, rows)}</div></section>`;
}
