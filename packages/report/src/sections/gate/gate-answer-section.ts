import type { GateComparison, GateRecord, RunRecord } from '@parquetry/bench/record';
import { changeChart, metricsOf } from '../../charts/gate-charts.ts';
import { gateSentence } from '../../gate/gate-answer.ts';
import { benchmarksByNeed, METRIC_WORDS, movedCounters, stateOf } from '../../gate/gate-words.ts';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { excludesText, setPercent, signedPercent } from '../../text/changes.ts';
import { counted } from '../../text/quantities.ts';
import { figure } from '../figure.ts';
import { marked } from '../marked.ts';
import { changeTable } from './gate-tables.ts';

const COMMIT_CHARACTERS = 12;

function treeText({ name, commit, dirty }: GateRecord['base']): Html {
  const short = commit?.slice(0, COMMIT_CHARACTERS) ?? '';
  const at = short === '' || short === name ? nothing : html` at <code>${short}</code>`;
  return html`${nameOf(name)}${at}${dirty ? ' with changes that are not committed' : ''}`;
}

function badges(record: RunRecord, { benchmarks, acceptances }: GateRecord): Html {
  const noticed = record.warnings.length + benchmarks.flatMap(({ warnings }) => warnings).length;
  const notes = [
    ...(record.warnings.length === 0
      ? []
      : [html`<a href="#warnings">${counted(record.warnings.length, 'warning')}</a>`]),
    ...(noticed === record.warnings.length
      ? []
      : [
          html`<a href="#gate-verdicts">${counted(noticed - record.warnings.length, 'note')} on benchmarks</a>`,
        ]),
    ...(acceptances.length === 0
      ? []
      : [html`<a href="#gate-checks">${counted(acceptances.length, 'accepted slowdown')}</a>`]),
  ];
  return html`<p class="badges"><span class="badge"><span class="unseen">Where measured: </span>${record.place}</span>${notes.map((note) => html`<span class="caution">${note}</span>`)}</p>`;
}

interface Tile {
  readonly title: string;
  readonly tag: string;
  readonly value: string;
  readonly note: string;
}

const tileOf = ({ title, tag, value, note }: Tile): Html =>
  html`<li class="tile"><p class="tile-title">${title} <span class="tag">${tag}</span></p>
<p class="tile-figure">${value}</p><p class="tile-interval">${note}</p></li>`;

interface Fine {
  readonly name: string;
  readonly one: GateComparison;
}

/** The fine comparison that has moved most towards slower. */
function slowestOf(gate: GateRecord): Fine | undefined {
  const fine = benchmarksByNeed(gate).flatMap(({ name, comparisons }) =>
    comparisons.filter(({ role }) => role === 'fine').map((one) => ({ name, one })),
  );
  return fine.toSorted((a, b) => b.one.ratio.estimate - a.one.ratio.estimate)[0];
}

function tiles(gate: GateRecord): Html {
  const asked = benchmarksByNeed(gate);
  const passed = asked.filter(({ verdict }) => verdict === 'pass').length;
  const moved = movedCounters(gate);
  const bad = moved.filter(({ one }) => one.verdict === 'regression').length;
  const counters = asked.flatMap((benchmark) => benchmark.counters).length;
  const slowest = slowestOf(gate);
  const all = [
    {
      title: 'Benchmarks passed',
      tag: 'by time and counters',
      value: `${passed} of ${asked.length}`,
      note: `${counted(asked.flatMap(({ pairs }) => pairs).length, 'pair')} of fresh processes`,
    },
    ...(slowest === undefined
      ? []
      : [
          {
            title: 'Largest change',
            tag: slowest.name,
            value: signedPercent(slowest.one.ratio.estimate),
            note: `${METRIC_WORDS[slowest.one.metric]}, ${stateOf(slowest.one)}; ${excludesText(slowest.one.ratio)}`,
          },
        ]),
    {
      title: 'Counters',
      tag: 'compared exactly',
      value: `${moved.length} of ${counters}`,
      note: `moved, ${bad === 0 ? 'none' : bad} against a pass`,
    },
  ];
  return html`<ul class="tiles" aria-label="Key figures">${all.map(tileOf)}</ul>`;
}

function reasons({ reasons: all }: GateRecord): Html {
  if (all.length === 0) return nothing;
  const items = all.map((reason) => html`<li>${reason}</li>`);
  return html`<ul class="also against-pass" aria-label="What speaks against a pass">${items}</ul>`;
}

/** How a chart of changes is read. */
function changeCaption({ plan }: GateRecord): string {
  return `Marks are estimates, whiskers their intervals (each end wrong with a probability of at most ${setPercent(plan.tail)}), dots the single pairs; a pair far off stands at the edge. ▲ regression, ■ accepted, ◆ inconclusive, ● pass or advice. Dashed: where an alarm begins; dotted: what a pass stays below.`;
}

function evidence(gate: GateRecord): Html {
  const [first] = metricsOf(gate);
  if (first === undefined) return nothing;
  const title = `Change of ${METRIC_WORDS[first]}`;
  return html`<div class="evidence">${figure({
    id: `change-${first}`,
    title,
    caption: changeCaption(gate),
    chart: changeChart(gate, first),
    table: changeTable(gate, first),
  })}</div>`;
}

/** The first screen of a gate: its verdict, what was compared, and the chart that shows it. */
export function gateAnswerSection(record: RunRecord, gate: GateRecord): Html {
  return html`<section class="answer wrap" id="answer" tabindex="-1">
<div class="statement gate-${gate.verdict}">${badges(record, gate)}
<p class="eyebrow"><b>Head</b> ${treeText(gate.head)} against <b>base</b> ${treeText(gate.base)}</p>
<h1>${marked(gateSentence(gate))}</h1>${tiles(gate)}${reasons(gate)}</div>
${evidence(gate)}
</section>`;
}
