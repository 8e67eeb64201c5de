import type { GateHistory } from '@parquetry/bench/record';
import {
  changeWords,
  type HistorySeries,
  historyChart,
  seriesWords,
  shortCommit,
} from '../../charts/history-charts.ts';
import { countText } from '../../gate/gate-words.ts';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { counted } from '../../text/quantities.ts';
import { timeOf } from '../../text/time.ts';
import { isolated } from '../../text/words.ts';
import { scrollingTable } from '../chart-table.ts';
import { figure } from '../figure.ts';
import { historyTable } from './trend-table.ts';

function captionOf(series: HistorySeries): Html {
  const moved = series.changes.map(
    (change, index) => html` <b>${index + 1}:</b> ${changeWords(series, change)}.`,
  );
  const found = moved.length === 0 ? ' No level changed.' : html` Dashed: where the level changed.${moved}`;
  return html`Medians of runs, banded by their intervals; the axis does not begin at zero.${found}`;
}

function seriesFigure(series: HistorySeries, id: string): Html {
  const title = `${isolated(series.benchmark)} · ${seriesWords(series)}`;
  return figure({
    id,
    title,
    caption: captionOf(series),
    chart: historyChart(series),
    table: historyTable(title, series),
  });
}

type Machine = GateHistory['machines'][number];

function movesCard({ counterMoves = [] }: Machine): Html {
  if (counterMoves.length === 0) return nothing;
  const head = html`<tr>${['Benchmark', 'Counter', 'Before', 'After', 'Commit', 'Measured'].map((title) => html`<th scope="col">${title}</th>`)}</tr>`;
  const rows = counterMoves.map(
    ({ benchmark, counter, before, after, commit, at }) =>
      html`<tr><th scope="row">${nameOf(benchmark)}</th><td>${nameOf(counter)}</td><td>${countText(before)}</td><td>${countText(after)}</td><td>${nameOf(shortCommit(commit))}</td><td>${timeOf(at)}</td></tr>`,
  );
  return html`<div class="card"><h3>Counters that moved</h3>${scrollingTable('Counters that moved', head, rows)}</div>`;
}

function machineBlock(of: Machine, place: number): Html {
  const { machine, fingerprint, series } = of;
  const facts = Object.entries(fingerprint).map(
    ([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`,
  );
  const drawn = series
    .filter(({ points }) => points.length > 0)
    .map((one, index) => seriesFigure(one, `history-${place}-${index}`));
  return html`<div class="machine"><h3>Machine ${nameOf(machine)}</h3>
<details><summary>Fingerprint<span class="unseen"> of machine ${machine}</span></summary><dl class="facts columns">${facts}</dl></details>
<div class="figures">${drawn}${movesCard(of)}</div></div>`;
}

/** How the benchmarks of a branch have moved, machine by machine: no line joins figures of different fingerprints. */
export function historySection({ branch, machines }: GateHistory): Html {
  const blocks = machines.map(machineBlock);
  const empty =
    machines.length === 0 ? html`<p class="soft">No run of this branch has been kept yet.</p>` : blocks;
  return html`<section class="wrap" id="history"><h2>History of ${nameOf(branch)}</h2>
<p class="lead">${counted(machines.length, 'machine')}. Figures of machines that differ in their fingerprint are never joined or compared. Where a level changed is found by E-divisive, which also sees a drift too small for any single comparison.</p>
${empty}</section>`;
}
