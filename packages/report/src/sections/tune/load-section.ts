import type { TuneRecord } from '@parquetry/bench/record';
import { answerRateChart, outermostQuantile, slowestChart, throttleChart } from '../../charts/load-charts.ts';
import { type Html, html, nothing } from '../../html.ts';
import { concurrenciesTried, enginesTried } from '../../tune/tune-sizes.ts';
import { barTable } from '../chart-table.ts';
import { figure } from '../figure.ts';
import { dotsTable } from './dots-table.ts';

function loadWords({ plan: { load } }: TuneRecord): string {
  return load.kind === 'closed-loop'
    ? 'Each sender waits for its answer before it sends the next event, so a slow function is asked less often: what a queue would add is not in these times.'
    : `Events were sent at ${load.perSecond} a second for ${load.seconds} seconds, whether or not earlier ones had been answered.`;
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

function ofEngine(tune: TuneRecord, engine: string | null, index: number): Html[] {
  const several = enginesTried(tune).length > 1 && engine !== null;
  const titled = (title: string) => (several ? `${title}, ${engine}` : title);
  const quantile = outermostQuantile(tune);
  const short = quantile === 'p99' ? '' : ' For a p99 with an interval there are too few samples.';
  const charts = [
    {
      id: `answer-rate-${index}`,
      title: titled('Answers per second'),
      caption: 'From the first event sent to the last one answered.',
      chart: answerRateChart(tune, engine),
    },
    ...(quantile === undefined
      ? []
      : [
          {
            id: `slowest-${index}`,
            title: titled('The slowest answers'),
            caption: `The ${quantile} of warm events as the client saw them, with the interval of that quantile.${short}`,
            chart: slowestChart(tune, engine, quantile),
          },
        ]),
  ];
  return charts
    .filter(({ chart }) => chart.series.length > 0)
    .map((one) => figure({ ...one, table: dotsTable(one.title, one.chart) }));
}

/** Throughput, the slowest answers and throttles against the load; nothing where only one load was tried. */
export function loadSection(tune: TuneRecord): Html {
  if (concurrenciesTried(tune).length < 2 && tune.plan.load.kind === 'closed-loop') return nothing;
  const figures = enginesTried(tune).flatMap((engine, index) => ofEngine(tune, engine, index));
  return html`<section class="wrap" id="tune-load"><h2>Under load</h2>
<p class="lead">${loadWords(tune)}</p>
<div class="figures">${figures}${throttles(tune)}</div></section>`;
}
