import type { ClaimsRecord, CostRow } from '@parquetry/bench/record';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { scaled, shortEstimate } from '../../text/estimates.ts';
import { counted, format } from '../../text/quantities.ts';
import { scrollingTable } from '../chart-table.ts';

const MILLION = 1e6;

/** Of a million files. */
function totalOf({ computeDollars, requestDollars }: CostRow) {
  const { median, low, high } = computeDollars;
  return {
    ...computeDollars,
    median: median + requestDollars,
    low: low + requestDollars,
    high: high + requestDollars,
  };
}

function costRow(row: CostRow, filesPerMonth: number | null): Html {
  const total = totalOf(row);
  const own =
    filesPerMonth === null
      ? nothing
      : html`<td><b>${shortEstimate('dollars', scaled(total, filesPerMonth / MILLION))}</b></td>`;
  return html`<tr><th scope="row">${nameOf(row.pipeline)}</th><td>${counted(row.memoryMb, 'MB', 'MB')}</td><td>${shortEstimate('dollars', row.computeDollars)}</td><td>${format('dollars', row.requestDollars)}</td><td>${shortEstimate('dollars', total)}</td>${own}</tr>`;
}

/** What a million files cost, and the user's own month. */
export function billSection({ cost }: ClaimsRecord): Html {
  const { prices, perMillionFiles, filesPerMonth } = cost;
  const own =
    filesPerMonth === null ? nothing : html`<th scope="col">${counted(filesPerMonth, 'file')} a month</th>`;
  const head = html`<tr><th scope="col">Pipeline</th><th scope="col">Function</th><th scope="col">Compute per million files</th><th scope="col">Requests per million files</th><th scope="col">Together</th>${own}</tr>`;
  const way = filesPerMonth === null ? ' Give your volume with --files-per-month to see your own month.' : '';
  return html`<section class="wrap" id="bill"><h2>The monthly bill</h2>
<p class="lead">Time of a file × memory × $${prices.dollarsPerGbSecond} per GB-second, and its requests: S3’s, as they were counted, and one invocation for each file. Where a function of that size has less CPU than was used here, the time is stretched to its share.${way}</p>
<div class="card">${scrollingTable(
    'The monthly bill',
    head,
    perMillionFiles.map((row) => costRow(row, filesPerMonth)),
  )}
<p class="soft">${prices.region}, as of ${prices.asOf}, first tier, without free tiers: $${prices.dollarsPerMillionWrites} for a million PUT or LIST, $${prices.dollarsPerMillionReads} for a million GET, $${prices.dollarsPerMillionInvocations} for a million invocations. Storage and transfer are left out. Sources: ${prices.sources.join(', ')}.</p></div></section>`;
}
