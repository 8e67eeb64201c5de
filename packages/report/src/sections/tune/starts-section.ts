import type { TuneRecord } from '@parquetry/bench/record';
import { startChart } from '../../charts/start-chart.ts';
import { type Html, html, nothing } from '../../html.ts';
import { enginesTried } from '../../tune/tune-sizes.ts';
import { figure } from '../figure.ts';
import { dotsTable } from './dots-table.ts';

/** Warm, cold and restored events beside each other, the init phase apart; nothing where only warm ones were had. */
export function startsSection(tune: TuneRecord): Html {
  const charts = enginesTried(tune)
    .map((engine) => ({ engine, chart: startChart(tune, engine) }))
    .filter(({ chart }) => chart.series.length > 1);
  if (charts.length === 0) return nothing;
  const several = enginesTried(tune).length > 1;
  const figures = charts.map(({ engine, chart }, index) => {
    const title = several && engine !== null ? `Cold and warm, ${engine}` : 'Cold and warm';
    return figure({
      id: `starts-${index}`,
      title,
      caption:
        'Medians with their intervals, over single events. The init phase comes before a cold event and is billed with it; the wait of a cold start is both together.',
      chart,
      table: dotsTable(title, chart),
    });
  });
  return html`<section class="wrap" id="tune-starts"><h2>Cold and warm starts</h2>
<p class="lead">Each event is classified by its own REPORT: with an init duration it is cold, with a restore duration it came from a snapshot, else it is warm. They are never mixed.</p>
<div class="figures${charts.length === 1 ? ' bars' : ''}">${figures}</div></section>`;
}
