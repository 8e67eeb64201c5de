import type { TuneRecord } from '@parquetry/bench/record';
import { tuneStageChart } from '../../charts/tune-stage-chart.ts';
import { type Html, html, nothing } from '../../html.ts';
import { enginesTried } from '../../tune/tune-sizes.ts';
import { shareTable } from '../chart-table.ts';
import { figure } from '../figure.ts';

/** Where the time of an event goes, size by size; only functions of our own tell. */
export function tuneStagesSection(tune: TuneRecord): Html {
  const charts = enginesTried(tune).flatMap((engine) => {
    const chart = tuneStageChart(tune, engine);
    return chart === undefined ? [] : [{ engine, chart }];
  });
  if (charts.length === 0) return nothing;
  const figures = charts.map(({ engine, chart }, index) => {
    const title = charts.length > 1 && engine !== null ? `Stages, ${engine}` : 'Stages';
    return figure({
      id: `tune-stages-${index}`,
      title,
      caption:
        'Medians of the stages of an event, as shares of their sum; the whole duration stands at the right. Stages that wait for S3 shrink less with memory than stages that compute.',
      chart,
      table: shareTable(title, chart),
    });
  });
  return html`<section class="wrap" id="tune-stages"><h2>Stage by stage</h2>
<div class="figures${charts.length === 1 ? ' bars' : ''}">${figures}</div></section>`;
}
