import type { TuneRecord } from '@parquetry/bench/record';
import { answerRateChart, slowestChart, throttleChart } from '../../charts/load-charts.ts';
import { type Html, html, nothing } from '../../html.ts';
import { concurrenciesTried } from '../../tune/tune-sizes.ts';
import { barTable } from '../chart-table.ts';
import { figure } from '../figure.ts';
import { dotsTable } from './dots-table.ts';

function loadWords({ plan: { load } }: TuneRecord): string {
  return load.kind === 'closed-loop'
    ? 'Each sender waits for its answer before it sends the next event, so a slow function is asked less often: what a queue would add is not in these times.'
    : `Events are sent at a fixed rate of ${load.perSecond} a second for ${load.seconds} seconds, whether or not earlier ones were answered; waiting counts from the moment an event was due.`;
}

function throttles(tune: TuneRecord): Html {
  const chart = throttleChart(tune);
  if (chart.rows.length === 0)
    return html`<div class="card"><h3>Throttles</h3><p class="soft">No event was turned away.</p></div>`;
  return figure({
    id: 'throttles',
    title: 'Throttles by reason',
    caption: 'Events answered with 429, by the reason that came with it. They are in no other figure.',
    chart,
    table: barTable('Throttles by reason', chart),
  });
}

/** Throughput, the slowest answers and throttles against the load; nothing where only one load was tried. */
export function loadSection(tune: TuneRecord): Html {
  if (concurrenciesTried(tune).length < 2 && tune.plan.load.kind === 'closed-loop') return nothing;
  const [rate, slowest] = [answerRateChart(tune), slowestChart(tune)];
  const charts = [
    { id: 'answer-rate', title: 'Answers per second', caption: 'Higher is more.', chart: rate },
    {
      id: 'slowest',
      title: 'The slowest answers',
      caption: 'The 99th percentile as the client saw it, with the interval of that quantile.',
      chart: slowest,
    },
  ].filter(({ chart }) => chart.series.length > 0);
  const figures = charts.map((one) => figure({ ...one, table: dotsTable(one.title, one.chart) }));
  return html`<section class="wrap" id="tune-load"><h2>Under load</h2>
<p class="lead">${loadWords(tune)}</p>
<div class="figures">${figures}${throttles(tune)}</div></section>`;
}
