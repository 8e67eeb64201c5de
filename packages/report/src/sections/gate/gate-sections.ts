import type { GateRecord } from '@parquetry/bench/record';
import { changeChart, metricsOf, runningCharts } from '../../charts/gate-charts.ts';
import { benchmarksByNeed, METRIC_WORDS } from '../../gate/gate-words.ts';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { figure } from '../figure.ts';
import { acceptancesTable, canariesTable, changeTable, countersTable, verdictsTable } from './gate-tables.ts';
import { runningTable } from './trend-table.ts';

function verdictsSection(gate: GateRecord): Html {
  if (benchmarksByNeed(gate).length === 0) return nothing;
  return html`<section class="wrap" id="gate-verdicts"><h2>Benchmark by benchmark</h2>
<p class="lead">What needs a look comes first. A pass says which slowdown it excludes; it never says that nothing changed.</p>
<div class="card contest">${verdictsTable(gate)}</div></section>`;
}

const OTHERS_CAPTION =
  'Read like the chart beside the verdict. Dashed: where an alarm begins; dotted, if there is one: what a pass stays below.';

/** All but the first metric, which stands beside the answer. */
function metricsSection(gate: GateRecord): Html {
  const others = metricsOf(gate).slice(1);
  if (others.length === 0) return nothing;
  const figures = others.map((metric) =>
    figure({
      id: `change-${metric}`,
      title: `Change of ${METRIC_WORDS[metric]}`,
      caption: OTHERS_CAPTION,
      chart: changeChart(gate, metric),
      table: changeTable(gate, metric),
    }),
  );
  return html`<section class="wrap" id="gate-metrics"><h2>Other metrics</h2>
<p class="lead">Coarse metrics alarm at a large change only, because noise moves them more; below that they are advice.</p>
<div class="figures">${figures}</div></section>`;
}

function runningSection(gate: GateRecord): Html {
  const charts = runningCharts(gate);
  if (charts.length === 0) return nothing;
  const figures = charts.map((chart, index) => {
    const title = charts.length === 1 ? 'Change, pair by pair' : `Change, pair by pair, ${index + 1}`;
    return figure({
      id: `running-${index}`,
      title,
      caption:
        'The plain median of all pairs until then, without an interval: it shows how the change settled, and decides nothing. Marks are where the gate looked.',
      chart,
      table: runningTable(title, chart),
    });
  });
  return html`<section class="wrap" id="gate-running"><h2>How the change settled</h2>
<div class="figures${charts.length === 1 ? ' bars' : ''}">${figures}</div></section>`;
}

function countersSection(gate: GateRecord): Html {
  const table = countersTable(gate);
  if (table === nothing) return nothing;
  return html`<section class="wrap" id="gate-counters"><h2>Counters</h2>
<p class="lead">No clock is in them: they are the same every time, so that a single one that moves without being declared is a regression.</p>
<div class="card contest">${table}</div></section>`;
}

function notMeasured({ notMeasured: files }: GateRecord): Html {
  if (files.length === 0) return nothing;
  const items = files.map((path) => html`<li>${nameOf(path)}</li>`);
  return html`<div class="card"><h3>Changed, and not measured</h3>
<p class="soft">What no benchmark of this run can see: the files that measure or judge are head's for both sides, and of other packages nothing is in what is measured:</p><ul class="points">${items}</ul></div>`;
}

function checksSection(gate: GateRecord): Html {
  const accepted = acceptancesTable(gate);
  const agreed =
    accepted === nothing
      ? nothing
      : html`<div class="card"><h3>Accepted slowdowns</h3><p class="soft">From the reviewed file of head. Each counts for one base alone.</p>${accepted}</div>`;
  return html`<section class="wrap" id="gate-checks"><h2>Can the run be believed?</h2>
<div class="card"><h3>Canaries</h3><p class="soft">Two comparisons whose answer is known: the same twice, which must stay quiet, and more work on purpose, which must alarm. Where one of them misbehaves, the run says nothing.</p>${canariesTable(gate)}</div>
${agreed}${notMeasured(gate)}</section>`;
}

/** A section, and what leads to it. */
export interface GateSection {
  readonly id: string;
  readonly title: string;
  readonly section: Html;
}

/** All that comes below the verdict; what the record has nothing for is left out. */
export function gateSections(gate: GateRecord): GateSection[] {
  const all = [
    { id: 'gate-verdicts', title: 'Benchmarks', section: verdictsSection(gate) },
    { id: 'gate-metrics', title: 'Other metrics', section: metricsSection(gate) },
    { id: 'gate-running', title: 'Pair by pair', section: runningSection(gate) },
    { id: 'gate-counters', title: 'Counters', section: countersSection(gate) },
    { id: 'gate-checks', title: 'Canaries', section: checksSection(gate) },
  ];
  return all.filter(({ section }) => section !== nothing);
}
