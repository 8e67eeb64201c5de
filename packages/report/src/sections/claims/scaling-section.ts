import type { ClaimsRecord, RunRecord } from '@parquetry/bench/record';
import { fitChart } from '../../charts/fit-chart.ts';
import { networkWords } from '../../claims/claim-names.ts';
import { type Html, html, nothing } from '../../html.ts';
import { figure } from '../figure.ts';
import { fitTable } from '../fit-table.ts';

/** Lines through batches of more and more files; nothing where only one size was measured. */
export function scalingSection({ fits }: RunRecord, { ladders }: ClaimsRecord): Html {
  const [ladder] = ladders;
  const own = fits.filter(({ scenario }) => scenario === ladder?.scenario);
  if (ladder === undefined || own.length === 0) return nothing;
  return html`<section class="wrap" id="scaling"><h2>Time against volume</h2>
<p class="lead">A line t = a + b · n through the batches of every round; each round is fitted by itself, and the intervals are those over the rounds.</p>
<div class="figures bars">${figure({
    id: 'scaling',
    title: `Batches and their lines, ${networkWords(ladder.profile)}`,
    caption:
      'Each mark is one batch in a fresh process. The band reaches from the lower ends of the intervals of a and b to the upper ones.',
    chart: fitChart(own),
    table: fitTable(own),
  })}</div></section>`;
}
